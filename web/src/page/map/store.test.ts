import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Pin } from '../../api/types.ts';
import { nets } from '../../data/site.ts';
import { lang, langChosen } from '../../settings.ts';
import { json, net, pin, square } from '../../testing/fixtures.ts';
import { firstLayers, type PointLayer } from '../../view.ts';
import {
  arrived,
  base,
  bounds,
  cells,
  cellsInView,
  coverage,
  layersOn,
  live,
  netCode,
  newer,
  openView,
  pins,
  pinsInView,
  points,
  revision,
  selectedCell,
  selectedPin,
  selection,
  startLive,
  switchLayer,
  switchNet,
  unseen,
  viewQuery,
} from './store.ts';

function fill(layer: PointLayer, features: Pin[], matched = features.length): void {
  points[layer].state.value = { features, matched, asked: [0, 0, 10, 10], loading: false, error: null };
}
const ids = (list: readonly Pin[]) => list.map((p) => p.properties.id);
const fetched = vi.fn<(request: Request) => Promise<Response>>();
const paths = () => fetched.mock.calls.map(([request]) => new URL(request.url).pathname.replace('/api/v1/', ''));

beforeEach(() => {
  fetched.mockReset();
  fetched.mockImplementation(async () => json({ type: 'FeatureCollection', features: [], numberMatched: 0 }));
  vi.stubGlobal('fetch', fetched);
  nets.value = { data: null, loading: false, error: null };
  for (const layer of [...Object.values(points), cells, coverage, base]) layer.forget();
  openView('');
  bounds.value = null;
  arrived.value = [];
});
afterEach(() => {
  lang.value = 'zh';
  langChosen.value = false;
});

const morning = { opened_at: '2026-11-23T01:00:00Z' };
const noon = { opened_at: '2026-11-23T04:00:00Z' };
const evening = { opened_at: '2026-11-23T10:00:00Z' };

describe('what the map and the list show', () => {
  beforeEach(() => {
    fill('hazards', [pin('h2', [1, 1], evening), pin('h1', [5, 5], morning)]);
    fill('road-defects', [pin('r1', [2, 2], { ...noon, layer: 'road-defects' })]);
    fill('other', [pin('o1', [3, 3], { ...noon, layer: 'other' })]);
  });

  it('is every case of the layers that are on, newest first, the later id first at the same moment', () => {
    expect(ids(pins.value)).toEqual(['h2', 'r1', 'o1', 'h1']);
    layersOn.value = ['hazards', 'other'];
    expect(ids(pins.value)).toEqual(['h2', 'o1', 'h1']);
    layersOn.value = [];
    expect(pins.value).toEqual([]);
  });

  it('is in the list what is in the picture, edges included, and everything before there is a picture', () => {
    expect(pinsInView.value).toHaveLength(4);
    bounds.value = [1, 1, 3, 3];
    expect(ids(pinsInView.value)).toEqual(['h2', 'r1', 'o1']);
    bounds.value = [20, 20, 30, 30];
    expect(pinsInView.value).toEqual([]);
  });

  it('is of a cell whose name has its place in the picture', () => {
    const features = [square('a', 'p', 0, 0), square('b', 'p', 1, 0)];
    cells.state.value = { features, matched: 2, asked: 'all', loading: false, error: null };
    bounds.value = [0, 0, 1, 1];
    expect(cellsInView.value.map((c) => c.properties.code)).toEqual(['a']);
    bounds.value = null;
    expect(cellsInView.value).toHaveLength(2);
  });

  it('counts what the limits cut off, of the layers that are on', () => {
    expect(unseen.value).toBe(0);
    fill('hazards', [pin('h1', [5, 5])], 11);
    fill('other', [], 5);
    expect(unseen.value).toBe(15);
    layersOn.value = ['hazards'];
    expect(unseen.value).toBe(10);
  });

  it('has the one selected, while it is there and its layer is on', () => {
    selection.value = { kind: 'case', id: 'r1' };
    expect(selectedPin.value?.properties.id).toBe('r1');
    expect(selectedCell.value).toBeNull();
    layersOn.value = ['hazards'];
    expect(selectedPin.value).toBeNull();
    selection.value = { kind: 'cell', id: 'r1' };
    expect(selectedPin.value).toBeNull();
  });
});

describe('the order of cases', () => {
  it('is total: of two, one is newer', () => {
    const some = [pin('a', [0, 0], morning), pin('b', [0, 0], morning), pin('c', [0, 0], noon)];
    for (const a of some) for (const b of some) expect(newer(a, b)).toBe(a !== b && !newer(b, a));
  });
});

describe('a link', () => {
  it.each(['', 'c=106.14690,29.40890&z=16', 'l=hazards.cells&net=other&sel=cell:a', 'l=&sel=case:1'])(
    '“%s” opens the view that makes it',
    (query) => {
      openView(query);
      expect(viewQuery.value).toBe(query);
    },
  );

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

  it('to another net ends the selection and fetches its cells; the first net is not named in the link', async () => {
    nets.value = { data: [net, { ...net, code: 'second' }], loading: false, error: null };
    selection.value = { kind: 'cell', id: 'a' };
    switchNet('second');
    expect([netCode.value, selection.value, viewQuery.value]).toEqual(['second', null, 'net=second']);
    await vi.waitFor(() => expect(paths()).toContain('layers/cells.geojson'));
    const asked = fetched.mock.calls.map(([request]) => new URL(request.url).searchParams.get('net'));
    expect(asked).toContain('second');
    switchNet('dingjia');
    expect([netCode.value, viewQuery.value]).toEqual([null, '']);
  });
});

describe('while the page is open', () => {
  let stream: EventTarget & { onopen?: () => void; onerror?: () => void; close(): void; readyState: number };
  let stop = () => {};

  beforeEach(() => {
    vi.useFakeTimers();
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
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  const say = (name: string, data: unknown) =>
    stream.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId: '1' }));
  const tell = (feature: Pin | null, id: string, layer: string = 'hazards', cell = 'a') =>
    say('case', { layer, id, cell, feature });

  it('a new case comes in on its layer and is told of once', () => {
    fill('hazards', [pin('h1', [5, 5], morning)]);
    tell(pin('h2', [5, 5], noon), 'h2');
    tell(pin('h2', [5, 5], { ...noon, state: 'filed' }), 'h2');
    expect(ids(pins.value)).toEqual(['h2', 'h1']);
    expect(pins.value[0]?.properties.state).toBe('filed');
    expect(ids(arrived.value)).toEqual(['h2']);
    expect(live.value).toBe('live');
  });

  it('a case that changes its layer is on one only, and is no new one', () => {
    fill('hazards', [pin('x', [5, 5])]);
    fill('other', []);
    tell(pin('x', [5, 5], { layer: 'other' }), 'x', 'other');
    expect([ids(points.hazards.state.value.features), ids(points.other.state.value.features)]).toEqual([[], ['x']]);
    expect(arrived.value).toEqual([]);
  });

  it('a case that leaves the map is gone', () => {
    fill('hazards', [pin('x', [5, 5])]);
    tell(null, 'x');
    expect([pins.value, arrived.value]).toEqual([[], []]);
  });

  it('figures are fetched again once after a burst of cases, and only for a cell that is known here', async () => {
    cells.want('all');
    await vi.advanceTimersByTimeAsync(0);
    cells.state.value = { ...cells.state.value, features: [square('a', 'p', 0, 0)], matched: 1 };
    fetched.mockClear();
    tell(pin('1', [5, 5]), '1', 'hazards', 'elsewhere');
    await vi.advanceTimersByTimeAsync(5000);
    expect(paths()).toEqual([]);
    for (const id of ['2', '3', '4']) {
      tell(pin(id, [5, 5]), id);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(paths()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(paths()).toEqual(['layers/cells.geojson']);
  });

  it('everything that was fetched is fetched anew when what was missed is not known', async () => {
    points.hazards.want([0, 0, 1, 1]);
    await vi.advanceTimersByTimeAsync(0);
    fetched.mockClear();
    say('reset', {});
    await vi.advanceTimersByTimeAsync(0);
    expect(paths()).toEqual(['nets', 'layers/hazards.geojson']);
  });
});
