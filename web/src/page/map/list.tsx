import './list.css';
import { computed, effect, signal, untracked } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Cell, Pin } from '../../api/types.ts';
import { ago, count } from '../../format.ts';
import { named, text } from '../../i18n/index.ts';
import { markOf } from '../../map/marks.ts';
import { lang } from '../../settings.ts';
import { minute } from '../../ui/clock.ts';
import { Failure } from '../../ui/failure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MarkIcon } from '../../ui/mark.tsx';
import { filters, isFiltered, noFilters } from './filters.ts';
import { reveal } from './map-view.tsx';
import { caseQuery, cases, cells, gone, net, pins, revision, selection, unseen } from './store.ts';

/** Rows that are drawn at once; more on request. */
const page = 50;

type Tab = 'cases' | 'cells';
const tab = signal<Tab>('cases');
const query = signal('');

/** The cases listed. They change with what the person does; what comes in by itself waits behind the bar. */
const listed = signal<readonly Pin[]>([]);
const waiting = computed(() => {
  const shown = new Set(listed.value.map((p) => p.properties.id));
  return pins.value.filter((p) => !shown.has(p.properties.id)).length;
});
const byID = computed(() => new Map(pins.value.map((p) => [p.properties.id, p])));
const loading = computed(() => caseQuery.value !== null && (cases.state.value.loading || !cases.state.value.asked));

const take = () => {
  listed.value = pins.peek();
};

/** A case as it is now; as it was listed where others have pushed it off the end; null once it has left the map. */
function current(pin: Pin): Pin | null {
  const now = byID.value.get(pin.properties.id);
  if (now) return now;
  return unseen.value > 0 && !gone.value.has(pin.properties.id) ? pin : null;
}

/** What the map shows, as a list: the same items in the same order with the same figures. */
export function List() {
  useEffect(
    () =>
      effect(() => {
        // Moving the map or switching a layer takes the new list, and so does the answer to that.
        revision.value;
        if (!loading.value || cases.state.value.error) untracked(take);
      }),
    [],
  );
  const t = text.value.list;
  return (
    <section class="list" id="list" tabIndex={-1} aria-label={t.cases}>
      <div class="tabs" role="tablist" aria-label={t.tabs}>
        <TabButton of="cases" words={t.cases} />
        <TabButton of="cells" words={t.cells} />
      </div>
      <div class="search">
        <Icon name="search" size={20} />
        <input
          id="search"
          class="field"
          type="search"
          placeholder={t.search}
          aria-label={t.search}
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value;
          }}
        />
      </div>
      <div role="tabpanel" id="rows" aria-labelledby={`tab-${tab.value}`}>
        {tab.value === 'cases' ? <Cases /> : <Cells />}
      </div>
    </section>
  );
}

function TabButton({ of, words }: { of: Tab; words: string }) {
  const chosen = tab.value === of;
  const other = of === 'cases' ? 'cells' : 'cases';
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${of}`}
      class="tab"
      aria-selected={chosen}
      aria-controls="rows"
      tabIndex={chosen ? 0 : -1}
      onClick={() => {
        tab.value = of;
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        tab.value = other;
        document.getElementById(`tab-${other}`)?.focus();
      }}
    >
      {words}
    </button>
  );
}

function Cases() {
  const t = text.value.list;
  const now = new Date(minute.value);
  const q = query.value.trim().toLowerCase();
  const matches = (p: Pin) => {
    const { name_zh, name_en, category, cell } = p.properties;
    return [name_zh, name_en, category, cell, cellName(cell)].some((s) => s.toLowerCase().includes(q));
  };
  const rows = listed.value.filter((pin) => q === '' || matches(current(pin) ?? pin));
  const { error } = cases.state.value;
  const all = listed.value.length + unseen.value;
  return (
    <>
      {error && caseQuery.value && <Failure error={error} retry={() => void cases.again()} />}
      <p class="small soft" role="status">
        {unseen.value > 0 ? t.some(count(listed.value.length), count(all)) : t.inView(count(listed.value.length))}
      </p>
      {waiting.value > 0 && !loading.value && (
        <button type="button" class="button fresh" onClick={take}>
          {t.fresh(waiting.value)}
        </button>
      )}
      <Rows
        items={rows}
        empty={
          loading.value ? null : q ? t.noMatch(query.value.trim()) : isFiltered(filters.value) ? t.noneFiltered : t.none
        }
        row={(pin) => <CaseRow key={pin.properties.id} id={pin.properties.id} pin={current(pin)} now={now} />}
      />
    </>
  );
}

export function CaseRow({ id, pin, now }: { id: string; pin: Pin | null; now: Date }) {
  const t = text.value;
  if (!pin) {
    return (
      <li class="row-gone small soft">
        <span>{t.list.gone}</span>
      </li>
    );
  }
  const p = pin.properties;
  const chosen = selection.value?.kind === 'case' && selection.value.id === id;
  return (
    <li>
      <button
        type="button"
        class="row-button"
        data-id={id}
        aria-current={chosen ? 'true' : undefined}
        onClick={() => {
          selection.value = { kind: 'case', id };
          reveal(pin.geometry.coordinates as [number, number]);
        }}
      >
        <MarkIcon mark={markOf(p)} />
        <span class="row-words">
          <span class="row-title">{named({ zh: p.name_zh, en: p.name_en })}</span>
          <span class="row-more">
            {t.state[p.state]}
            {!p.settled && (p.severity === 'urgent' || p.severity === 'emergency') && ` · ${t.severity[p.severity]}`}
            {p.cell && ` · ${cellName(p.cell)}`}
          </span>
        </span>
        <time class="row-time" dateTime={p.opened_at}>
          {ago(new Date(p.opened_at), now, lang.value, t)}
        </time>
      </button>
    </li>
  );
}

/** Names of the cells that have been in view, of the net that is shown. */
let known: { net: string | undefined; names: ReadonlyMap<string, string> } = { net: undefined, names: new Map() };
const names = computed(() => {
  const code = net.value?.code;
  const before = known.net === code ? known.names : [];
  known = {
    net: code,
    names: new Map([
      ...before,
      ...cells.state.value.features.map((c) => [c.properties.code, c.properties.name] as const),
    ]),
  };
  return known.names;
});
/** The name of a cell, its code where it has none. */
export const cellName = (code: string) => names.value.get(code) || code;

function Cells() {
  const t = text.value.list;
  const q = query.value.trim().toLowerCase();
  const state = cells.state.value;
  const rows = state.features.filter((c) =>
    [c.properties.name, c.properties.code].some((s) => s.toLowerCase().includes(q)),
  );
  const n = state.features.length;
  return (
    <>
      {state.error && <Failure error={state.error} retry={() => void cells.again()} />}
      <p class="small soft" role="status">
        {state.matched > state.features.length ? t.someCells(count(n), count(state.matched)) : t.cellsInView(count(n))}
      </p>
      <Rows
        items={rows}
        empty={state.loading ? null : q ? t.noMatch(query.value.trim()) : t.noneCells}
        row={(c) => <CellRow key={c.properties.code} cell={c} />}
      />
    </>
  );
}

function CellRow({ cell }: { cell: Cell }) {
  const { code, name, open, label } = cell.properties;
  const chosen = selection.value?.kind === 'cell' && selection.value.id === code;
  return (
    <li>
      <button
        type="button"
        class="row-button"
        aria-current={chosen ? 'true' : undefined}
        onClick={() => {
          selection.value = { kind: 'cell', id: code };
          reveal(label);
        }}
      >
        <span class="row-words">
          <span class="row-title">{name || code}</span>
          {name && <span class="row-more figure">{code}</span>}
        </span>
        <span class="row-time figure">{text.value.list.openCount(count(open))}</span>
      </button>
    </li>
  );
}

interface RowsProps<T> {
  items: readonly T[];
  row: (item: T) => preact.JSX.Element;
  /** What to say when there are none; null while that is not known. */
  empty: string | null;
}

function Rows<T>({ items, row, empty }: RowsProps<T>) {
  const [most, setMost] = useState(page);
  const t = text.value.list;
  if (items.length === 0) {
    return empty === null ? (
      <Skeletons />
    ) : (
      <div class="empty small">
        <p>{empty}</p>
        {query.value && (
          <button
            type="button"
            class="button"
            onClick={() => {
              query.value = '';
            }}
          >
            {t.clear}
          </button>
        )}
        {!query.value && isFiltered(filters.value) && (
          <button type="button" class="button" onClick={clearFilters}>
            {text.value.filter.clear}
          </button>
        )}
      </div>
    );
  }
  const left = Math.min(page, items.length - most);
  return (
    <>
      <ul class="rows">{items.slice(0, most).map(row)}</ul>
      {left > 0 && (
        <button type="button" class="button more" onClick={() => setMost(most + page)}>
          {t.more(left)}
        </button>
      )}
    </>
  );
}

const clearFilters = () => {
  filters.value = noFilters;
};

function Skeletons() {
  return (
    <ul class="rows" aria-hidden="true">
      {[70, 55, 80, 60].map((width) => (
        <li key={width} class="row-skeleton">
          <span class="skeleton" style={{ width: `${width}%` }} />
        </li>
      ))}
    </ul>
  );
}
