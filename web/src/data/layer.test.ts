import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bounds, Pin } from '../api/types.ts';
import { newer } from '../page/map/store.ts';
import { json, pin } from '../testing/fixtures.ts';
import { covers, LayerStore, widen } from './layer.ts';

/** Requests under way, oldest first: the test answers them when it wants to. */
const asked: {
  bbox: string | null;
  net: string | null;
  signal: AbortSignal;
  answer(features: Pin[], matched?: number): void;
  fail(): void;
}[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', (request: Request) => {
    const query = new URL(request.url).searchParams;
    return new Promise<Response>((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(new DOMException('replaced', 'AbortError')));
      asked.push({
        bbox: query.get('bbox'),
        net: query.get('net'),
        signal: request.signal,
        answer: (features, matched = features.length) =>
          resolve(
            json({ type: 'FeatureCollection', features, numberMatched: matched, numberReturned: features.length }),
          ),
        fail: () => reject(new TypeError('no network')),
      });
    });
  });
});
afterEach(() => vi.unstubAllGlobals());

const view: Bounds = [10, 10, 12, 12];
const far: Bounds = [50, 50, 52, 52];
const at = (id: string, minute: number, where: readonly [number, number] = [11, 11]) =>
  pin(id, where, { opened_at: `2026-11-23T01:${String(minute).padStart(2, '0')}:00Z` });
const store = () => new LayerStore('hazards', { limit: 100 });
const exact = () => new LayerStore('hazards', { limit: 100, exact: true });
const ids = (s: LayerStore<'hazards'>) => s.state.value.features.map((f) => f.properties.id);
const requests = (n: number) => vi.waitFor(() => expect(asked).toHaveLength(n), { interval: 1 });
const quiet = (s: LayerStore<'hazards'>) =>
  vi.waitFor(() => expect(s.state.value.loading).toBe(false), { interval: 1 });
/** The nth request, from 1. */
const nth = (n: number) => asked[n - 1] as (typeof asked)[number];

async function filled(features: Pin[], matched = features.length) {
  const s = store();
  s.want(view);
  await requests(1);
  nth(1).answer(features, matched);
  await quiet(s);
  return s;
}

describe('the layer around the view', () => {
  it('is fetched with half a view more on each side', async () => {
    const s = await filled([at('a', 1)]);
    expect(nth(1).bbox).toBe('9.000000,9.000000,13.000000,13.000000');
    expect(s.state.value).toMatchObject({ matched: 1, asked: [9, 9, 13, 13], loading: false, error: null });
  });

  it('is not fetched again for a small move', async () => {
    const s = await filled([at('a', 1)]);
    s.want([9.5, 9.5, 11.5, 11.5]);
    s.want([10.5, 10.5, 11, 11]);
    expect(s.state.value.loading).toBe(false);
    expect(asked).toHaveLength(1);
  });

  it('is fetched again for a move beyond what is there', async () => {
    const s = await filled([at('a', 1)]);
    s.want([12, 12, 14, 14]);
    await requests(2);
    nth(2).answer([at('b', 2)]);
    await quiet(s);
    expect(ids(s)).toEqual(['b']);
  });

  it('is fetched again, closer, when the limit had cut some off', async () => {
    const s = await filled([at('a', 1)], 300);
    s.want([10.5, 10.5, 11, 11]);
    await requests(2);
    expect(nth(2).bbox).toBe('10.250000,10.250000,11.250000,11.250000');
  });

  it('is not asked for twice in the same words', async () => {
    const s = store();
    s.want(view);
    s.want(view);
    await requests(1);
    expect(nth(1).signal.aborted).toBe(false);
    nth(1).answer([at('a', 1)], 300);
    await quiet(s);
    s.want(view);
    expect(s.state.value.loading).toBe(false);
  });

  it('is fetched whole, once, where all of it is wanted', async () => {
    const s = store();
    s.want('all');
    await requests(1);
    expect(nth(1).bbox).toBeNull();
    nth(1).answer([at('a', 1)], 300);
    await quiet(s);
    s.want('all');
    expect(s.state.value.loading).toBe(false);
  });

  it('asked for with other words stays in sight until the answer to them is there', async () => {
    const s = await filled([at('a', 1)]);
    s.want(view, [['net', 'other']]);
    expect(ids(s)).toEqual(['a']);
    await requests(2);
    expect(nth(2).net).toBe('other');
    nth(2).answer([at('b', 2)]);
    await quiet(s);
    expect(ids(s)).toEqual(['b']);
  });

  it('asked for with other words replaces the request with the words before', async () => {
    const s = store();
    s.want(view, [['net', 'one']]);
    await requests(1);
    s.want(view, [['net', 'two']]);
    await requests(2);
    expect([nth(1).signal.aborted, nth(2).net]).toEqual([true, 'two']);
    nth(2).answer([]);
    await quiet(s);
    expect(s.state.value.error).toBeNull();
  });

  it('is fetched as it is seen, at every move, where its number is told', async () => {
    const s = exact();
    s.want(view);
    await requests(1);
    expect(nth(1).bbox).toBe('10.000000,10.000000,12.000000,12.000000');
    nth(1).answer([at('a', 1)]);
    await quiet(s);
    s.want(view);
    expect(s.state.value.loading).toBe(false);
    s.want([10.5, 10.5, 11, 11]);
    await requests(2);
  });
});

describe('a newer request', () => {
  it('aborts the one that it replaces, whose answer counts no more', async () => {
    const s = store();
    s.want(view);
    await requests(1);
    s.want(far);
    await requests(2);
    expect(nth(1).signal.aborted).toBe(true);
    nth(2).answer([at('b', 1, [51, 51])]);
    await quiet(s);
    expect(ids(s)).toEqual(['b']);
    expect(s.state.value.error).toBeNull();
  });

  it('is made on the way back, so that the view that was left does not take the place of this one', async () => {
    const s = await filled([at('a', 1)]);
    s.want(far);
    await requests(2);
    s.want(view);
    nth(2).answer([at('b', 1, [51, 51])]);
    await requests(3);
    nth(3).answer([at('a', 1)]);
    await quiet(s);
    expect(ids(s)).toEqual(['a']);
  });

  it('for what may have changed asks for the view in effect, not for the one before', async () => {
    const s = await filled([at('a', 1)]);
    s.want(far);
    await requests(2);
    void s.again();
    await requests(3);
    expect(nth(3).bbox).toBe(nth(2).bbox);
  });
});

describe('a failure', () => {
  it('is told, and keeps what was there', async () => {
    const s = await filled([at('a', 1)]);
    s.want(far);
    await requests(2);
    nth(2).fail();
    await quiet(s);
    expect(s.state.value.error?.status).toBe(0);
    expect(ids(s)).toEqual(['a']);
  });

  it('of the first request is mended by trying again', async () => {
    const s = store();
    s.want(view);
    await requests(1);
    nth(1).fail();
    await quiet(s);
    void s.again();
    await requests(2);
    nth(2).answer([at('a', 1)]);
    await quiet(s);
    expect([ids(s), s.state.value.error]).toEqual([['a'], null]);
  });

  it('has the same view fetched again', async () => {
    const s = store();
    s.want(view);
    await requests(1);
    nth(1).fail();
    await quiet(s);
    s.want(view);
    await requests(2);
  });

  it('does not come from forgetting', async () => {
    const s = store();
    s.want(view);
    await requests(1);
    s.forget();
    await quiet(s);
    expect(s.state.value).toEqual({ features: [], matched: 0, asked: null, loading: false, error: null });
  });
});

describe('a change', () => {
  it.each([
    ['the newest', 9, ['new', 'c', 'b', 'a']],
    ['one between', 4, ['c', 'new', 'b', 'a']],
    ['the oldest', 0, ['c', 'b', 'a', 'new']],
  ])('puts in %s where it belongs, and counts it', async (_, minute, expected) => {
    const s = await filled([at('c', 5), at('b', 3), at('a', 1)]);
    s.change('new', at('new', minute), newer);
    expect([ids(s), s.state.value.matched]).toEqual([expected, 4]);
  });

  it('replaces a case that is there already, and counts it once', async () => {
    const s = await filled([at('c', 5), at('b', 3)]);
    s.change('c', at('c', 1), newer);
    expect([ids(s), s.state.value.matched]).toEqual([['b', 'c'], 2]);
  });

  it('of a case that the limit had cut off, or moves there, leaves the ones that are shown as they were', async () => {
    const s = await filled([at('c', 5), at('b', 3)], 300);
    const before = s.state.value;
    s.change('a', at('a', 1), newer);
    expect(s.state.value).toBe(before);
    s.change('c', at('c', 1), newer);
    expect([ids(s), s.state.value.matched]).toEqual([['b'], 300]);
  });

  it('takes out a case that is gone or has moved away', async () => {
    const s = await filled([at('c', 5), at('b', 3), at('a', 1)], 300);
    s.change('c', null, newer);
    s.change('b', at('b', 3, [51, 51]), newer);
    expect([ids(s), s.state.value.matched]).toEqual([['a'], 298]);
  });

  it('beyond what was asked for, or before anything was, changes nothing', async () => {
    const s = await filled([at('a', 1)]);
    const before = s.state.value;
    s.change('b', at('b', 2, [51, 51]), newer);
    s.change('c', null, newer);
    expect(s.state.value).toBe(before);
    const empty = store();
    empty.change('a', at('a', 1), newer);
    expect(ids(empty)).toEqual([]);
  });

  it('that comes while an answer is on its way is not lost with it', async () => {
    const s = await filled([at('b', 3), at('a', 1)]);
    void s.again();
    await requests(2);
    s.change('new', at('new', 9), newer);
    s.change('a', null, newer);
    nth(2).answer([at('b', 3), at('a', 1)]);
    await quiet(s);
    expect([ids(s), s.state.value.matched]).toEqual([['new', 'b'], 2]);
  });
});

describe('bounds', () => {
  it('are widened on each side, but not beyond the earth', () => {
    expect(widen([0, 0, 2, 4])).toEqual([-1, -2, 3, 6]);
    expect(widen([-180, -90, 180, 90])).toEqual([-180, -90, 180, 90]);
  });

  it('cover themselves and what is within, not what sticks out', () => {
    expect(covers(view, view)).toBe(true);
    expect(covers([9, 9, 13, 13], view)).toBe(true);
    for (const side of [0, 1, 2, 3]) {
      const out = [...view] as [number, number, number, number];
      out[side] = (out[side] as number) + (side < 2 ? -0.1 : 0.1);
      expect(covers(view, out)).toBe(false);
    }
  });
});
