import { computed } from '@preact/signals';
import type { State } from '../../../api/types.ts';
import { count as written } from '../../../format.ts';
import { text } from '../../../i18n/index.ts';
import { colourReader } from '../../../map/palette.ts';
import { lang, shade, size } from '../../../settings.ts';
import { spanWords } from '../filter-words.ts';
import { filters, states } from '../filters.ts';
import { names } from '../names.ts';
import { selection } from '../store.ts';
import type { Counts } from './counts.ts';
import { figures } from './data.ts';
import { barsOption, type Inks, type Row, timeOption } from './options.ts';
import { type Span, spansOf } from './spans.ts';

/* What the panel shows, made of what was counted, the filters, the language and the theme. */

/** Bars in a chart, and rows in a table, where there are more values. */
export const [mostBars, mostRows] = [15, 100];

/** The inks of the theme and the type size in effect. */
export const inks = computed<Inks>(() => {
  shade.value;
  const read = colourReader();
  return {
    bar: read('--accent'),
    dim: read('--line'),
    ink: read('--ink'),
    soft: read('--ink-soft'),
    line: read('--line'),
    raised: read('--raised'),
    font: getComputedStyle(document.documentElement).getPropertyValue('--font').trim(),
    scale: size.value === 'large' ? 1.25 : 1,
  };
});

export const words = computed(() => ({
  cases: (n: number) => text.value.figures.cases(written(n)),
  span: (s: Span) => spanWords(s.from, s.to, text.value, lang.value),
}));

export const time = computed(() => spansOf(figures.value.data?.day.groups ?? []));
export const timeChart = computed(() => timeOption(time.value.spans, filters.value, inks.value, words.value));

type Bars = 'category' | 'state' | 'cell';
const largestFirst = (a: Row, b: Row) => b.count - a.count || (a.value < b.value ? -1 : 1);

/** The rows of a dimension: states in their order, all else by size. */
export const rows = {
  category: computed(() =>
    rowsOf('category', names.category, (code) => filters.value.category.includes(code)).sort(largestFirst),
  ),
  state: computed(() => {
    const found = rowsOf(
      'state',
      (s) => text.value.state[s as State] ?? s,
      (s) => filters.value.state.includes(s as State),
    );
    return found.sort((a, b) => states.indexOf(a.value as State) - states.indexOf(b.value as State));
  }),
  cell: computed(() => {
    const s = selection.value;
    const selected = s?.kind === 'cell' ? s.id : null;
    const chosen = (code: string) => (selected ? code === selected : filters.value.cell.includes(code));
    return rowsOf('cell', names.cell, chosen).sort(largestFirst);
  }),
};

export const charts = {
  category: computed(() => barsOption(rows.category.value.slice(0, mostBars), inks.value, words.value)),
  state: computed(() => barsOption(rows.state.value, inks.value, words.value)),
  cell: computed(() => barsOption(rows.cell.value.slice(0, mostBars), inks.value, words.value)),
};

function rowsOf(by: Bars, label: (value: string) => string, chosen: (value: string) => boolean): Row[] {
  const counts: Counts['groups'] = figures.value.data?.[by].groups ?? [];
  return counts.map(([value, count]) => ({ value, label: label(value), count, chosen: chosen(value) }));
}

/** A chart in a sentence: how many there are, and where most of them are. */
export function summary(title: string, all: readonly { label: string; count: number }[]): string {
  const t = text.value.figures;
  const total = all.reduce((n, row) => n + row.count, 0);
  const top = all.reduce<{ label: string; count: number } | null>((a, b) => (a && a.count >= b.count ? a : b), null);
  const parts = [title, t.total(written(total))];
  if (top && total > 0) parts.push(t.most(top.label, written(top.count)));
  return parts.join(lang.value === 'zh' ? '，' : ', ');
}
