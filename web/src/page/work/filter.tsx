import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, take } from '../../api/client.ts';
import type { CellCases } from '../../api/work.ts';
import { load, loaded } from '../../data/load.ts';
import { categories, loadCategories } from '../../data/site.ts';
import { named } from '../../i18n/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Combobox } from './combobox.tsx';
import { category, cell, filtering, rows } from './store.ts';
import { words } from './words.ts';

/** Cells that the field suggests. */
const cells = loaded<readonly CellCases[]>();
/** Names of cells that were chosen here, by their codes. */
const names = signal<ReadonlyMap<string, string>>(new Map());

/** How long typing rests before cells are asked for, ms. */
const rest = 200;
let resting: ReturnType<typeof setTimeout> | undefined;
let request: AbortController | null = null;

function suggest(q: string, wait = rest): void {
  clearTimeout(resting);
  resting = setTimeout(() => {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    void load(
      cells,
      async () =>
        (await take(api.GET('/api/v1/work/cells', { params: { query: q ? { q } : {} }, signal }))).cells ?? [],
    );
  }, wait);
}

/** What narrows the list: a field each for the matter and the cell, and what is in effect as something to be taken off. */
export function Filters() {
  const t = words.value;
  return (
    <>
      {filtering.value && (
        <fieldset class="work-filters" aria-label={t.filters}>
          <ByCategory />
          <ByCell />
        </fieldset>
      )}
      <InEffect />
    </>
  );
}

function ByCategory() {
  const t = words.value;
  useEffect(() => {
    if (!categories.peek().data) void loadCategories();
  }, []);
  const options = (categories.value.data ?? []).map((c) => ({ value: c.code, label: named(c.name) }));
  return (
    <div>
      <label class="label" for="work-category-filter">
        {t.byCategory}
      </label>
      <Combobox
        id="work-category-filter"
        options={options}
        value={category.value}
        choose={(code) => {
          category.value = code;
        }}
        placeholder={t.anyCategory}
        none={t.noCategory}
        invalid={false}
        describedBy={undefined}
      />
    </div>
  );
}

function ByCell() {
  const t = words.value;
  useEffect(() => suggest('', 0), []);
  const options = (cells.value.data ?? []).map((c) => ({
    value: c.code,
    label: c.name || c.code,
    hint: t.cases(c.cases),
  }));
  return (
    <div>
      <label class="label" for="work-cell-filter">
        {t.byCell}
      </label>
      <Combobox
        id="work-cell-filter"
        options={options}
        value={cell.value}
        typing={suggest}
        choose={(code) => {
          const chosen = cells.peek().data?.find((c) => c.code === code);
          if (chosen?.name) names.value = new Map(names.peek()).set(code, chosen.name);
          cell.value = code;
        }}
        placeholder={t.anyCell}
        none={t.noCell}
        invalid={false}
        describedBy={undefined}
      />
    </div>
  );
}

/** What the filters in effect are called: by name where it is known, else by the code that the address has. */
function InEffect() {
  const t = words.value;
  const unknown = category.value !== '' && !categories.value.data;
  useEffect(() => {
    if (unknown) void loadCategories();
  }, [unknown]);
  const kind = categories.value.data?.find((c) => c.code === category.value);
  const shown = [
    category.value && {
      name: kind ? named(kind.name) : `${t.byCategory} ${category.value}`,
      drop: () => {
        category.value = '';
      },
    },
    cell.value && {
      name: names.value.get(cell.value) ?? nameInList(cell.value) ?? `${t.byCell} ${cell.value}`,
      drop: () => {
        cell.value = '';
      },
    },
  ].filter((f) => f !== '');
  if (shown.length === 0) return null;
  return (
    <ul class="work-filters-on" aria-label={t.filters}>
      {shown.map((f) => (
        <li key={f.name}>
          <button type="button" class="work-filter-on" aria-label={t.drop(f.name)} onClick={f.drop}>
            {f.name}
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}

const nameInList = (code: string) => rows.value.find((r) => r.cell === code)?.cell_name;
