import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lang } from '../settings.ts';
import { json } from '../testing/fixtures.ts';
import { aborted, api, fetchBytes, fetchLayer, Refusal, take } from './client.ts';

const problem = {
  type: '/problems/invalid',
  title: 'Not valid',
  status: 400,
  detail: 'bbox: too wide',
  request_id: 'q1',
};
const fetched = vi.fn<(request: Request) => Promise<Response>>();

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => {
  lang.value = 'zh';
});

/** What asking for the site comes to: the Refusal, or whatever else was thrown. */
const outcome = () => take(api.GET('/api/v1/site')).catch((error: unknown) => error);

describe('an answer', () => {
  it('is its data when all is well', async () => {
    fetched.mockResolvedValue(json({ title: { zh: '丁家', en: 'Dingjia' } }));
    expect(await outcome()).toEqual({ title: { zh: '丁家', en: 'Dingjia' } });
  });

  it('is a refusal with the problem, in its own words, when the service says no', async () => {
    fetched.mockResolvedValue(json(problem, 400));
    const refusal = (await outcome()) as Refusal;
    expect(refusal).toBeInstanceOf(Refusal);
    expect([refusal.status, refusal.problem, refusal.message]).toEqual([400, problem, 'bbox: too wide']);
  });

  it.each([
    ['a page of a proxy', () => new Response('<h1>Bad gateway</h1>', { status: 502 }), 502],
    ['an empty answer', () => new Response(null, { status: 404 }), 404],
    ['JSON that is no problem', () => json({ message: 'x' }, 500), 500],
    ['JSON that is no object', () => json('x', 500), 500],
  ])('is a refusal without a problem when it is %s', async (_, answer, status) => {
    fetched.mockResolvedValue(answer());
    const refusal = (await outcome()) as Refusal;
    expect([refusal.status, refusal.problem, refusal.message]).toEqual([status, null, `status ${status}`]);
  });

  it('is a refusal with status 0 when there is none', async () => {
    fetched.mockRejectedValue(new TypeError('Failed to fetch'));
    expect(await outcome()).toMatchObject({ name: 'Refusal', status: 0, problem: null });
  });

  it('is none when what came with 200 can’t be read, such as the page of a hotel’s network', async () => {
    fetched.mockResolvedValue(new Response('<h1>Please log in</h1>', { status: 200 }));
    expect(await outcome()).toMatchObject({ status: 0, passing: true });
  });

  it('to a request that we took back stays an abort', async () => {
    fetched.mockRejectedValue(new DOMException('gone', 'AbortError'));
    expect(aborted(await outcome())).toBe(true);
    expect(aborted(new Refusal(0, null))).toBe(false);
  });

  it.each([
    ['30', 30],
    ['0', 0],
    ['-1', null],
    ['soon', null],
    ['Wed, 25 Nov 2026 08:00:00 GMT', null],
    [null, null],
  ])('that says Retry-After: %s is tried again after %s seconds', async (header, seconds) => {
    fetched.mockResolvedValue(json(problem, 429, header === null ? {} : { 'Retry-After': header }));
    expect(((await outcome()) as Refusal).retryAfterS).toBe(seconds);
  });
});

describe('a refusal', () => {
  it.each([
    [0, true],
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [409, false],
    [413, false],
    [422, false],
    [429, true],
    [500, true],
    [503, true],
  ])('with status %d may pass: %s', (status, passing) => {
    expect(new Refusal(status, null).passing).toBe(passing);
  });
});

describe('a request', () => {
  it.each([
    ['zh', 'zh-CN'],
    ['en', 'en'],
  ] as const)('asks for the words in the language in use: %s', async (chosen, header) => {
    lang.value = chosen;
    fetched.mockResolvedValue(json({}));
    await outcome();
    expect(fetched.mock.calls[0]?.[0].headers.get('Accept-Language')).toBe(header);
  });

  it('for a layer names bounds to six decimals, the limit and what else narrows it', async () => {
    fetched.mockImplementation(async () => json({ features: [], numberMatched: 0 }));
    await fetchLayer('cells', { bbox: [106.12345678, 29, 107, 30], limit: 5, more: [['net', 'dingjia']] });
    await fetchLayer('hazards', { limit: 7 });
    const urls = fetched.mock.calls.map(([request]) => new URL(request.url));
    expect(urls.map((u) => u.pathname)).toEqual(['/api/v1/layers/cells.geojson', '/api/v1/layers/hazards.geojson']);
    expect(urls.map((u) => Object.fromEntries(u.searchParams))).toEqual([
      { bbox: '106.123457,29.000000,107.000000,30.000000', limit: '5', net: 'dingjia' },
      { limit: '7' },
    ]);
  });
});

describe('bytes', () => {
  const ask = (signal = new AbortController().signal) => fetchBytes('/tiles/all/0/0/0.mvt', signal);
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('come with their ETag', async () => {
    fetched.mockResolvedValue(new Response('abc', { headers: { ETag: '"1"' } }));
    const { data, etag } = await ask();
    expect([new TextDecoder().decode(data), etag]).toEqual(['abc', '"1"']);
    expect(fetched.mock.calls[0]?.[0].url).toBe(`${location.origin}/tiles/all/0/0/0.mvt`);
  });

  it('are asked for again when the service has asked to wait a little', async () => {
    fetched.mockImplementation(async () => json(problem, 429, { 'Retry-After': '2' }));
    const asked = ask();
    await vi.advanceTimersByTimeAsync(1999);
    expect(fetched).toHaveBeenCalledTimes(1);
    fetched.mockImplementation(async () => new Response('abc'));
    await vi.advanceTimersByTimeAsync(1);
    expect((await asked).data.byteLength).toBe(3);
  });

  it.each([
    ['a refusal', 400, {}, 1],
    ['a fault', 500, {}, 1],
    ['a long wait', 503, { 'Retry-After': '60' }, 1],
    ['a service that stays busy', 503, { 'Retry-After': '1' }, 5],
  ])('are given up after %s', async (_, status, headers, times) => {
    fetched.mockImplementation(async () => json(problem, status, headers));
    const outcome = ask().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await outcome).toMatchObject({ name: 'Refusal', status });
    expect(fetched).toHaveBeenCalledTimes(times);
  });

  it('that are wanted no more end as aborted, even while waiting', async () => {
    fetched.mockImplementation(async () => json(problem, 429, { 'Retry-After': '2' }));
    const stop = new AbortController();
    const outcome = ask(stop.signal).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    stop.abort();
    expect(aborted(await outcome)).toBe(true);
  });

  it('without a network end as a refusal of status 0', async () => {
    fetched.mockRejectedValue(new TypeError('no network'));
    expect(await ask().catch((error: unknown) => error)).toMatchObject({ status: 0 });
  });
});
