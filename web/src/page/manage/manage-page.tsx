import '../../ui/paper.css';
import '../../ui/office.css';
import type { FunctionComponent } from 'preact';
import { address } from '../../router.ts';
import { can } from '../../session.ts';
import { Gate } from '../../ui/gate.tsx';
import { Lazy } from '../../ui/lazy.tsx';
import { UndoBar } from '../../ui/undo.tsx';
import { inUse } from '../../ui/words.ts';
import { tabOf, tabs, tabsFor } from './tabs.ts';
import { words } from './words.ts';

/** What administrators look after, one tab each; everybody sees those that their permissions are for. */
export function ManagePage() {
  return (
    <Gate any={[]}>
      <Inside />
    </Gate>
  );
}

function Inside() {
  const t = inUse(words);
  const seen = tabsFor(can);
  const tab = tabOf(address.value.query, seen);
  const load: () => Promise<FunctionComponent> = tabs[tab].load;
  return (
    <main class="page paper">
      <div class="paper-column wide">
        <h1>{t.title}</h1>
        <nav class="tabs" aria-label={t.nav}>
          {seen.map((name) => (
            <a key={name} class="tab" href={`/manage?tab=${name}`} aria-current={name === tab ? 'page' : undefined}>
              {t.tabs[name]}
            </a>
          ))}
        </nav>
        <Lazy key={tab} load={load} props={{}} />
      </div>
      <UndoBar />
    </main>
  );
}
