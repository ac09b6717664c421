import { useState } from 'preact/hooks';
import { type AccountRow, accounts, type Grant, type RoleRow } from '../../../api/manage.ts';
import { named } from '../../../i18n/index.ts';
import { can } from '../../../session.ts';
import { AreaField } from '../../../ui/area-field.tsx';
import { Confirm } from '../../../ui/confirm.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Field, faultOf, Pick } from '../../../ui/form.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { useEdit } from '../../../ui/use-edit.ts';
import { inUse } from '../../../ui/words.ts';
import { departmentOptions } from '../departments/data.ts';
import { departmentOf } from './row.tsx';
import { words } from './words.ts';

interface Props {
  of: AccountRow;
  roles: readonly RoleRow[];
  changed: () => void;
}

/** What can be changed of an account, each part by those who may. */
export function Edit(props: Props) {
  return (
    <div class="stack account-edit">
      {can('account.manage') && <Facts {...props} />}
      {can('grant.manage') && <Grants {...props} />}
      <Way {...props} />
    </div>
  );
}

function Facts({ of, changed }: Props) {
  const t = inUse(words);
  const [name, setName] = useState(of.name);
  const [department, setDepartment] = useState(departmentOf(of));
  const { busy, error, edit } = useEdit(changed);
  const save = (event: Event) => {
    event.preventDefault();
    const before = { name: of.name, department: departmentOf(of) };
    void edit(() => accounts.change(of.id, { name: name.trim(), department }), {
      words: t.saved,
      undo: () => accounts.change(of.id, before),
      undone: () => {
        setName(before.name);
        setDepartment(before.department);
      },
    });
  };
  return (
    <form class="toolbar" onSubmit={save} noValidate>
      <Field label={t.name} value={name} set={setName} maxLength={60} fault={faultOf(error, 'name')} />
      <Pick
        label={t.department}
        value={department}
        set={setDepartment}
        options={[['', t.noDepartment], ...departmentOptions()]}
        fault={faultOf(error, 'department')}
      />
      <button type="submit" class="button" disabled={busy || !name.trim()}>
        {t.save}
      </button>
      {error && !error.problem?.field && <Failure error={error} />}
    </form>
  );
}

function Grants({ of, roles, changed }: Props) {
  const t = inUse(words);
  const [grants, setGrants] = useState<readonly Grant[]>(of.roles ?? []);
  const { busy, error, edit } = useEdit(changed);
  const put = (i: number, next: Grant | null) =>
    setGrants(grants.flatMap((g, j) => (j === i ? (next ? [next] : []) : [g])));
  const save = (event: Event) => {
    event.preventDefault();
    const before = of.roles ?? [];
    void edit(() => accounts.grant(of.id, [...grants]), {
      words: t.rolesSaved,
      undo: () => accounts.grant(of.id, before),
      undone: () => setGrants(before),
    });
  };
  return (
    <form class="stack" onSubmit={save} noValidate>
      {grants.length === 0 && <p class="soft">{t.noRoles}</p>}
      {grants.map((g, i) => (
        <div key={i} class="toolbar">
          <Pick
            label={t.roles}
            value={g.role}
            set={(role) => put(i, { ...g, role })}
            options={roles.map((r) => [r.code, named(r.title)])}
          />
          <AreaField
            label={t.area}
            all={t.everywhere}
            prefixes
            permission="grant.manage"
            value={g.area}
            set={(area) => put(i, { ...g, area })}
          />
          <button type="button" class="button square" aria-label={t.removeRole} onClick={() => put(i, null)}>
            <Icon name="close" size={20} />
          </button>
        </div>
      ))}
      {error && <Failure error={error} />}
      <p class="actions">
        <button
          type="button"
          class="button"
          disabled={roles.length === 0}
          onClick={() => setGrants([...grants, { role: roles[0]?.code ?? '', area: '' }])}
        >
          <Icon name="plus" size={20} />
          {t.addRole}
        </button>
        <button type="submit" class="button chief" disabled={busy}>
          {t.save}
        </button>
      </p>
    </form>
  );
}

function Way({ of, changed }: Props) {
  const t = inUse(words);
  const [said, setSaid] = useState('');
  const { busy, error, act } = useAct();
  const does = async (what: () => Promise<unknown>, words: string) => {
    if (!(await act(what))) return;
    setSaid(words);
    changed();
  };
  return (
    <div class="actions">
      {of.locked && (
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => void does(() => accounts.unlock(of.id), t.unlocked(of.name))}
        >
          {t.unlock}
        </button>
      )}
      <Confirm
        words={t.signOut}
        what={t.signOutWhat(of.name)}
        sure={t.signOutSure}
        disabled={busy}
        act={() => void does(() => accounts.signOut(of.id), t.signedOut(of.name))}
      />
      <span class="small soft" role="status">
        {said}
      </span>
      {error && <Failure error={error} />}
    </div>
  );
}
