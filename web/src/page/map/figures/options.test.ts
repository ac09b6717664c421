import { describe, expect, it } from 'vitest';
import { noFilters } from '../filters.ts';
import { barsOption, type Inks, rowHeight, timeOption } from './options.ts';

const inks: Inks = {
  bar: 'rgb(1, 1, 1)',
  dim: 'rgb(2, 2, 2)',
  ink: 'rgb(3, 3, 3)',
  soft: 'rgb(4, 4, 4)',
  line: 'rgb(5, 5, 5)',
  raised: 'rgb(6, 6, 6)',
  font: 'sans-serif',
  scale: 1,
};
const words = { cases: (n: number) => `${n} 件`, span: (s: { from: string }) => s.from };
interface Bar {
  value: number;
  itemStyle: { color: string };
}
/** Heights of a chart's bars, and whether each is dimmed. */
function bars(option: unknown): [number, boolean][] {
  const [series] = (option as { series: { data: Bar[] }[] }).series;
  return series?.data.map((b) => [b.value, b.itemStyle.color === inks.dim]) ?? [];
}

describe('the chart over time', () => {
  const spans = [5, 0, 7].map((count, i) => ({ from: `2026-11-0${i + 1}`, to: `2026-11-0${i + 1}`, count }));

  it('has a bar for every span, and dims those that the filter leaves out', () => {
    expect(bars(timeOption(spans, noFilters, inks, words))).toEqual([
      [5, false],
      [0, false],
      [7, false],
    ]);
    expect(bars(timeOption(spans, { ...noFilters, from: '2026-11-02' }, inks, words))).toEqual([
      [5, true],
      [0, false],
      [7, false],
    ]);
  });

  it('says what a bar is', () => {
    const { tooltip } = timeOption(spans, noFilters, inks, words) as {
      tooltip: { formatter(bars: { dataIndex: number }[]): string };
    };
    expect([tooltip.formatter([{ dataIndex: 2 }]), tooltip.formatter([])]).toEqual(['2026-11-03  7 件', '']);
  });
});

describe('lying bars', () => {
  const row = (label: string, count: number, chosen = false) => ({ value: label, label, count, chosen });

  it('are all alike until one is chosen', () => {
    expect(bars(barsOption([row('a', 2), row('b', 1)], inks, words))).toEqual([
      [2, false],
      [1, false],
    ]);
    expect(bars(barsOption([row('a', 2), row('b', 1, true)], inks, words))).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  it('write names as text, so that none is taken for a page', () => {
    expect(barsOption([row('<b>', 1)], inks, words)).toMatchObject({ tooltip: { renderMode: 'richText' } });
  });

  it('are a finger high where fingers point, and higher in large type', () => {
    expect([rowHeight(true, 1), rowHeight(false, 1), rowHeight(false, 1.25)]).toEqual([44, 28, 35]);
  });
});
