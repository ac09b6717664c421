import '../map/map-page.css';
import '../map/list.css';
import '../map/drawer.css';
import './work.css';
import './inbox.css';
import './case.css';
import './act.css';
import { useEffect } from 'preact/hooks';
import { me, session, signInHere } from '../../session.ts';
import { CasePanel } from './case-panel.tsx';
import { Inbox } from './inbox.tsx';
import { startKeys } from './keys.ts';
import { said, selected, signedOut, startWork } from './store.ts';
import { Toasts } from './toasts.tsx';
import { words } from './words.ts';
import { WorkMap } from './work-map.tsx';

/** Inbox left, map in the middle, the case right; on a phone the list, and the case as a sheet over it. */
export function WorkPage() {
  useEffect(() => void session().catch(() => null), []);
  const t = words.value;
  if (me.value === undefined) return <main class="page" aria-busy="true" />;
  if (me.value === null) return <Gate title={t.forStaff} how={t.forStaffHow} signIn />;
  if (!me.value.permissions.includes('case.read')) return <Gate title={t.noRight} how={t.noRightHow} />;
  return <Desk key={me.value.id} />;
}

function Gate({ title, how, signIn }: { title: string; how: string; signIn?: boolean }) {
  return (
    <main class="page message">
      <h1>{title}</h1>
      <p>{how}</p>
      {signIn && (
        <p>
          <a class="button chief" href={signInHere()}>
            {words.value.signIn}
          </a>
        </p>
      )}
    </main>
  );
}

function Desk() {
  useEffect(() => {
    const stops = [startWork(), startKeys()];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  const t = words.value;
  return (
    <main class="page work-page" data-case={selected.value ? '' : undefined}>
      {signedOut.value && (
        <div class="work-signed-out notice warn row" role="alert">
          <p>
            <strong>{t.ended}</strong> {t.endedHow}
          </p>
          <a class="button chief" href={signInHere()}>
            {t.signIn}
          </a>
        </div>
      )}
      <Inbox />
      <WorkMap />
      <CasePanel />
      <Toasts />
      <p class="unseen" role="status" aria-live="polite">
        {said.value}
      </p>
    </main>
  );
}
