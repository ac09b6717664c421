import { useState } from 'preact/hooks';
import { type AccountRow, accounts, type RoleRow } from '../../../api/manage.ts';
import { areaName } from '../../../data/areas.ts';
import { named } from '../../../i18n/index.ts';
import { can } from '../../../session.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Fold } from '../../../ui/listing.tsx';
import { useEdit } from '../../../ui/use-edit.ts';
import { inUse } from '../../../ui/words.ts';
import { departmentName } from '../departments/data.ts';
import { Edit } from './edit.tsx';
import { words } from './words.ts';

/** The code of an account's department; empty for none. */
export const departmentOf = ({ department }: AccountRow) => department?.code ?? '';

interface Props {
  of: AccountRow;
  roles: readonly RoleRow[];
  changed: () => void;
}

export function Row({ of, roles, changed }: Props) {
  const t = inUse(words);
  const [open, setOpen] = useState(false);
  const { busy, error, edit } = useEdit(changed);
  const disable = (disabled: boolean) =>
    edit(() => accounts.change(of.id, { disabled }), {
      words: disabled ? t.disabledDone(of.name) : t.enabledDone(of.name),
      undo: () => accounts.change(of.id, { disabled: !disabled }),
    });
  const title = (code: string) => {
    const role = roles.find((r) => r.code === code);
    return role ? named(role.title) : code;
  };
  const department = departmentOf(of);
  return (
    <>
      <tr data-dim={of.disabled || undefined}>
        <th scope="row">{of.name}</th>
        <td data-name={t.login}>{of.login}</td>
        <td data-name={t.department}>{department ? departmentName(department) : '—'}</td>
        <td data-name={t.roles}>
          <span class="tags">
            {(of.roles ?? []).map((r) => (
              <span key={`${r.role}${r.area}`} class="tag">
                {title(r.role)}
                {r.area && <span class="soft"> · {areaName(r.area)}</span>}
              </span>
            ))}
            {(of.roles ?? []).length === 0 && <span class="soft">{t.noRoles}</span>}
          </span>
        </td>
        <td data-name={t.state}>
          {of.disabled ? t.disabled : of.locked ? t.locked : t.ok}
          {of.totp && <span class="soft"> · {t.totp}</span>}
        </td>
        <td class="cell-actions">
          <span class="actions">
            <button type="button" class="button" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t.edit}
            </button>
            {can('account.manage') && (
              <button type="button" class="button" disabled={busy} onClick={() => void disable(!of.disabled)}>
                {of.disabled ? t.enable : t.disable}
              </button>
            )}
          </span>
          {error && <Failure error={error} />}
        </td>
      </tr>
      {open && (
        <Fold columns={6}>
          <Edit of={of} roles={roles} changed={changed} />
        </Fold>
      )}
    </>
  );
}
