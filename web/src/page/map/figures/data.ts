import { effect, signal, untracked } from '@preact/signals';
import { load, loaded } from '../../../data/load.ts';
import { isPointLayer } from '../../../view.ts';
import { filters } from '../filters.ts';
import { arrived, bounds, figuresChanged, layersOn, net } from '../store.ts';
import { type Counts, type Dimension, fetchCounts, type Scope, without } from './counts.ts';

const dimensions = ['day', 'category', 'state', 'cell'] as const satisfies readonly Dimension[];
export type Figure = (typeof dimensions)[number];

/** What the panel shows: one count of all that the filters let through, and one of each dimension without its own filter. */
export interface Figures extends Record<Figure, Counts> {
  total: Counts;
}

export const figures = loaded<Figures>();
/** Whether everything is counted, or what the map shows. */
export const extent = signal<'all' | 'view'>('all');

export const counted = (): Scope => ({
  layers: layersOn.value.filter(isPointLayer),
  net: net.value?.code ?? null,
  bbox: extent.value === 'view' ? bounds.value : null,
});

let request: AbortController | null = null;

/** Counts anew. What was counted before stays in sight meanwhile. */
export async function count(): Promise<void> {
  const [f, scope] = [filters.peek(), untracked(counted)];
  request?.abort();
  if (scope.layers.length === 0) {
    figures.value = { data: nothing(), loading: false, error: null };
    return;
  }
  const own = new AbortController();
  request = own;
  await load(figures, async () => {
    const [total, ...rest] = await Promise.all([
      fetchCounts(null, f, scope, own.signal),
      ...dimensions.map((d) => fetchCounts(d, without(f, d), scope, own.signal)),
    ]);
    return { total, ...Object.fromEntries(dimensions.map((d, i) => [d, rest[i]])) } as Figures;
  });
}

/** How long a filter may be on the move before it is counted with, and cases may come in, ms. */
const [settleMS, burstMS] = [150, 1500];

/** Keeps the figures in step with the filters, the layers, the map and what comes in, until the returned function is called. */
export function startFigures(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void count(), ms);
  };
  const stops = [
    effect(() => {
      counted();
      filters.value;
      later(settleMS);
    }),
    effect(() => {
      if (arrived.value.length + figuresChanged.value > 0) later(burstMS);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    clearTimeout(timer);
    request?.abort();
  };
}

function nothing(): Figures {
  const none: Counts = { total: 0, open: 0, overdue: 0, groups: [], countedAt: new Date() };
  return { total: none, day: none, category: none, state: none, cell: none };
}
