import './members.css';
import { useState } from 'preact/hooks';
import { type MemberState, members } from '../../../api/manage.ts';
import { can } from '../../../session.ts';
import { AreaField } from '../../../ui/area-field.tsx';
import { Pick } from '../../../ui/form.tsx';
import { Listing } from '../../../ui/listing.tsx';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { Add } from './add.tsx';
import { Row } from './row.tsx';
import { words } from './words.ts';

const most = 500;

/** Those who serve the cells: the 1, the 3 and the N; who waits to be trained and confirmed; who is on duty. */
export function Members() {
  const t = inUse(words);
  const [cell, setCell] = useState('');
  const [state, setState] = useState<MemberState | ''>('');
  const got = useFetched(`${cell}|${state}`, (signal) =>
    members.list({ limit: most, ...(cell && { cell }), ...(state && { state }) }, signal),
  );
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <div class="toolbar">
        <AreaField label={t.cell} all={t.everywhere} permission="member.read" prefixes value={cell} set={setCell} />
        <Pick
          label={t.state}
          value={state}
          set={(next) => setState(next as MemberState | '')}
          options={[['', t.allStates], ...(Object.entries(t.states) as [string, string][])]}
        />
      </div>
      <OnDuty cell={cell} />
      {can('member.manage') && <Add added={got.again} cell={cell} />}
      <Listing
        got={got}
        columns={[t.name, t.role, t.cell, t.state, t.joined]}
        actions={t.actions}
        none={cell || state ? t.noneFound : t.none}
      >
        {(m) => <Row key={m.id} of={m} changed={got.again} />}
      </Listing>
      {got.data?.length === most && <p class="small soft">{t.firstOnly(most)}</p>}
    </div>
  );
}

function OnDuty({ cell }: { cell: string }) {
  const t = inUse(words);
  const { data } = useFetched(cell, async (signal) => (cell ? members.onDuty(cell, signal) : null));
  if (!data) return null;
  return (
    <section class="block duty" aria-labelledby="on-duty">
      <h2 id="on-duty">{t.onDuty}</h2>
      {data.length === 0 ? (
        <p class="soft">{t.nobody}</p>
      ) : (
        <ul class="tags">
          {data.map((m) => (
            <li key={m.id} class="tag">
              {m.name} <span class="soft">{t.roles[m.role]}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
