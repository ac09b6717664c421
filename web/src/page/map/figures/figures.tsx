import './figures.css';
import { useEffect, useRef } from 'preact/hooks';
import { categories, loadCategories } from '../../../data/site.ts';
import { moment, count as written } from '../../../format.ts';
import { text } from '../../../i18n/index.ts';
import { lang, size } from '../../../settings.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { filters, isFiltered, noFilters, type StateFilter, toggled } from '../filters.ts';
import { chosenWords } from '../names.ts';
import { selection } from '../store.ts';
import { Chart, loadCharts, noCharts } from './chart.tsx';
import { count, extent, figures, startFigures } from './data.ts';
import { type Row, rowHeight } from './options.ts';
import type { Span } from './spans.ts';
import { charts, mostBars, mostRows, rows, summary, time, timeChart, words } from './view.ts';

/** How many cases there are: over time, by matter, by progress and by cell. What is chosen here filters the map as well. */
export function Figures({ close }: { close: () => void }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
    if (!categories.peek().data) void loadCategories();
    void loadCharts();
    return startFigures();
  }, []);
  const t = text.value.figures;
  const { data, error } = figures.value;
  return (
    <aside class="figures-panel" aria-label={t.title}>
      <div class="row spread figures-head">
        <h2 ref={title} tabIndex={-1}>
          {t.title}
        </h2>
        <button type="button" class="button bare square" aria-label={t.close} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <Extent />
      <Chosen />
      {error && <Failure error={error} retry={() => void count()} />}
      {noCharts.value && <p class="notice small">{t.noCharts}</p>}
      <Total />
      {data && data.day.groups.length + data.category.groups.length > 0 && (
        <>
          <Time />
          <Bars of="category" act={(code) => toggle('category', code)} />
          <Bars of="state" act={(state) => toggle('state', state as StateFilter)} />
          <Bars of="cell" act={selectCell} />
        </>
      )}
      {!data && !error && <Skeletons />}
    </aside>
  );
}

const toggle: (name: 'category' | 'state', value: StateFilter | string) => void = (name, value) => {
  filters.value = toggled(filters.value, name, value as StateFilter);
};

function selectCell(code: string): void {
  if (code === '') return; // in none: there is nothing to show
  const chosen = selection.value?.kind === 'cell' && selection.value.id === code;
  selection.value = chosen ? null : { kind: 'cell', id: code };
}

function choose(span: { from: string; to: string } | null): void {
  filters.value = { ...filters.value, from: span?.from ?? null, to: span?.to ?? null };
}

/** Everything, or what the map shows. */
function Extent() {
  const t = text.value.figures;
  return (
    <fieldset class="row extent">
      <legend class="unseen">{t.extent}</legend>
      {(['all', 'view'] as const).map((id) => (
        <button
          key={id}
          type="button"
          class="button"
          aria-pressed={extent.value === id}
          onClick={() => {
            extent.value = id;
          }}
        >
          {t.extents[id]}
        </button>
      ))}
    </fieldset>
  );
}

/** The filters in words, and the way out of them. */
function Chosen() {
  const t = text.value.figures;
  if (!isFiltered(filters.value)) return null;
  return (
    <section class="chosen-filters" aria-label={t.filtered}>
      <ul class="small">
        {chosenWords.value.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <button
        type="button"
        class="button"
        onClick={() => {
          filters.value = noFilters;
        }}
      >
        {t.clear}
      </button>
    </section>
  );
}

function Total() {
  const t = text.value.figures;
  const { data, loading } = figures.value;
  return (
    <div role="status">
      {data ? (
        <>
          <p class="figures-total figure">{t.total(written(data.total.total))}</p>
          <p class="small figure">{t.undone(written(data.total.open), written(data.total.overdue))}</p>
          <p class="tiny soft">{loading ? t.counting : t.countedAt(moment(data.total.countedAt, lang.value))}</p>
          {data.total.total === 0 && <p class="small soft">{t.none}</p>}
        </>
      ) : (
        loading && <p class="small soft">{t.counting}</p>
      )}
    </div>
  );
}

/** Cases over time. Dragged over it chooses a time. */
function Time() {
  const t = text.value.figures;
  const { step, spans } = time.value;
  const all = spans.map((span) => ({ label: words.value.span(span), count: span.count }));
  const { from, to } = filters.value;
  const brushed = (range: readonly [number, number] | null) => {
    const [first, last] = [spans[range?.[0] ?? -1], spans[range?.[1] ?? -1]];
    choose(first && last ? { from: first.from, to: last.to } : null);
  };
  const chosen = (span: Span) => span.from === from && span.to === to;
  return (
    <section class="figure-part">
      <h3>{t.by[step]}</h3>
      <p class="tiny soft">{t.hint.day}</p>
      <Chart option={timeChart.value} height={140} label={summary(t.by[step], all)} onBrush={brushed} />
      <Table
        title={t.by[step]}
        rows={spans
          .map((span, i) => ({
            value: String(i),
            label: words.value.span(span),
            count: span.count,
            chosen: chosen(span),
          }))
          .reverse()}
        act={(i) => {
          const span = spans[Number(i)] as Span;
          choose(chosen(span) ? null : span);
        }}
      />
    </section>
  );
}

function Bars({ of, act }: { of: keyof typeof rows; act: (value: string) => void }) {
  const t = text.value.figures;
  const all = rows[of].value;
  const shown = all.slice(0, mostBars);
  if (all.length === 0) return null;
  const coarse = matchMedia('(pointer: coarse)').matches;
  const height = shown.length * rowHeight(coarse, size.value === 'large' ? 1.25 : 1);
  return (
    <section class="figure-part">
      <h3>{t.by[of]}</h3>
      <p class="tiny soft">
        {t.hint[of]}
        {all.length > shown.length && ` · ${t.first(shown.length, written(all.length))}`}
      </p>
      <Chart
        option={charts[of].value}
        height={height}
        label={summary(t.by[of], all)}
        onRow={(i) => {
          const row = shown[i];
          if (row) act(row.value);
        }}
      />
      <Table title={t.by[of]} rows={all.slice(0, mostRows)} act={act} />
    </section>
  );
}

/** The same as the chart, for keyboard and screen reader, and for who wants the numbers. */
function Table({ title, rows, act }: { title: string; rows: readonly Row[]; act: (value: string) => void }) {
  const t = text.value.figures;
  return (
    <details class="figure-table">
      <summary>
        {t.table}
        <span class="unseen"> {title}</span>
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.value}</th>
            <th scope="col">{t.count}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.value}>
              <th scope="row">
                <button type="button" class="button bare" aria-pressed={row.chosen} onClick={() => act(row.value)}>
                  {row.label}
                </button>
              </th>
              <td class="figure">{written(row.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Skeletons() {
  return (
    <div aria-hidden="true" class="figure-skeletons">
      {[60, 90, 75, 40].map((width) => (
        <span key={width} class="skeleton" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
