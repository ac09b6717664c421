import './audit.css';
import { useEffect, useState } from 'preact/hooks';
import { type AuditCheck, type AuditEntry, audit } from '../../../api/manage.ts';
import { loadAreas } from '../../../data/areas.ts';
import { count, moment } from '../../../format.ts';
import { lang } from '../../../settings.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Listing } from '../../../ui/listing.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { departments, loadDepartments } from '../departments/data.ts';
import { actionName, details, doerName, objectName } from './deeds.ts';
import { everything, type Filter, narrows, queryFor } from './filter.ts';
import { Filters } from './filters.tsx';
import { words } from './words.ts';

const page = 50;

/** The audit trail, newest first, and the check that nothing was taken out of it. */
export function Audit() {
  const t = inUse(words);
  const [filter, setFilter] = useState(everything);
  useEffect(() => {
    void loadAreas();
    if (!departments.peek().data) void loadDepartments();
  }, []);
  const asked = { limit: page, ...queryFor(filter) };
  const first = useFetched(JSON.stringify(asked), (signal) => audit.page(asked, signal));
  const [older, setOlder] = useState<{ after: unknown; entries: AuditEntry[]; next: number | null } | null>(null);
  const { busy, error, act } = useAct();
  // Older entries belong to the first page that they were asked for after.
  const tail = older?.after === first.data ? older : null;
  const entries = [...(first.data?.entries ?? []), ...(tail?.entries ?? [])];
  const next = tail ? tail.next : (first.data?.next ?? null);
  const more = () =>
    act(async () => {
      const got = await audit.page({ ...asked, ...(next && { before: next }) });
      setOlder({ after: first.data, entries: [...(tail?.entries ?? []), ...(got.entries ?? [])], next: got.next });
    });
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <Check />
      <Filters of={filter} set={setFilter} />
      <Listing
        got={{ ...first, data: first.data && entries }}
        columns={[t.at, t.who, t.did, t.object, t.detail]}
        none={narrows(filter) ? t.noneFound : t.none}
      >
        {(e) => <Entry key={e.seq} of={e} only={(more) => setFilter({ ...filter, ...more })} />}
      </Listing>
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

function Entry({ of: e, only }: { of: AuditEntry; only: (more: Partial<Filter>) => void }) {
  const t = inUse(words);
  return (
    <tr>
      <td data-name={t.at} class="figure audit-at">
        {moment(new Date(e.at), lang.value)}
      </td>
      <td data-name={t.who}>
        <span>
          <Only name={doerName(e)} take={() => only({ who: e.who })} />{' '}
          {doerName(e) !== e.who && <span class="tiny soft">{e.who}</span>}
        </span>
      </td>
      <th scope="row">{actionName(e.action)}</th>
      <td data-name={t.object}>
        <Only name={objectName(e)} take={() => only({ object: e.object })} />
      </td>
      <td data-name={t.detail} class="audit-detail">
        <span>
          {details(e.detail).map(([name, value]) => (
            <span key={name} class="audit-fact">
              <span class="soft">{name}</span> {value}
            </span>
          ))}
          <span class="tiny soft audit-code">
            {t.seq} {e.seq} · {e.action} · {e.object}
          </span>
        </span>
      </td>
    </tr>
  );
}

/** A name that narrows the list to what is so called. */
function Only({ name, take }: { name: string; take: () => void }) {
  return (
    <button type="button" class="audit-only" title={inUse(words).only(name)} onClick={take}>
      {name}
    </button>
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
