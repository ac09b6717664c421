import './members.css';
import { useState } from 'preact/hooks';
import { members } from '../../../api/manage.ts';
import { can } from '../../../session.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Pick } from '../../../ui/form.tsx';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { CellField } from '../cell-field.tsx';
import { Add } from './add.tsx';
import { Row } from './row.tsx';
import { words } from './words.ts';

const most = '500';

/** Those who serve the cells: the 1, the 3 and the N; who waits to be trained and confirmed; who is on duty. */
export function Members() {
  const t = inUse(words);
  const [cell, setCell] = useState('');
  const [state, setState] = useState('');
  const { data, error, loading, again } = useFetched(`${cell}|${state}`, (signal) =>
    members.list({ cell: cell.trim(), state, limit: most }, signal),
  );
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <div class="toolbar">
        <CellField label={t.cell} hint={t.cellHint} value={cell} set={setCell} />
        <Pick
          label={t.state}
          value={state}
          set={setState}
          options={[['', t.allStates], ...(Object.entries(t.states) as [string, string][])]}
        />
      </div>
      <OnDuty cell={cell.trim()} />
      {error && <Failure error={error} retry={again} />}
      {data && (
        <div class="table-frame" aria-busy={loading}>
          {data.length === 0 && <p class="empty">{t.none}</p>}
          {data.length > 0 && (
            <table class="table cards">
              <thead>
                <tr>
                  <th scope="col">{t.name}</th>
                  <th scope="col">{t.role}</th>
                  <th scope="col">{t.cell}</th>
                  <th scope="col">{t.state}</th>
                  <th scope="col">{t.joined}</th>
                  <th scope="col" class="cell-actions">
                    {t.actions}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.map((m) => (
                  <Row key={m.id} of={m} changed={again} />
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
      {can('member.manage') && <Add added={again} cell={cell} />}
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
              {m.name} <span class="soft">{t.roles[m.role as keyof typeof t.roles] ?? m.role}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
