import './accounts.css';
import { useEffect, useState } from 'preact/hooks';
import { accounts } from '../../../api/manage.ts';
import { can } from '../../../session.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Field } from '../../../ui/form.tsx';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { departments, loadDepartments } from '../departments/data.ts';
import { Create } from './create.tsx';
import { Row } from './row.tsx';
import { words } from './words.ts';

/** Accounts: who can sign in, with which roles, and where they hold. */
export function Accounts() {
  const t = inUse(words);
  const [q, setQ] = useState('');
  const { data, error, loading, again } = useFetched(q, (signal) => accounts.list(q.trim(), signal));
  const roles = useFetched('roles', (signal) => accounts.roles(signal));
  useEffect(() => {
    if (!departments.peek().data) void loadDepartments();
  }, []);
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <div class="toolbar">
        <Field label={t.search} type="search" value={q} set={setQ} />
      </div>
      {error && <Failure error={error} retry={again} />}
      {data && (
        <div class="table-frame" aria-busy={loading}>
          {data.length === 0 && <p class="empty">{t.none}</p>}
          {data.length > 0 && (
            <table class="table cards">
              <thead>
                <tr>
                  <th scope="col">{t.name}</th>
                  <th scope="col">{t.login}</th>
                  <th scope="col">{t.department}</th>
                  <th scope="col">{t.roles}</th>
                  <th scope="col">{t.state}</th>
                  <th scope="col" class="cell-actions">
                    {t.actions}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.map((a) => (
                  <Row key={a.id} of={a} roles={roles.data ?? []} changed={again} />
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
      {can('account.manage') && <Create created={again} />}
    </div>
  );
}
