import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { departments as api, type DepartmentRow } from '../../../api/manage.ts';
import { areaName, loadAreas } from '../../../data/areas.ts';
import { named } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Fold, Listing } from '../../../ui/listing.tsx';
import { useEdit } from '../../../ui/use-edit.ts';
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
  useEffect(() => {
    void loadDepartments();
    void loadAreas();
  }, []);
  const got = departments.value;
  const data = got.data ?? [];
  const [open, setOpen] = useState<string | null>(null);
  const saving = useEdit(() => void loadDepartments());
  const save = async (next: DepartmentRow) => {
    const known = data.some((d) => d.code === next.code);
    const all = known ? data.map((d) => (d.code === next.code ? next : d)) : [...data, next];
    const back = { words: t.saved(named(next.title)), undo: () => api.save([...data]) };
    // A department that is new stays: what has been given to it must have somewhere to be.
    if (await saving.edit(() => api.save(all), known ? back : undefined)) setOpen(null);
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
      <Listing
        got={{ ...got, again: () => void loadDepartments() }}
        columns={[t.name, t.kind, t.area, t.contact]}
        actions={t.actions}
        none={t.none}
      >
        {(d) => (
          <Row key={d.code} of={d} open={open === d.code} edit={() => setOpen(open === d.code ? null : d.code)}>
            {form(d)}
          </Row>
        )}
      </Listing>
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
        <td data-name={t.area}>{d.area ? areaName(d.area) : t.everywhere}</td>
        <td data-name={t.contact} class="figure">
          {d.contact || '—'}
        </td>
        <td class="cell-actions">
          <button type="button" class="button" aria-expanded={open} onClick={edit}>
            {t.edit}
          </button>
        </td>
      </tr>
      {open && <Fold columns={5}>{children}</Fold>}
    </>
  );
}
