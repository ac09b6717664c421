import '../../ui/paper.css';
import '../../ui/office.css';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { address, setQuery } from '../../router.ts';
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

/** The tab that is open stands within the strip, however narrow it is. */
const inSight = (link: HTMLElement | null) => link?.scrollIntoView?.({ block: 'nearest', inline: 'center' });

function Inside() {
  const t = inUse(words);
  const seen = tabsFor(can);
  const tab = tabOf(address.value.query, seen);
  // An address whose tab is not theirs is put right: it would lead others elsewhere.
  useEffect(() => {
    const asked = new URLSearchParams(address.peek().query).get('tab');
    if (asked && asked !== tab) setQuery(`tab=${tab}`);
  }, [tab]);
  const load: () => Promise<FunctionComponent> = tabs[tab].load;
  return (
    <main class="page paper">
      <div class="paper-column wide">
        <h1>{t.title}</h1>
        <nav class="tabs" aria-label={t.nav}>
          {seen.map((name) => (
            <a
              key={name}
              ref={name === tab ? inSight : null}
              class="tab"
              href={`/manage?tab=${name}`}
              aria-current={name === tab ? 'page' : undefined}
            >
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
