import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { departments as api, type DepartmentRow } from '../../../api/manage.ts';
import { named } from '../../../i18n/index.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { offerUndo } from '../../../ui/undo.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { inUse } from '../../../ui/words.ts';
import { departments, loadDepartments } from './data.ts';
import { DepartmentForm } from './form.tsx';
import { words } from './words.ts';

const fresh: DepartmentRow = {
  code: '',
  title: { zh: '', en: '' },
  kind: 'post',
  area: '',
  contact: '',
  always_on: false,
  closed: false,
};

/** Whom cases can be given to. */
export function Departments() {
  const t = inUse(words);
  useEffect(() => void loadDepartments(), []);
  const { data, error } = departments.value;
  const [open, setOpen] = useState<string | null>(null);
  const saving = useAct();
  if (error) return <Failure error={error} retry={() => void loadDepartments()} />;
  if (!data) return <span class="skeleton" />;
  const save = async (next: DepartmentRow) => {
    const known = data.some((d) => d.code === next.code);
    const all = known ? data.map((d) => (d.code === next.code ? next : d)) : [...data, next];
    const done = await saving.act(async () => {
      await api.save(all);
      await loadDepartments();
    });
    if (!done) return;
    setOpen(null);
    // A department that is new stays: what has been given to it must have somewhere to be.
    if (known)
      offerUndo(t.saved(named(next.title)), () => {
        void saving.act(() => api.save([...data])).then(() => loadDepartments());
      });
  };
  const form = (of: DepartmentRow) => (
    <DepartmentForm
      of={of}
      taken={data.map((d) => d.code)}
      save={(next) => void save(next)}
      cancel={() => setOpen(null)}
      busy={saving.busy}
      error={saving.error}
    />
  );
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <div class="table-frame">
        {data.length === 0 && <p class="empty">{t.none}</p>}
        {data.length > 0 && (
          <table class="table cards">
            <thead>
              <tr>
                <th scope="col">{t.name}</th>
                <th scope="col">{t.kind}</th>
                <th scope="col">{t.area}</th>
                <th scope="col">{t.contact}</th>
                <th scope="col" class="cell-actions">
                  {t.actions}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map((d) => (
                <Row key={d.code} of={d} open={open === d.code} edit={() => setOpen(open === d.code ? null : d.code)}>
                  {form(d)}
                </Row>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {open === '' ? (
        <div class="block">{form(fresh)}</div>
      ) : (
        <p>
          <button type="button" class="button" onClick={() => setOpen('')}>
            <Icon name="plus" size={20} />
            {t.add}
          </button>
        </p>
      )}
    </div>
  );
}

interface RowProps {
  of: DepartmentRow;
  open: boolean;
  edit: () => void;
  children: ComponentChildren;
}

function Row({ of: d, open, edit, children }: RowProps) {
  const t = inUse(words);
  return (
    <>
      <tr data-dim={d.closed || undefined} data-chosen={open || undefined}>
        <th scope="row">
          {named(d.title)} {d.always_on && <span class="tag">{t.alwaysShort}</span>}
          {d.closed && <span class="tag">{t.closedShort}</span>}
        </th>
        <td data-name={t.kind}>{t.kinds[d.kind]}</td>
        <td data-name={t.area} class="figure">
          {d.area || t.everywhere}
        </td>
        <td data-name={t.contact} class="figure">
          {d.contact || '—'}
        </td>
        <td class="cell-actions">
          <button type="button" class="button" aria-expanded={open} onClick={edit}>
            {t.edit}
          </button>
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={5}>{children}</td>
        </tr>
      )}
    </>
  );
}
