import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type CategoryRow, categoriesOf, changeCategory, type Limit } from '../../../api/manage.ts';
import { loadCategories } from '../../../data/site.ts';
import { named, text } from '../../../i18n/index.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Field } from '../../../ui/form.tsx';
import { offerUndo } from '../../../ui/undo.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { CategoryForm } from './form.tsx';
import { words } from './words.ts';

/** As many rows as are drawn at once; the search finds the rest. */
const most = 60;

/** What can be reported, and how long each may take. */
export function Categories() {
  const t = inUse(words);
  const [q, setQ] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const { data, error, again } = useFetched('categories', (signal) => categoriesOf(signal));
  const saving = useAct();
  if (error) return <Failure error={error} retry={again} />;
  if (!data) return <span class="skeleton" />;
  const sought = q.trim().toLowerCase();
  const found = data.filter((c) => `${c.code} ${c.name.zh} ${c.name.en}`.toLowerCase().includes(sought)).slice(0, most);
  const send = (code: string, body: Omit<CategoryRow, 'code'>) =>
    saving.act(async () => {
      await changeCategory(code, body);
      again();
      await loadCategories();
    });
  const save = async (before: CategoryRow, next: CategoryRow) => {
    const { code, ...body } = next;
    if (!(await send(code, body))) return;
    setOpen(null);
    offerUndo(t.saved(named(next.name)), () => void send(code, before));
  };
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <div class="toolbar">
        <Field label={t.search} type="search" value={q} set={setQ} />
      </div>
      <div class="table-frame">
        {found.length === 0 && <p class="empty">{t.none}</p>}
        {found.length > 0 && (
          <table class="table cards">
            <thead>
              <tr>
                <th scope="col">{t.name}</th>
                <th scope="col">{t.code}</th>
                <th scope="col">{t.layer}</th>
                <th scope="col">{t.severity}</th>
                <th scope="col">{t.makeSafe}</th>
                <th scope="col">{t.resolve}</th>
                <th scope="col" class="cell-actions">
                  {t.actions}
                </th>
              </tr>
            </thead>
            <tbody>
              {found.map((c) => (
                <Row key={c.code} of={c} open={open === c.code} edit={() => setOpen(open === c.code ? null : c.code)}>
                  <CategoryForm
                    of={c}
                    layers={[...new Set(data.map((d) => d.layer))]}
                    save={(next) => void save(c, next)}
                    cancel={() => setOpen(null)}
                    busy={saving.busy}
                    error={saving.error}
                  />
                </Row>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </div>
  );
}

interface RowProps {
  of: CategoryRow;
  open: boolean;
  edit: () => void;
  children: ComponentChildren;
}

function Row({ of: c, open, edit, children }: RowProps) {
  const t = inUse(words);
  const limit = (l: Limit | null | undefined) => (l ? `${l.amount} ${t.units[l.unit]}` : t.noLimit);
  const layers: Record<string, string> = text.value.layers.names;
  return (
    <>
      <tr data-dim={c.retired || undefined} data-chosen={open || undefined}>
        <th scope="row">
          {named(c.name)} {c.sensitive && <span class="tag">{t.sensitiveShort}</span>}
          {c.retired && <span class="tag">{t.retiredShort}</span>}
        </th>
        <td data-name={t.code} class="figure">
          {c.code}
        </td>
        <td data-name={t.layer}>{layers[c.layer] ?? c.layer}</td>
        <td data-name={t.severity}>{text.value.severity[c.severity]}</td>
        <td data-name={t.makeSafe}>{limit(c.make_safe)}</td>
        <td data-name={t.resolve}>{limit(c.resolve)}</td>
        <td class="cell-actions">
          <button type="button" class="button" aria-expanded={open} onClick={edit}>
            {t.edit}
          </button>
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={7}>{children}</td>
        </tr>
      )}
    </>
  );
}
