import type { FiguresRow } from '../../api/figures.ts';
import type { FigureName } from './formulas.ts';

export type SortKey = 'name' | FigureName;
export interface Sort {
  by: SortKey;
  down: boolean;
}

/** The rows in order: by name unless asked otherwise. Rates of few cases, and rows without the figure, stand at the end either way. */
export function ordered(
  rows: readonly FiguresRow[],
  { by, down }: Sort,
  title: (row: FiguresRow) => string,
): FiguresRow[] {
  const collator = new Intl.Collator('zh-CN', { numeric: true });
  const name = (a: FiguresRow, b: FiguresRow) => collator.compare(a.key, b.key) || collator.compare(title(a), title(b));
  if (by === 'name') return [...rows].sort((a, b) => (down ? name(b, a) : name(a, b)));
  const isRate = by.includes('rate') || by.includes('mean') || by.includes('median');
  const last = (row: FiguresRow) => row.indicators[by] === null || (isRate && row.indicators.small);
  return [...rows].sort((a, b) => {
    if (last(a) !== last(b)) return last(a) ? 1 : -1;
    const [x, y] = [a.indicators[by] ?? 0, b.indicators[by] ?? 0];
    return (down ? y - x : x - y) || name(a, b);
  });
}

/** The sort after a press on a column: figures begin with the largest, a second press turns them round. */
export const pressed = (now: Sort, by: SortKey): Sort =>
  now.by === by ? { by, down: !now.down } : { by, down: by !== 'name' };

const two = (n: number) => String(n).padStart(2, '0');
const dayOf = (d: Date) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;

export const presets = ['month', 'last', 'quarter', 'year'] as const;

/** Spans up to today, and the month before this, as days. */
export function preset(name: (typeof presets)[number], today: Date): { from: string; to: string } {
  const [y, m] = [today.getFullYear(), today.getMonth()];
  if (name === 'last') return { from: dayOf(new Date(y, m - 1, 1)), to: dayOf(new Date(y, m, 0)) };
  const back = { month: 0, quarter: 2, year: m }[name];
  return { from: dayOf(new Date(y, m - back, 1)), to: dayOf(today) };
}
