import { effect } from '@preact/signals';
import { load, loaded } from '../../../data/load.ts';
import { isPointLayer } from '../../../view.ts';
import { type Counts, type Dimension, fetchCounts, without } from '../figures/counts.ts';
import { filters } from '../filters.ts';
import { figuresChanged, layersOn, net, playing } from '../store.ts';

/** How many there are of each value under the other filters. */
export const counted = { category: loaded<Counts>(), state: loaded<Counts>(), severity: loaded<Counts>() };
export type Counted = keyof typeof counted;

/** How long filters may be on the move before they are counted with, ms. */
const settleMS = 150;

/** Counts now and whenever the filters change, until the function that it answers is called. */
export function startCounts(): () => void {
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

/** How many cases there are of a value; null until they were counted. */
export const countOf = (by: Counted, value: string): number | null => {
  const groups = counted[by].value.data?.groups;
  return groups ? (groups.find(([v]) => v === value)?.[1] ?? 0) : null;
};
