import './audit.css';
import { useState } from 'preact/hooks';
import { type AuditCheck, type AuditEntry, audit } from '../../../api/manage.ts';
import { count, moment } from '../../../format.ts';
import { lang } from '../../../settings.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Field } from '../../../ui/form.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { words } from './words.ts';

const page = '50';

/** The audit trail, newest first, and the check that nothing was taken out of it. */
export function Audit() {
  const t = inUse(words);
  const [action, setAction] = useState('');
  const first = useFetched(action, (signal) => audit.page({ limit: page, action: action.trim() }, signal));
  const [older, setOlder] = useState<{ after: unknown; entries: AuditEntry[]; next: number | null } | null>(null);
  const { busy, error, act } = useAct();
  // Older entries belong to the first page that they were asked for after.
  const tail = older?.after === first.data ? older : null;
  const entries = [...(first.data?.entries ?? []), ...(tail?.entries ?? [])];
  const next = tail ? tail.next : (first.data?.next ?? null);
  const more = () =>
    act(async () => {
      const got = await audit.page({ before: String(next), limit: page, action: action.trim() });
      setOlder({ after: first.data, entries: [...(tail?.entries ?? []), ...(got.entries ?? [])], next: got.next });
    });
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <Check />
      <div class="toolbar">
        <Field label={t.action} hint={t.actionHint} value={action} set={setAction} />
      </div>
      {first.error && <Failure error={first.error} retry={first.again} />}
      {first.data && (
        <div class="table-frame" aria-busy={first.loading}>
          {entries.length === 0 && <p class="empty">{t.none}</p>}
          {entries.length > 0 && (
            <table class="table cards">
              <thead>
                <tr>
                  <th scope="col" class="num">
                    {t.seq}
                  </th>
                  <th scope="col">{t.at}</th>
                  <th scope="col">{t.who}</th>
                  <th scope="col">{t.did}</th>
                  <th scope="col">{t.object}</th>
                  <th scope="col">{t.detail}</th>
                </tr>
              </thead>
              <tbody>
                {entries.map((e) => (
                  <Entry key={e.seq} of={e} />
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
      {error && <Failure error={error} />}
      {next !== null && (
        <p>
          <button type="button" class="button" disabled={busy} onClick={() => void more()}>
            {t.more}
          </button>
        </p>
      )}
    </div>
  );
}

function Entry({ of: e }: { of: AuditEntry }) {
  const t = inUse(words);
  return (
    <tr>
      <th scope="row" class="num">
        {e.seq}
      </th>
      <td data-name={t.at} class="figure">
        {moment(new Date(e.at), lang.value)}
      </td>
      <td data-name={t.who}>{e.who}</td>
      <td data-name={t.did}>
        <code>{e.action}</code>
      </td>
      <td data-name={t.object} class="audit-object">
        {e.object}
      </td>
      <td data-name={t.detail} class="audit-detail">
        {Object.entries(e.detail ?? {}).map(([key, value]) => (
          <span key={key}>
            <span class="soft">{key}</span> {typeof value === 'string' ? value : JSON.stringify(value)}
          </span>
        ))}
      </td>
    </tr>
  );
}

function Check() {
  const t = inUse(words);
  const [found, setFound] = useState<AuditCheck | null>(null);
  const { busy, error, act } = useAct();
  return (
    <div class="stack tight">
      <p>
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => void act(async () => setFound(await audit.check()))}
        >
          {busy ? t.checking : t.check}
        </button>
      </p>
      <div role="status">
        {found?.intact && <p class="notice audit-object">{t.intact(count(found.entries), found.head)}</p>}
        {found && !found.intact && <p class="notice warn">{t.broken(String(found.broken_at ?? '?'))}</p>}
      </div>
      {error && <Failure error={error} />}
    </div>
  );
}
