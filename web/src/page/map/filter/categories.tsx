import { computed, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { categories, loadCategories } from '../../../data/site.ts';
import { count } from '../../../format.ts';
import { named, text } from '../../../i18n/index.ts';
import { Failure } from '../../../ui/failure.tsx';
import { inUse } from '../../../ui/words.ts';
import { isPointLayer, type PointLayer, pointLayers } from '../../../view.ts';
import { filters } from '../filters.ts';
import { layersOn } from '../store.ts';
import { Choice } from './choice.tsx';
import { countOf } from './counts.ts';
import { allOrNone, frequent, type Group, groupsOf } from './groups.ts';
import { recall, remember } from './memory.ts';
import { words } from './words.ts';

const sought = signal('');
/** The groups that are unfolded, and those of them that show what has no case: as they were left. */
const unfolded = signal<readonly PointLayer[]>(recall().filter(isPointLayer));
const withEmpty = signal<readonly PointLayer[]>([]);

const byCategory = (code: string) => countOf('category', code);
const groups = computed(() =>
  groupsOf(categories.value.data ?? [], {
    layers: pointLayers.filter((id) => layersOn.value.includes(id)),
    q: sought.value,
    chosen: filters.value.category,
    count: byCategory,
  }),
);

const setCategories = (category: readonly string[]) => {
  filters.value = { ...filters.peek(), category };
};

/** The categories: a search, the most frequent, then all by layer, folded. */
export function Categories() {
  const t = inUse(words);
  const { error } = categories.value;
  const chosen = filters.value.category;
  const q = sought.value.trim();
  const found = groups.value.reduce((n, g) => n + g.some.length + g.empty.length, 0);
  return (
    <fieldset class="filter-categories">
      <legend>{text.value.filter.category}</legend>
      {error && <Failure error={error} retry={() => void loadCategories()} />}
      <input
        type="search"
        class="field"
        placeholder={t.searchHint}
        aria-label={t.search}
        value={sought.value}
        onInput={(event) => {
          sought.value = event.currentTarget.value;
        }}
      />
      <p class="small soft" role="status">
        {q !== '' && (found > 0 ? t.found(found) : t.none(q))}
      </p>
      {q === '' && groups.value.length === 0 && categories.value.data && <p class="small soft">{t.noLayer}</p>}
      {q === '' && <Frequent />}
      {groups.value.map((g) => (
        <Layer key={g.id} of={g} searching={q !== ''} />
      ))}
      {chosen.length > 0 && (
        <button type="button" class="button bare" onClick={() => setCategories([])}>
          {t.clear}
        </button>
      )}
    </fieldset>
  );
}

function Frequent() {
  const t = inUse(words);
  const top = frequent(groups.value, { chosen: filters.value.category, count: byCategory });
  if (top.length === 0) return null;
  return (
    <section aria-label={t.frequent}>
      <h3>{t.frequent}</h3>
      {top.map((c) => (
        <Choice key={c.code} by="category" value={c.code} words={named(c.name)} n={byCategory(c.code)} />
      ))}
    </section>
  );
}

/** The categories of a layer. They are drawn once they are unfolded: two hundred boxes take their time. */
function Layer({ of: { id, some, empty }, searching }: { of: Group; searching: boolean }) {
  const t = inUse(words);
  const name = text.value.layers.names[id];
  const open = searching || unfolded.value.includes(id);
  const all = [...some, ...empty];
  const codes = all.map((c) => c.code);
  const chosen = codes.filter((code) => filters.value.category.includes(code)).length;
  const showEmpty = searching || withEmpty.value.includes(id);
  const shown = showEmpty ? all : some;
  return (
    <details
      class="filter-group"
      open={open}
      onToggle={(event) => {
        const isOpen = event.currentTarget.open;
        if (searching || isOpen === unfolded.peek().includes(id)) return;
        unfolded.value = isOpen ? [...unfolded.peek(), id] : unfolded.peek().filter((l) => l !== id);
        remember(unfolded.peek());
      }}
    >
      <summary>
        <span class="filter-words">{name}</span>
        <span class="filter-count figure">{chosen > 0 ? t.chosen(chosen) : t.kinds(all.length)}</span>
      </summary>
      {open && (
        <section aria-label={name}>
          <AllOfThem
            label={searching ? t.groupMatching(name, all.length) : t.group(name, all.length)}
            n={all.reduce((sum, c) => sum + (byCategory(c.code) ?? 0), 0)}
            chosen={chosen}
            of={all.length}
            toggle={() => setCategories(allOrNone(filters.peek().category, codes))}
          />
          {shown.map((c) => (
            <Choice key={c.code} by="category" value={c.code} words={named(c.name)} n={byCategory(c.code)} />
          ))}
          {!searching && empty.length > 0 && (
            <button
              type="button"
              class="button bare"
              aria-expanded={showEmpty}
              onClick={() => {
                withEmpty.value = showEmpty ? withEmpty.peek().filter((l) => l !== id) : [...withEmpty.peek(), id];
              }}
            >
              {showEmpty ? t.hideEmpty : t.showEmpty(empty.length)}
            </button>
          )}
        </section>
      )}
    </details>
  );
}

interface AllProps {
  label: string;
  /** Cases of all of them. */
  n: number;
  chosen: number;
  of: number;
  toggle: () => void;
}

/** The box for all of a group: ticked, not, or in between where some are chosen. */
function AllOfThem({ label, n, chosen, of, toggle }: AllProps) {
  const box = useRef<HTMLInputElement>(null);
  const some = chosen > 0 && chosen < of;
  useEffect(() => {
    if (box.current) box.current.indeterminate = some;
  }, [some]);
  return (
    <label class="switch filter-all">
      <input ref={box} type="checkbox" checked={chosen === of} onChange={toggle} />
      <span class="filter-words">{label}</span>
      <span class="filter-count figure">{count(n)}</span>
    </label>
  );
}
