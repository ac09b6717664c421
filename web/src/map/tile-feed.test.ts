import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../api/client.ts';
import { parseTile, type TileAnswer, TileFeed, type TileID } from './tile-feed.ts';

/** Requests under way, oldest first: the test answers them when it wants to. */
const asked: { url: string; signal: AbortSignal; answer(words: string): void; fail(error: unknown): void }[] = [];
const view = { reload: vi.fn<() => void>(), refresh: vi.fn<(tiles: readonly TileID[]) => void>() };
const tile = { z: 2, x: 1, y: 3 };
let feed: TileFeed;

function fetch(url: string, signal: AbortSignal): Promise<TileAnswer> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('replaced', 'AbortError')));
    const answer = (words: string) => resolve({ data: new TextEncoder().encode(words).buffer, etag: words });
    asked.push({ url, signal, answer, fail: reject });
  });
}
const nth = (n: number) => asked[n - 1] as (typeof asked)[number];
const load = (at: TileID = tile, signal = new AbortController().signal) => feed.load(at, signal).then((a) => a.etag);
/** Lets everything go on that waits for nothing but its turn. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const refreshed = () => view.refresh.mock.calls.map(([tiles]) => tiles.map(({ z, x, y }) => `${z}/${x}/${y}`));

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  view.reload.mockReset();
  view.refresh.mockReset();
  feed = new TileFeed(fetch);
  feed.attach(view);
  feed.show('/tiles/all/{z}/{x}/{y}.mvt?layer=hazards');
});
afterEach(() => vi.useRealTimers());

describe('a tile', () => {
  it('comes from the address in effect', async () => {
    const got = load();
    expect(nth(1).url).toBe('/tiles/all/2/1/3.mvt?layer=hazards');
    nth(1).answer('a');
    expect(await got).toBe('a');
  });

  it('is empty while there is no address', async () => {
    feed.show(null);
    expect((await feed.load(tile, new AbortController().signal)).data.byteLength).toBe(0);
    expect(asked).toEqual([]);
  });

  it('that is wanted no more is asked for no more', async () => {
    const stop = new AbortController();
    const got = load(tile, stop.signal);
    stop.abort();
    await expect(got).rejects.toThrow('replaced');
    expect([nth(1).signal.aborted, asked.length, feed.error.value]).toEqual([true, 1, null]);
  });
});

describe('another address', () => {
  it('has the map load its tiles, and is the only one that answers from then on', async () => {
    view.reload.mockReset();
    const got = load();
    feed.show('/tiles/all/{z}/{x}/{y}.mvt?layer=other');
    expect(view.reload).toHaveBeenCalledTimes(1);
    await settle();
    expect([nth(1).signal.aborted, nth(2).url]).toEqual([true, '/tiles/all/2/1/3.mvt?layer=other']);
    nth(2).answer('new');
    expect(await got).toBe('new');
  });

  it('that is the same changes nothing', () => {
    view.reload.mockReset();
    feed.show('/tiles/all/{z}/{x}/{y}.mvt?layer=hazards');
    expect(view.reload).not.toHaveBeenCalled();
  });

  it('can be fetched ahead; what was is taken once, and only as long as nothing changed', async () => {
    const next = '/tiles/all/{z}/{x}/{y}.mvt?from=2026-01-02';
    const ready = feed.ahead(next, [tile], new AbortController().signal);
    nth(1).answer('ahead');
    await ready;
    feed.show(next);
    expect(await load()).toBe('ahead');
    const again = load();
    await settle();
    nth(2).answer('again');
    expect(await again).toBe('again');

    const later = '/tiles/all/{z}/{x}/{y}.mvt?from=2026-01-03';
    void feed.ahead(later, [tile], new AbortController().signal);
    nth(3).answer('old');
    feed.stale('2/1/3');
    feed.show(later);
    void load();
    await settle();
    expect(asked).toHaveLength(4);
  });

  it('whose tiles could not be fetched ahead is asked anew', async () => {
    const next = '/tiles/all/{z}/{x}/{y}.mvt?from=2026-01-02';
    const ready = feed.ahead(next, [tile], new AbortController().signal);
    nth(1).fail(new Refusal(0, null));
    await ready;
    feed.show(next);
    const got = load();
    await settle();
    nth(2).answer('here');
    expect(await got).toBe('here');
  });
});

describe('a stale tile', () => {
  it('is refreshed with those above it, and no others', async () => {
    feed.stale('3/5/2');
    await settle();
    expect(refreshed()).toEqual([['3/5/2', '2/2/1', '1/1/0', '0/0/0']]);
  });

  it('is refreshed at once, and a burst of them once a second', async () => {
    feed.stale('1/0/0');
    await settle();
    for (let i = 0; i < 50; i++) {
      feed.stale('1/1/1');
      await vi.advanceTimersByTimeAsync(30);
    }
    expect(view.refresh.mock.calls.length).toBe(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(view.refresh.mock.calls.length).toBe(3);
  });

  it('is remembered until it has been fetched: it may come into view later', async () => {
    feed.stale('1/1/1');
    await settle();
    const got = load({ z: 1, x: 1, y: 1 });
    nth(1).answer('fresh');
    await got;
    feed.viewed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(refreshed()[1]).toEqual(['0/0/0']);
  });

  it('on its way is fetched once more: the answer may be older than the change', async () => {
    const got = load();
    feed.stale('2/1/3');
    nth(1).answer('old');
    await settle();
    nth(2).answer('new');
    expect(await got).toBe('new');
  });

  it('that stays so while it is fetched does not hold the map up for ever', async () => {
    const got = load();
    for (const words of ['one', 'two']) {
      feed.stale('2/1/3');
      nth(asked.length).answer(words);
      await settle();
    }
    expect(await got).toBe('two');
    await vi.advanceTimersByTimeAsync(2000);
    expect(refreshed().at(-1)).toContain('2/1/3');
  });

  it('is not told of when it has no sound name', async () => {
    for (const name of ['', '1/2', '1/2/3/4', 'a/b/c', '-1/0/0', '1.5/0/0', '99/0/0']) feed.stale(name);
    await vi.advanceTimersByTimeAsync(2000);
    expect(view.refresh).not.toHaveBeenCalled();
  });

  it('among too many has all tiles loaded anew', async () => {
    view.reload.mockReset();
    for (let x = 0; x < 4096; x++) feed.stale(`12/${x}/7`);
    await settle();
    expect([view.reload.mock.calls.length, view.refresh.mock.calls.length]).toEqual([1, 0]);
  });

  it('is nobody’s business once the map is gone', async () => {
    feed.attach(view)();
    feed.stale('1/1/1');
    await vi.advanceTimersByTimeAsync(2000);
    expect(view.refresh).not.toHaveBeenCalled();
  });
});

describe('a failure', () => {
  it('is told, and mended by trying again', async () => {
    const got = load();
    nth(1).fail(new Refusal(503, null));
    await expect(got).rejects.toThrow();
    expect(feed.error.value?.status).toBe(503);
    feed.retry();
    expect([refreshed(), feed.error.value]).toEqual([[['2/1/3']], null]);
    const next = load();
    nth(2).answer('here');
    expect(await next).toBe('here');
    view.refresh.mockReset();
    feed.retry();
    expect(view.refresh).not.toHaveBeenCalled();
  });
});

describe('the name of a tile', () => {
  it('is zoom, column and row', () => {
    expect(parseTile('18/213456/109876')).toEqual({ z: 18, x: 213456, y: 109876 });
  });
});
