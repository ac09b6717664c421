import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Pin } from '../../api/types.ts';
import { nets } from '../../data/site.ts';
import { tiles } from '../../data/tiles.ts';
import { lang, langChosen } from '../../settings.ts';
import { json, net, pin } from '../../testing/fixtures.ts';
import { firstLayers, type LayerID, pointLayers } from '../../view.ts';
import { filters, noFilters } from './filters.ts';
import {
  anyForce,
  arrived,
  base,
  bounds,
  cases,
  cells,
  currentAt,
  fetched,
  figure,
  figures,
  figuresChanged,
  gone,
  layersOn,
  live,
  mode,
  netCode,
  newer,
  openView,
  picture,
  pins,
  playing,
  revision,
  selectedPin,
  selectedPlace,
  selection,
  staff,
  startLive,
  startView,
  switchLayer,
  switchNet,
  tilesFor,
  unseen,
  viewQuery,
  volunteers,
} from './store.ts';

function fill(features: Pin[], matched = features.length): void {
  cases.state.value = { features, matched, asked: [0, 0, 10, 10], loading: false, error: null };
}
const ids = (list: readonly Pin[]) => list.map((p) => p.properties.id);
const asked = vi.fn<(request: Request) => Promise<Response>>();
const urls = () => asked.mock.calls.map(([request]) => new URL(request.url));
const paths = () => urls().map((url) => url.pathname.replace('/api/v1/', ''));
const queryTo = (path: string) => {
  const url = urls().findLast((u) => u.pathname.endsWith(path));
  return url ? Object.fromEntries(url.searchParams) : null;
};
/** Lets everything go on that waits for nothing but its turn. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const answers: Record<string, unknown> = {};

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T10:00:30Z') });
  asked.mockReset();
  for (const path of Object.keys(answers)) delete answers[path];
  asked.mockImplementation(async (request) => {
    const path = new URL(request.url).pathname.replace('/api/v1/', '');
    return json(
      answers[path] ?? { type: 'FeatureCollection', features: [], numberMatched: 0, nets: [net], values: [3] },
    );
  });
  vi.stubGlobal('fetch', asked);
  nets.value = { data: null, loading: false, error: null };
  for (const store of [cases, cells, base, figures, volunteers, staff]) store.forget();
  openView('');
  bounds.value = null;
  arrived.value = [];
  gone.value = new Set();
  picture.value = null;
  fetched.value = { pin: null, loading: false };
});
afterEach(() => {
  vi.useRealTimers();
  lang.value = 'zh';
  langChosen.value = false;
});

const morning = { opened_at: '2026-11-23T01:00:00Z' };
const noon = { opened_at: '2026-11-23T04:00:00Z' };
const evening = { opened_at: '2026-11-23T10:00:00Z' };

describe('what the list shows', () => {
  beforeEach(() => fill([pin('h2', [1, 1], evening), pin('h1', [5, 5], morning)], 12));

  it('is the newest cases that the service has, and how many more there are', () => {
    expect([ids(pins.value), unseen.value]).toEqual([['h2', 'h1'], 10]);
  });

  it('is nothing while every layer of cases is off', () => {
    layersOn.value = ['cells', 'base'];
    expect([pins.value, unseen.value]).toEqual([[], 0]);
  });

  it('has the one selected, while it is there', () => {
    selection.value = { kind: 'case', id: 'h1' };
    expect(selectedPin.value?.properties.id).toBe('h1');
    selection.value = { kind: 'cell', id: 'h1' };
    expect(selectedPin.value).toBeNull();
  });
});

describe('the selected case', () => {
  const stops: (() => void)[] = [];
  afterEach(() => stops.splice(0).forEach((stop) => void stop()));

  it('is fetched where the list does not have it', async () => {
    answers['layers/all.geojson'] = { features: [pin('far', [90, 9])], numberMatched: 1 };
    stops.push(startView());
    selection.value = { kind: 'case', id: 'far' };
    expect(fetched.value.loading).toBe(true);
    await settle();
    expect(queryTo('layers/all.geojson')).toEqual({ id: 'far', limit: '1' });
    expect([selectedPin.value?.properties.id, fetched.value.loading]).toEqual(['far', false]);
  });

  it('that nobody knows is not there, and nothing is fetched for one that is listed', async () => {
    stops.push(startView());
    selection.value = { kind: 'case', id: 'nobody' };
    await settle();
    expect([selectedPin.value, fetched.value.loading]).toEqual([null, false]);
    asked.mockClear();
    fill([pin('h1', [5, 5])]);
    selection.value = { kind: 'case', id: 'h1' };
    await settle();
    expect(paths()).toEqual([]);
  });

  it('may be a place with many', () => {
    selection.value = { kind: 'place', id: '1,2,3,4' };
    expect(selectedPlace.value).toEqual([1, 2, 3, 4]);
    selection.value = { kind: 'cell', id: '1,2,3,4' };
    expect(selectedPlace.value).toBeNull();
  });
});

describe('what is asked for', () => {
  let stop = () => {};
  beforeEach(async () => {
    nets.value = { data: [net], loading: false, error: null };
    bounds.value = [1, 1, 2, 2];
    stop = startView();
    await settle();
  });
  afterEach(() => stop());

  it('is the cases in view, the cells in view, and what the layers that are on need', () => {
    expect(paths().sort()).toEqual([
      'layers/all.geojson',
      'layers/base.geojson',
      'layers/cells.geojson',
      'layers/coverage/values',
    ]);
    expect(queryTo('all.geojson')).toEqual({
      bbox: '1.000000,1.000000,2.000000,2.000000',
      layer: pointLayers.join(','),
      limit: '200',
      net: 'dingjia',
    });
  });

  it('goes by the same filters in tiles, list and figures', async () => {
    mode.value = 'cells';
    filters.value = { ...noFilters, state: ['open'], from: '2026-11-01' };
    await settle();
    const filter = { state: 'open', from: '2026-11-01' };
    const expected = { ...filter, layer: pointLayers.join(',') };
    expect(queryTo('all.geojson')).toMatchObject(expected);
    expect(queryTo('cells/values')).toEqual({ ...expected, figure: 'cases', net: 'dingjia' });
    const tile = new URL(tiles.cases.template ?? '', 'http://here');
    expect(Object.fromEntries(tile.searchParams)).toEqual(filter);
  });

  it('is told to the map as addresses of tiles: an edition’s cells, cases of the layers that are on', () => {
    expect(tiles.cells.template).toBe('/tiles/cells/{z}/{x}/{y}.mvt?net=dingjia&edition=1');
    layersOn.value = ['hazards', 'cells'];
    expect(tiles.cases.template).toBe('/tiles/all/{z}/{x}/{y}.mvt?layer=hazards');
    layersOn.value = ['cells'];
    expect(tiles.cases.template).toBeNull();
  });

  it('has finer bins for heat, and the net where cells narrow', () => {
    mode.value = 'heat';
    expect(tilesFor(noFilters)).toContain('bins=64');
    mode.value = 'marks';
    expect(tilesFor(noFilters)).toBe('/tiles/all/{z}/{x}/{y}.mvt');
    expect(tilesFor({ ...noFilters, cell: ['a'] })).toContain('net=dingjia');
  });

  it('waits until the map stands, and then asks once', async () => {
    asked.mockClear();
    for (const w of [1.1, 1.2, 1.3]) {
      bounds.value = [w, 1, 2, 2];
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(paths()).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(paths().filter((p) => p === 'layers/all.geojson')).toHaveLength(1);
    expect(queryTo('all.geojson')?.bbox).toBe('1.300000,1.000000,2.000000,2.000000');
  });

  it('waits for a play too, whose every step is on the map at once', async () => {
    asked.mockClear();
    playing.value = true;
    filters.value = { ...noFilters, to: '2026-11-02' };
    expect(tiles.cases.template).toContain('to=2026-11-02');
    await settle();
    expect(paths()).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(paths()).toEqual(['layers/all.geojson']);
    playing.value = false;
  });

  it('lets the list move when the filters do', () => {
    const before = revision.value;
    filters.value = { ...noFilters, severity: ['urgent'] };
    expect(revision.value).toBe(before + 1);
  });

  it('is staff too where there are no volunteers, and there is force where either is', async () => {
    const values = (list: (number | null)[]) => ({
      net: 'dingjia',
      edition: 1,
      figure: '',
      counted_at: '',
      total: 0,
      outside: 0,
      values: list,
    });
    const state = (list: (number | null)[]) => ({ data: values(list), loading: false, error: null });
    volunteers.state.value = state([0, null]);
    expect(anyForce.value).toBe(true);
    asked.mockClear();
    answers['layers/coverage/values'] = values([0, 0]);
    volunteers.state.value = state([0, 0]);
    await settle();
    expect([anyForce.value, queryTo('coverage/values')]).toEqual([false, { figure: 'staff', net: 'dingjia' }]);
    staff.state.value = state([2, 0]);
    expect(anyForce.value).toBe(true);
  });
});

describe('the order of cases', () => {
  it('is total: of two, one is newer', () => {
    const some = [pin('a', [0, 0], morning), pin('b', [0, 0], morning), pin('c', [0, 0], noon)];
    for (const a of some) for (const b of some) expect(newer(a, b)).toBe(a !== b && !newer(b, a));
  });
});

describe('a link', () => {
  it.each([
    '',
    'c=106.14690,29.40890&z=16',
    'l=hazards.cells&net=other&sel=cell:a',
    'l=&sel=case:1',
    'm=cells&fig=overdue&state=open&severity=urgent,emergency&from=2026-11-01&to=2026-11-23',
  ])('“%s” opens the view that makes it', (query) => {
    openView(query);
    expect(viewQuery.value).toBe(query);
  });

  it('without a zoom, or without a place, opens the whole net', () => {
    openView('c=106.1,29.4');
    expect(viewQuery.value).toBe('');
    openView('z=12');
    expect(viewQuery.value).toBe('');
  });

  it('has the language where it was chosen', () => {
    lang.value = 'en';
    expect(viewQuery.value).toBe('');
    langChosen.value = true;
    expect(viewQuery.value).toBe('lang=en');
  });
});

describe('switching', () => {
  it('a layer off and on again leaves the layers in their order, and lets the list move', () => {
    const before = revision.value;
    switchLayer('hazards');
    expect(layersOn.value).toEqual(firstLayers.filter((id) => id !== 'hazards'));
    switchLayer('hazards');
    expect(layersOn.value).toEqual(firstLayers);
    expect(revision.value).toBe(before + 2);
  });

  it('to another net ends the selection and the filter by cells, and fetches its cells; the first net is not in the link', async () => {
    nets.value = { data: [net, { ...net, code: 'second' }], loading: false, error: null };
    const stop = startView();
    selection.value = { kind: 'cell', id: 'a' };
    filters.value = { ...noFilters, cell: ['a'], severity: ['urgent'] };
    switchNet('second');
    expect([netCode.value, selection.value, viewQuery.value]).toEqual(['second', null, 'net=second&severity=urgent']);
    await settle();
    expect(queryTo('layers/cells.geojson')?.net).toBe('second');
    expect(tiles.cells.template).toContain('net=second');
    switchNet('dingjia');
    expect([netCode.value, viewQuery.value]).toEqual([null, 'severity=urgent']);
    stop();
  });
});

describe('while the page is open', () => {
  let stream: EventTarget & { onopen?: () => void; onerror?: () => void; close(): void; readyState: number };
  let stop = () => {};

  beforeEach(() => {
    class Stream extends EventTarget {
      static CLOSED = 2;
      readyState = 1;
      constructor() {
        super();
        stream = this;
      }
      close() {}
    }
    vi.stubGlobal('EventSource', Stream);
    stop = startLive();
    stream.onopen?.();
  });
  afterEach(() => stop());

  const say = (name: string, data: unknown) =>
    stream.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId: '1' }));
  const tell = (feature: Pin | null, id: string, layer: LayerID = 'hazards', stale = [{ layer, tile: '18/5/6' }]) =>
    say('case', { layer, id, cell: 'a', feature, stale });
  const now = { opened_at: '2026-11-23T10:00:00Z' };

  it('a new case comes in on its layer and is told of once', () => {
    fill([pin('h1', [5, 5], morning)]);
    tell(pin('h2', [5, 5], now), 'h2');
    tell(pin('h2', [5, 5], { ...now, state: 'filed' }), 'h2');
    expect(ids(pins.value)).toEqual(['h2', 'h1']);
    expect(pins.value[0]?.properties.state).toBe('filed');
    expect(ids(arrived.value)).toEqual(['h2']);
    expect(live.value).toBe('live');
  });

  it('a case that changes is no new one, listed or not', () => {
    fill([pin('x', [5, 5], now)]);
    tell(pin('x', [5, 5], { ...now, layer: 'other' }), 'x', 'other');
    tell(pin('old', [5, 5], morning), 'old');
    expect([pins.value[0]?.properties.layer, arrived.value]).toEqual(['other', []]);
  });

  it.each([
    ['the filters', () => (filters.value = { ...noFilters, severity: ['routine'] })],
    ['its layer', () => (layersOn.value = ['other'])],
  ])('a case that %s keep out is neither told of nor listed, and one that falls out leaves', (_, narrow) => {
    fill([pin('x', [5, 5], now)]);
    narrow();
    tell(pin('y', [5, 5], now), 'y');
    tell(pin('x', [5, 5], now), 'x');
    expect([cases.state.value.features, arrived.value, gone.value.has('x')]).toEqual([[], [], true]);
  });

  it('a case that leaves the map is gone, until it comes back', () => {
    fill([pin('x', [5, 5])]);
    tell(null, 'x');
    expect([pins.value, arrived.value, gone.value.has('x')]).toEqual([[], [], true]);
    tell(pin('x', [5, 5]), 'x');
    expect(gone.value.has('x')).toBe(false);
  });

  it('makes the tiles stale that it says, of the layers that are on', () => {
    const stale = vi.spyOn(tiles.cases, 'stale');
    layersOn.value = ['hazards'];
    tell(pin('x', [5, 5]), 'x', 'hazards', [
      { layer: 'hazards', tile: '18/5/6' },
      { layer: 'other', tile: '18/7/8' },
    ]);
    expect(stale.mock.calls).toEqual([['18/5/6']]);
  });

  it('figures are fetched again once in a burst of cases, and so is the list where it can’t know its number', async () => {
    bounds.value = [0, 0, 10, 10];
    mode.value = 'cells';
    cases.want([0, 0, 10, 10]);
    cells.want([0, 0, 10, 10]);
    figures.want(figure.value, 'dingjia');
    await settle();
    fill([pin('1', [5, 5], now)], 900);
    asked.mockClear();
    const before = figuresChanged.value;
    for (const id of ['2', '3', '4']) {
      tell(pin(id, [5, 5], now), id);
      await vi.advanceTimersByTimeAsync(400);
    }
    expect(paths()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1500);
    expect(paths().sort()).toEqual(['layers/all.geojson', 'layers/cells.geojson', 'layers/cells/values']);
    expect(figuresChanged.value).toBe(before + 1);
  });

  it('a case elsewhere changes figures, and nothing of the list', async () => {
    bounds.value = [0, 0, 1, 1];
    cases.want([0, 0, 1, 1]);
    cells.want([0, 0, 1, 1]);
    await settle();
    fill([], 900);
    asked.mockClear();
    tell(pin('1', [5, 5], now), '1');
    await vi.advanceTimersByTimeAsync(2000);
    expect(paths()).toEqual([]);
  });

  it('everything that was fetched is fetched anew when what was missed is not known', async () => {
    const reload = vi.spyOn(tiles.cases, 'reload');
    nets.value = { data: [net], loading: false, error: null };
    cases.want([0, 0, 1, 1]);
    volunteers.want('volunteers', 'dingjia');
    await settle();
    asked.mockClear();
    say('reset', {});
    await settle();
    expect(paths().slice(0, 3)).toEqual(['nets', 'layers/all.geojson', 'layers/coverage/values']);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('another edition has tiles of another address', async () => {
    nets.value = { data: [net], loading: false, error: null };
    const stopView = startView();
    answers.nets = { nets: [{ ...net, edition: 2 }] };
    say('edition', { net: 'dingjia', edition: 2 });
    await settle();
    expect(tiles.cells.template).toContain('edition=2');
    stopView();
  });

  it('the moment at which the picture stands is the service’s, and it is no newer while that lasts', async () => {
    say('picture', { current: false, at: '2026-11-23T09:00:00Z' });
    const before = currentAt.value;
    await vi.advanceTimersByTimeAsync(20_000);
    expect([picture.value?.at, currentAt.value]).toEqual(['2026-11-23T09:00:00Z', before]);
    say('picture', { current: true, at: '2026-11-23T10:01:00Z' });
    expect([picture.value?.current, currentAt.value > before]).toEqual([true, true]);
  });

  it('tiles that failed are asked for again when the line is back', () => {
    const retry = vi.spyOn(tiles.cases, 'retry');
    stream.onopen?.();
    expect(retry).toHaveBeenCalledTimes(1);
  });
});
