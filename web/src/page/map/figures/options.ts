import type { EChartsCoreOption } from 'echarts/core';
import type { Filters } from '../filters.ts';
import { inSpan, type Span } from './spans.ts';

/** Colours as `rgb(r, g, b)`, the font, and the size of the type relative to the ordinary. */
export interface Inks {
  bar: string;
  /** A bar that the filter leaves out. */
  dim: string;
  ink: string;
  soft: string;
  line: string;
  raised: string;
  font: string;
  scale: number;
}

/** One bar with its words. */
export interface Row {
  value: string;
  label: string;
  count: number;
  chosen: boolean;
}

/** Height of a row in px: a finger's where fingers point. */
export const rowHeight = (coarse: boolean, scale: number) => (coarse ? 44 : 28) * scale;

interface Words {
  /** A count with its unit. */
  cases(n: number): string;
  span(span: Span): string;
}

/** Cases over time, one bar a span. What the filter leaves out is dimmed, not gone: it can still be chosen. */
export function timeOption(spans: readonly Span[], f: Filters, inks: Inks, words: Words): EChartsCoreOption {
  const text = { color: inks.soft, fontFamily: inks.font, fontSize: 12 * inks.scale };
  return {
    ...shared(inks),
    grid: { left: 4, right: 4, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...tooltip(inks),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: ([bar]: { dataIndex: number }[]) => {
        const span = spans[bar?.dataIndex ?? -1];
        return span ? `${words.span(span)}  ${words.cases(span.count)}` : '';
      },
    },
    brush: {
      xAxisIndex: 0,
      brushType: 'lineX',
      brushMode: 'single',
      toolbox: [],
      throttleType: 'debounce',
      throttleDelay: 100,
      brushStyle: { color: inks.line, borderColor: inks.bar, borderWidth: 1, opacity: 0.4 },
      outOfBrush: { colorAlpha: 0.4 },
    },
    xAxis: {
      type: 'category',
      data: spans.map((s) => s.from),
      axisLabel: { ...text, formatter: (day: string) => day.slice(5).replace('-', '/'), hideOverlap: true },
      axisLine: { lineStyle: { color: inks.line } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      axisLabel: text,
      splitLine: { lineStyle: { color: inks.line } },
    },
    series: [
      {
        type: 'bar',
        barCategoryGap: '20%',
        data: spans.map((s) => ({
          value: s.count,
          itemStyle: { color: inSpan(s, f.from, f.to) ? inks.bar : inks.dim },
        })),
      },
    ],
  };
}

/** Bars that lie, the longest on top, each with its words before and its count behind. */
export function barsOption(rows: readonly Row[], inks: Inks, words: Pick<Words, 'cases'>): EChartsCoreOption {
  const text = { color: inks.ink, fontFamily: inks.font, fontSize: 13 * inks.scale };
  const some = rows.some((row) => row.chosen);
  return {
    ...shared(inks),
    grid: { left: 150 * inks.scale, right: 48 * inks.scale, top: 0, bottom: 0, outerBoundsMode: 'none' },
    tooltip: {
      ...tooltip(inks),
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const row = rows[dataIndex];
        return row ? `${row.label}  ${words.cases(row.count)}` : '';
      },
    },
    xAxis: { type: 'value', show: false, min: 0 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map((row) => row.label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text, width: 142 * inks.scale, overflow: 'truncate', interval: 0, margin: 8 },
    },
    series: [
      {
        type: 'bar',
        barWidth: '60%',
        cursor: 'pointer',
        label: { ...text, show: true, position: 'right', formatter: ({ value }: { value: number }) => String(value) },
        data: rows.map((row) => ({
          value: row.count,
          itemStyle: { color: some && !row.chosen ? inks.dim : inks.bar, borderRadius: [0, 2, 2, 0] },
        })),
      },
    ],
  };
}

const shared = (inks: Inks) => ({
  animationDuration: 200,
  animationDurationUpdate: 200,
  textStyle: { fontFamily: inks.font },
});

/** Written as text, not as a page: names come from the service. */
const tooltip = (inks: Inks) => ({
  renderMode: 'richText',
  confine: true,
  backgroundColor: inks.raised,
  borderColor: inks.line,
  textStyle: { color: inks.ink, fontFamily: inks.font, fontSize: 13 * inks.scale },
});
