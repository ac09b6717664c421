import { effect, signal, untracked } from '@preact/signals';
import { api, take } from '../../../api/client.ts';
import type { Pin } from '../../../api/types.ts';
import { load, loaded } from '../../../data/load.ts';
import { site } from '../../../data/site.ts';
import { lang } from '../../../settings.ts';
import { isPointLayer } from '../../../view.ts';
import { fetchCounts, type Scope } from '../figures/counts.ts';
import { filters, formatFilters } from '../filters.ts';
import { arrived, figuresChanged, layersOn, net } from '../store.ts';
import { clockAt } from './clock.ts';

/** What the wall shows beside the map, of the layers that are on and within the filters of the link. */
export interface Wall {
  /** Waiting, being worked on, and late, now. */
  open: number;
  busy: number;
  overdue: number;
  /** Opened since midnight at the site, and those of them that are settled. */
  today: number;
  settled: number;
  newest: readonly Pin[];
}

export const wall = loaded<Wall>();
/** The time, to the second. */
export const now = signal(new Date());

/** Rows that fit beside the map and are read from four metres. */
const rows = 6;

export async function look(): Promise<void> {
  const scope = untracked<Scope>(() => ({
    layers: layersOn.value.filter(isPointLayer),
    net: net.value?.code ?? null,
    bbox: null,
  }));
  if (scope.layers.length === 0) {
    wall.value = {
      data: { open: 0, busy: 0, overdue: 0, today: 0, settled: 0, newest: [] },
      loading: false,
      error: null,
    };
    return;
  }
  const f = filters.peek();
  const { day } = clockAt(new Date(), site.peek().data?.time_zone, lang.peek());
  const never = new AbortController().signal;
  await load(wall, async () => {
    const [all, today, newest] = await Promise.all([
      fetchCounts('state', f, scope, never),
      fetchCounts(null, { ...f, from: day, to: day }, scope, never),
      fetchNewest(scope),
    ]);
    const busy = all.groups.reduce(
      (n, [state, count]) => n + (state === 'in_progress' || state === 'resolved' ? count : 0),
      0,
    );
    return {
      open: all.open - busy,
      busy,
      overdue: all.overdue,
      today: today.total,
      settled: today.total - today.open,
      newest,
    };
  });
}

async function fetchNewest(scope: Scope): Promise<readonly Pin[]> {
  const query = {
    limit: rows,
    layer: scope.layers.join(','),
    ...(scope.net && { net: scope.net }),
    ...Object.fromEntries(formatFilters(filters.peek())),
  };
  const asked = api.GET('/api/v1/layers/{id}.geojson', { params: { path: { id: 'all' }, query }, parseAs: 'json' });
  return ((await take(asked)) as unknown as { features: Pin[] }).features;
}

/** How long a burst of changes may last, and how often it is looked without one, ms. */
const [burstMS, oftenMS] = [500, 60_000];

/** Keeps the figures and the clock going until the returned function is called. */
export function startWall(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void look();
      later(oftenMS);
    }, ms);
  };
  const stop = effect(() => {
    [arrived.value, figuresChanged.value, layersOn.value, filters.value, net.value];
    later(burstMS);
  });
  const tick = setInterval(() => {
    now.value = new Date();
  }, 1000);
  return () => {
    stop();
    clearTimeout(timer);
    clearInterval(tick);
  };
}
