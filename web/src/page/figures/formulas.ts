import type { Indicators } from '../../api/figures.ts';

export type FigureName = Exclude<
  keyof Indicators,
  'small' | 'resolved' | 'resolved_in_time' | 'reworked' | 'extended' | 'contested' | 'hops'
>;

/** How a figure is written. */
export type FigureKind = 'count' | 'rate' | 'times' | 'hours';

/** Every figure in the order in which it is shown: how it is written, and for a quotient what is divided by what. */
export const figureNames: Record<FigureName, { kind: FigureKind; of?: readonly [keyof Indicators, keyof Indicators] }> =
  {
    received: { kind: 'count' },
    filed: { kind: 'count' },
    due: { kind: 'count' },
    settled: { kind: 'count' },
    settled_in_time: { kind: 'count' },
    overdue: { kind: 'count' },
    filed_rate: { kind: 'rate', of: ['filed', 'received'] },
    settled_rate: { kind: 'rate', of: ['settled', 'due'] },
    settled_in_time_rate: { kind: 'rate', of: ['settled_in_time', 'due'] },
    resolved_in_time_rate: { kind: 'rate', of: ['resolved_in_time', 'due'] },
    rework_rate: { kind: 'rate', of: ['reworked', 'settled'] },
    extension_rate: { kind: 'rate', of: ['extended', 'due'] },
    contest_rate: { kind: 'rate', of: ['contested', 'settled'] },
    hops_mean: { kind: 'times', of: ['hops', 'received'] },
    limbo_hours_mean: { kind: 'hours' },
    settle_hours_median: { kind: 'hours' },
  };

/** The quotient with its numbers put in, "911 ÷ 972"; null for what is none, or has nothing to divide by. */
export function worked(name: FigureName, of: Indicators): string | null {
  const parts = figureNames[name].of;
  if (!parts) return null;
  const [above, below] = parts.map((p) => of[p] as number) as [number, number];
  return below > 0 ? `${above} ÷ ${below}` : null;
}

/** A figure as it is written: counts whole, rates to 0.1 %, times to 0.01, hours to 0.1; a dash where there is none. */
export function written(kind: FigureKind, value: number | null): string {
  if (value === null) return '–';
  switch (kind) {
    case 'count':
      return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
    case 'rate':
      return `${(Math.round(value * 1000) / 10).toFixed(1)}%`;
    case 'times':
      return value.toFixed(2);
    default:
      return value.toFixed(1);
  }
}
