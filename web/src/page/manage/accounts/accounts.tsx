import './accounts.css';
import { useEffect, useState } from 'preact/hooks';
import { accounts } from '../../../api/manage.ts';
import { loadAreas } from '../../../data/areas.ts';
import { can } from '../../../session.ts';
import { Field } from '../../../ui/form.tsx';
import { Listing } from '../../../ui/listing.tsx';
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
  const got = useFetched(q, (signal) => accounts.list(q.trim(), signal));
  const roles = useFetched('roles', (signal) => accounts.roles(signal));
  useEffect(() => {
    void loadAreas();
    if (!departments.peek().data) void loadDepartments();
  }, []);
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <div class="toolbar">
        <Field label={t.search} type="search" value={q} set={setQ} />
      </div>
      {can('account.manage') && <Create created={got.again} />}
      <Listing
        got={got}
        columns={[t.name, t.login, t.department, t.roles, t.state]}
        actions={t.actions}
        none={q.trim() ? t.noneFound : t.none}
      >
        {(a) => <Row key={a.id} of={a} roles={roles.data ?? []} changed={got.again} />}
      </Listing>
    </div>
  );
}
