import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { addCategory, type CategoryRow, categoriesOf, changeCategory, type Limit } from '../../../api/manage.ts';
import { loadCategories } from '../../../data/site.ts';
import { named, text } from '../../../i18n/index.ts';
import { Field } from '../../../ui/form.tsx';
import { Fold, Listing } from '../../../ui/listing.tsx';
import { useEdit } from '../../../ui/use-edit.ts';
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
  const [fresh, setFresh] = useState(false);
  const got = useFetched('categories', (signal) => categoriesOf(signal));
  const saving = useEdit(() => {
    got.again();
    void loadCategories();
  });
  const all = got.data ?? [];
  const sought = q.trim().toLowerCase();
  const found = all.filter((c) => `${c.code} ${c.name.zh} ${c.name.en}`.toLowerCase().includes(sought));
  const save = async (before: CategoryRow, next: CategoryRow) => {
    const back = { words: t.saved(named(next.name)), undo: () => changeCategory(next.code, editable(before)) };
    if (await saving.edit(() => changeCategory(next.code, editable(next)), back)) setOpen(null);
  };
  const layers = [...new Set(all.map((d) => d.layer))];
  const add = async (next: CategoryRow) => {
    const body = { ...editable(next), code: next.code };
    const back = { words: t.saved(named(next.name)), undo: () => changeCategory(next.code, { retired: true }) };
    if (!(await saving.edit(() => addCategory(body), back))) return;
    setFresh(false);
    setQ(next.code);
  };
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <div class="toolbar">
        <Field label={t.search} type="search" value={q} set={setQ} />
        <button type="button" class="button" aria-expanded={fresh} onClick={() => setFresh(!fresh)}>
          {t.add}
        </button>
      </div>
      {fresh && got.data && (
        <section class="stack notice" aria-label={t.add}>
          <CategoryForm
            of={blank(layers[0] ?? 'other')}
            fresh
            layers={layers}
            save={(next) => void add(next)}
            cancel={() => setFresh(false)}
            busy={saving.busy}
            error={saving.error}
          />
        </section>
      )}
      <Listing
        got={{ ...got, data: got.data && found.slice(0, most) }}
        columns={[t.name, t.code, t.layer, t.severity, t.makeSafe, t.resolve]}
        actions={t.actions}
        none={t.none}
      >
        {(c) => (
          <Row key={c.code} of={c} open={open === c.code} edit={() => setOpen(open === c.code ? null : c.code)}>
            <CategoryForm
              of={c}
              layers={layers}
              save={(next) => void save(c, next)}
              cancel={() => setOpen(null)}
              busy={saving.busy}
              error={saving.error}
            />
          </Row>
        )}
      </Listing>
      {found.length > most && <p class="small soft">{t.firstOnly(most, found.length)}</p>}
    </div>
  );
}

/** A category of the site's own that nobody has described yet. */
const blank = (layer: string): CategoryRow => ({
  code: '',
  standard: 'LOCAL',
  kind: 'matter',
  name: { zh: '', en: '' },
  layer,
  severity: 'routine',
  sensitive: false,
  make_safe: null,
  resolve: null,
  retired: false,
  milestones: [],
});

/** What the service lets be changed of a category. */
const editable = ({ name, layer, severity, sensitive, make_safe, resolve, retired, milestones }: CategoryRow) => ({
  name,
  layer,
  severity,
  sensitive,
  make_safe,
  resolve,
  retired,
  milestones,
});

interface RowProps {
  of: CategoryRow;
  open: boolean;
  edit: () => void;
  children: ComponentChildren;
}

function Row({ of: c, open, edit, children }: RowProps) {
  const t = inUse(words);
  const limit = (l: Limit | null | undefined) =>
    l ? `${l.amount} ${(l.amount === 1 ? t.one : t.units)[l.unit]}` : t.noLimit;
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
      {open && <Fold columns={7}>{children}</Fold>}
    </>
  );
}
