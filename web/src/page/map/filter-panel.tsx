import { computed, effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Category } from '../../api/types.ts';
import { load, loaded } from '../../data/load.ts';
import { categories, loadCategories } from '../../data/site.ts';
import { count } from '../../format.ts';
import { named, text } from '../../i18n/index.ts';
import { Failure } from '../../ui/failure.tsx';
import { isPointLayer, pointLayers } from '../../view.ts';
import { type Counts, type Dimension, fetchCounts, without } from './figures/counts.ts';
import { filters, type ListFilter, type StateFilter, severities, states, toggled } from './filters.ts';
import { figuresChanged, layersOn, net, playing } from './store.ts';

const words = signal('');

/** How many there are of each value under the other filters. */
const counted = { category: loaded<Counts>(), state: loaded<Counts>(), severity: loaded<Counts>() };
type Counted = keyof typeof counted;

/** How long filters may be on the move before they are counted with, ms. */
const settleMS = 150;

function startCounts(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let request = new AbortController();
  const countAll = () => {
    request.abort();
    request = new AbortController();
    const layers = layersOn.peek().filter(isPointLayer);
    if (layers.length === 0) return;
    const scope = { layers, net: net.peek()?.code ?? null, bbox: null };
    for (const by of Object.keys(counted) as Counted[])
      void load(counted[by], () => fetchCounts(by, without(filters.peek(), by as Dimension), scope, request.signal));
  };
  const stop = effect(() => {
    [filters.value, layersOn.value, net.value, figuresChanged.value];
    if (playing.value) return;
    clearTimeout(timer);
    timer = setTimeout(countAll, settleMS);
  });
  return () => {
    stop();
    clearTimeout(timer);
    request.abort();
  };
}

const countOf = (by: Counted, value: string): number | null => {
  const groups = counted[by].value.data?.groups;
  return groups ? (groups.find(([v]) => v === value)?.[1] ?? 0) : null;
};

/** What cases can be filtered by: category, progress, urgency and time. */
export function FilterPanel() {
  const t = text.value;
  useEffect(() => {
    if (!categories.peek().data) void loadCategories();
    return startCounts();
  }, []);
  const error = counted.category.value.error;
  return (
    <div class="filter-panel">
      {error && <Failure error={error} retry={() => figuresChanged.value++} />}
      <fieldset>
        <legend>{t.filter.state}</legend>
        {(['open', 'settled', ...states] as StateFilter[]).map((s) => (
          <Choice
            key={s}
            by="state"
            value={s}
            words={s === 'open' || s === 'settled' ? t.filter[s] : t.state[s]}
            n={s === 'open' || s === 'settled' ? null : countOf('state', s)}
          />
        ))}
      </fieldset>
      <fieldset>
        <legend>{t.filter.severity}</legend>
        {severities.map((s) => (
          <Choice key={s} by="severity" value={s} words={t.severity[s]} n={countOf('severity', s)} />
        ))}
      </fieldset>
      <Time />
      <Categories />
    </div>
  );
}

interface ChoiceProps {
  by: ListFilter;
  value: string;
  words: string;
  n: number | null;
}

function Choice({ by, value, words: label, n }: ChoiceProps) {
  const chosen = (filters.value[by] as readonly string[]).includes(value);
  return (
    <label class="switch">
      <input
        type="checkbox"
        checked={chosen}
        onChange={() => {
          filters.value = toggled(filters.peek(), by, value as never);
        }}
      />
      <span class="filter-words">{label}</span>
      {n !== null && <span class="filter-count figure">{count(n)}</span>}
    </label>
  );
}

function Time() {
  const t = text.value.filter;
  const day = (name: 'from' | 'to') => (
    <label>
      <span class="label">{t[name]}</span>
      <input
        type="date"
        class="field"
        value={filters.value[name]?.slice(0, 10) ?? ''}
        min={name === 'to' ? (filters.value.from?.slice(0, 10) ?? undefined) : undefined}
        max={name === 'from' ? (filters.value.to?.slice(0, 10) ?? undefined) : undefined}
        onChange={(event) => {
          const next = { ...filters.peek(), [name]: event.currentTarget.value || null };
          // Days in the wrong order let nothing through: the one that was just written counts.
          if (next.from && next.to && next.from > next.to) next[name === 'from' ? 'to' : 'from'] = null;
          filters.value = next;
        }}
      />
    </label>
  );
  return (
    <fieldset>
      <legend>{t.time}</legend>
      <div class="filter-time">
        {day('from')}
        {day('to')}
      </div>
    </fieldset>
  );
}

/** The categories that the public map can show, by layer, in the order of their layers. */
const byLayer = computed(() => {
  const q = words.value.trim().toLowerCase();
  const matches = (c: Category) => [c.code, c.name.zh, c.name.en].some((s) => s.toLowerCase().includes(q));
  const found = (categories.value.data ?? []).filter((c) => !c.sensitive && matches(c));
  return pointLayers
    .filter((id) => layersOn.value.includes(id))
    .map((id) => ({ id, found: found.filter((c) => c.layer === id) }))
    .filter((group) => group.found.length > 0);
});

function Categories() {
  const t = text.value;
  const { error } = categories.value;
  return (
    <fieldset>
      <legend>{t.filter.category}</legend>
      {error && <Failure error={error} retry={() => void loadCategories()} />}
      <input
        type="search"
        class="field"
        placeholder={t.filter.searchCategory}
        aria-label={t.filter.searchCategory}
        value={words.value}
        onInput={(event) => {
          words.value = event.currentTarget.value;
        }}
      />
      {byLayer.value.length === 0 && words.value && <p class="small soft">{t.filter.noCategory(words.value.trim())}</p>}
      {byLayer.value.map(({ id, found }) => (
        <section key={id} aria-label={t.layers.names[id]}>
          <h3>{t.layers.names[id]}</h3>
          {[...found]
            .sort((a, b) => (countOf('category', b.code) ?? 0) - (countOf('category', a.code) ?? 0))
            .map((c) => (
              <Choice key={c.code} by="category" value={c.code} words={named(c.name)} n={countOf('category', c.code)} />
            ))}
        </section>
      ))}
    </fieldset>
  );
}
