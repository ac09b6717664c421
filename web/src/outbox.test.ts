import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from './api/client.ts';
import type { Receipt, ReportIn } from './api/types.ts';
import {
  dismiss,
  keepReceipts,
  lasting,
  memoryShelf,
  Outbox,
  openShelf,
  ours,
  type Shelf,
  sentLater,
  type Waiting,
  waiting,
} from './outbox.ts';
import { enter, me } from './session.ts';
import { json, receipt } from './testing/fixtures.ts';
import { account } from './testing/staff.ts';

const body = (words: string): ReportIn => ({
  lon: 0.5,
  lat: 0.5,
  datum: 'wgs84',
  category: '06013',
  description: words,
});
const kept = (key: string, keptAt: number): Waiting => ({ key, body: body(key), keptAt });
const problem = { type: '/problems/invalid', title: '', status: 400, detail: 'unknown category' };
const offline = () => new Refusal(0, null);
const keys = () => waiting.value.map((w) => w.key);

/** Answers each attempt as the test says, and notes what was tried. */
function service(shelf: Shelf) {
  const tried: string[] = [];
  const answer = vi.fn<(report: Waiting) => Promise<Receipt>>(async () => receipt);
  const box = new Outbox(shelf, (report) => {
    tried.push(report.key);
    return answer(report);
  });
  return { box, tried, answer };
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  waiting.value = [];
  sentLater.value = [];
  lasting.value = true;
});

describe('a report from a patrol', () => {
  const patrol = { ...body('pipe'), patrol: true };
  const [ann, bob] = [account({ id: 1 }), account({ id: 2 })];
  beforeEach(() => void enter(ann));
  afterEach(() => {
    enter(null);
    vi.unstubAllGlobals();
  });

  it('waits for its author, and is neither sent nor seen while somebody else or nobody is signed in', async () => {
    const { box, tried, answer } = service(memoryShelf());
    answer.mockRejectedValueOnce(new Refusal(401, null));
    expect(await box.submit(patrol)).toMatchObject({ kind: 'kept', signIn: true });
    const seen = [ours.value.length];
    for (const other of [bob, null]) {
      enter(other);
      await box.flush();
      seen.push(ours.value.length);
    }
    expect([seen, tried.length, waiting.value[0]?.account]).toEqual([[1, 0, 0], 1, 1]);
    enter(ann);
    await box.flush();
    expect([tried.length, waiting.value]).toEqual([2, []]);
  });

  it('holds up no public one, which has no account', async () => {
    const { box, tried, answer } = service(memoryShelf());
    answer.mockRejectedValueOnce(offline());
    await box.submit(patrol);
    enter(bob);
    answer.mockRejectedValueOnce(offline());
    await box.submit(body('tree'));
    await box.flush();
    expect([tried.length, keys().length, waiting.value[0]?.account]).toEqual([3, 1, 1]);
  });

  it('is kept where the service says that somebody else is signed in, and the page asks who', async () => {
    vi.stubGlobal('fetch', async () => json({ account: bob }));
    const { box, answer } = service(memoryShelf());
    answer.mockRejectedValueOnce(new Refusal(412, null));
    expect(await box.submit(patrol)).toMatchObject({ kind: 'kept', signIn: true });
    await vi.waitFor(() => expect(me.value?.id).toBe(2));
    expect([waiting.value.length, ours.value]).toEqual([1, []]);
  });

  it('says in whose name it is meant; one that doesn’t know goes out as anybody’s', async () => {
    const sent: unknown[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      sent.push([request.headers.get('Wangge-Account'), (await request.json()).patrol]);
      return json(receipt, 201);
    });
    const shelf = memoryShelf();
    const box = new Outbox(shelf);
    await box.submit(patrol);
    await shelf.put({ key: 'before-accounts', body: patrol, keptAt: 0 });
    await box.submit(body('tree'));
    await box.flush();
    expect(sent).toEqual([
      ['1', true],
      [null, undefined],
      [null, false],
    ]);
  });
});

describe('a report that is submitted', () => {
  it('is on the shelf before the first byte leaves', async () => {
    const shelf = memoryShelf();
    const { box, answer } = service(shelf);
    let there: Waiting[] = [];
    answer.mockImplementation(async () => {
      there = await shelf.all();
      return receipt;
    });
    await box.submit(body('pipe'));
    expect(there.map((w) => [w.body, w.keptAt])).toEqual([[body('pipe'), 1_000_000]]);
  });

  it('has a key of its own, of 128 bits', async () => {
    const { box, tried } = service(memoryShelf());
    await box.submit(body('a'));
    await box.submit(body('a'));
    expect(tried).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(tried[0]).not.toBe(tried[1]);
  });

  it('leaves the shelf when it was received', async () => {
    const shelf = memoryShelf();
    expect(await service(shelf).box.submit(body('a'))).toEqual({ kind: 'sent', receipt });
    expect([await shelf.all(), waiting.value]).toEqual([[], []]);
  });

  it('stays on the shelf when nobody answered', async () => {
    const shelf = memoryShelf();
    const { box, answer } = service(shelf);
    answer.mockRejectedValue(offline());
    expect(await box.submit(body('a'))).toEqual({ kind: 'kept', key: expect.any(String) });
    expect(await shelf.all()).toHaveLength(1);
    expect(waiting.value).toHaveLength(1);
  });

  it('goes back to its author when it was refused', async () => {
    const shelf = memoryShelf();
    const { box, answer } = service(shelf);
    answer.mockRejectedValue(new Refusal(400, problem));
    expect(await box.submit(body('a'))).toEqual({ kind: 'refused', status: 400, problem });
    expect([await shelf.all(), waiting.value]).toEqual([[], []]);
  });

  it('is sent all the same where the shelf takes nothing', async () => {
    const full: Shelf = { ...memoryShelf(), put: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) };
    const { box, tried } = service(full);
    expect(await box.submit(body('a'))).toEqual({ kind: 'sent', receipt });
    expect(tried).toHaveLength(1);
  });

  it('waits in memory, and the page says so, where the shelf takes nothing and nobody answers', async () => {
    const full: Shelf = { ...memoryShelf(), put: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) };
    const { box, answer } = service(full);
    answer.mockRejectedValueOnce(offline());
    expect(await box.submit(body('a'))).toEqual({ kind: 'kept', key: expect.any(String) });
    expect([waiting.value.length, lasting.value]).toEqual([1, false]);
    await box.flush();
    expect([waiting.value.length, sentLater.value.length]).toEqual([0, 1]);
  });

  it('is not sent a second time by a flush while it is on its way', async () => {
    const { box, tried, answer } = service(memoryShelf());
    let arrive = (_: Receipt) => {};
    answer.mockImplementation(
      () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    );
    const submitted = box.submit(body('a'));
    await vi.waitFor(() => expect(tried).toHaveLength(1));
    await box.flush();
    arrive(receipt);
    expect(await submitted).toEqual({ kind: 'sent', receipt });
    expect(tried).toHaveLength(1);
  });
});

describe('a flush', () => {
  async function three() {
    const shelf = memoryShelf();
    for (const [key, at] of [
      ['second', 2],
      ['third', 3],
      ['first', 1],
    ] as const)
      await shelf.put(kept(key, at));
    return { shelf, ...service(shelf) };
  }

  it('sends the oldest first, with the key that each was kept with, and tells of the receipts', async () => {
    const { box, shelf, tried } = await three();
    await box.flush();
    expect(tried).toEqual(['first', 'second', 'third']);
    expect(await shelf.all()).toEqual([]);
    expect(sentLater.value).toHaveLength(3);
  });

  it('stops at the first that does not get through', async () => {
    const { box, tried, answer } = await three();
    answer.mockResolvedValueOnce(receipt).mockRejectedValueOnce(new Refusal(503, null));
    await box.flush();
    expect(tried).toEqual(['first', 'second']);
    expect(keys()).toEqual(['second', 'third']);
  });

  it('goes on past one that is refused, and never sends that again', async () => {
    const { box, tried, answer } = await three();
    answer.mockRejectedValueOnce(new Refusal(400, problem));
    await box.flush();
    expect(tried).toEqual(['first', 'second', 'third']);
    expect(waiting.value).toEqual([{ ...kept('first', 1), refused: problem }]);
    await box.flush();
    expect(tried).toHaveLength(3);
  });

  it('never sends again what was refused without words either', async () => {
    const { box, tried, answer } = await three();
    answer.mockRejectedValue(new Refusal(413, null));
    await box.flush();
    await box.flush();
    expect(tried).toHaveLength(3);
    expect(waiting.value.map((w) => w.refused)).toEqual([null, null, null]);
  });

  it('runs once however often it is asked for', async () => {
    const { box, tried } = await three();
    await Promise.all([box.flush(), box.flush(), box.flush()]);
    expect(tried).toHaveLength(3);
  });

  it('leaves out what was deleted while it ran', async () => {
    const { box, tried, answer } = await three();
    answer.mockImplementationOnce(async () => {
      await box.drop('second');
      return receipt;
    });
    await box.flush();
    expect(tried).toEqual(['first', 'third']);
  });

  it('does not bring back what was deleted while it was being refused', async () => {
    const { box, answer } = await three();
    answer.mockImplementationOnce(async () => {
      await box.drop('first');
      throw new Refusal(400, problem);
    });
    await box.flush();
    expect(waiting.value).toEqual([]);
  });
});

describe('the next attempt', () => {
  async function one(failure: Refusal) {
    const shelf = memoryShelf();
    await shelf.put(kept('a', 1));
    const s = service(shelf);
    s.answer.mockRejectedValueOnce(failure);
    await s.box.flush();
    expect(s.tried).toEqual(['a']);
    return s;
  }

  it.each([
    ['when the service asked for it', new Refusal(429, null, 60), 60],
    ['after 15 s when it named no time', new Refusal(503, null), 15],
    ['after 15 s when nobody answered', offline(), 15],
    ['after a second at the soonest', new Refusal(503, null, 0), 1],
  ])('comes by itself %s', async (_, failure, seconds) => {
    const { tried } = await one(failure);
    await vi.advanceTimersByTimeAsync(seconds * 1000 - 1);
    expect(tried).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(tried).toEqual(['a', 'a']);
    await vi.waitFor(() => expect(waiting.value).toEqual([]));
  });

  it('does not come once the report has been sent', async () => {
    const { box, tried } = await one(offline());
    await box.flush();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tried).toEqual(['a', 'a']);
  });
});

describe('what was deleted', () => {
  it('is off the shelf, and comes back as it was', async () => {
    const shelf = memoryShelf();
    await shelf.put(kept('a', 1));
    await shelf.put(kept('b', 2));
    const { box } = service(shelf);
    await box.drop('a');
    expect(keys()).toEqual(['b']);
    await box.restore(kept('a', 1));
    expect(waiting.value).toEqual([kept('a', 1), kept('b', 2)]);
    expect(await shelf.all()).toHaveLength(2);
  });

  it('is sent before long once it has come back', async () => {
    const shelf = memoryShelf();
    const { box, tried } = service(shelf);
    await box.restore(kept('a', 1));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(tried).toEqual(['a']);
  });

  it('still waits as long as the service asked when it has come back', async () => {
    const shelf = memoryShelf();
    await shelf.put(kept('a', 1));
    const { box, tried, answer } = service(shelf);
    answer.mockRejectedValueOnce(new Refusal(429, null, 60));
    await box.flush();
    await box.drop('a');
    await box.restore(kept('a', 1));
    await vi.advanceTimersByTimeAsync(59_999);
    expect(tried).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(1);
    expect(tried).toEqual(['a', 'a']);
  });
});

describe('the shelf', () => {
  beforeEach(() => {
    vi.useRealTimers(); // the database runs on timers of its own
    vi.stubGlobal('indexedDB', new IDBFactory());
  });

  it('outlives the page', async () => {
    const first = await openShelf();
    await first.put(kept('a', 1));
    await first.put(kept('b', 2));
    await first.put({ ...kept('b', 2), refused: problem });
    await first.drop('a');
    expect(await (await openShelf()).all()).toEqual([{ ...kept('b', 2), refused: problem }]);
    expect(lasting.value).toBe(true);
  });

  it('holds for the visit, and says so, where the browser has no database', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const shelf = await openShelf();
    expect(lasting.value).toBe(false);
    await shelf.put(kept('a', 1));
    await shelf.put(kept('b', 2));
    await shelf.drop('b');
    expect(await shelf.all()).toEqual([kept('a', 1)]);
  });

  it('holds for the visit, and says so, where the browser refuses one', async () => {
    const refusing = {
      open: () => {
        throw new DOMException('private', 'InvalidStateError');
      },
    };
    vi.stubGlobal('indexedDB', refusing);
    await openShelf();
    expect(lasting.value).toBe(false);
  });

  it('is sent from when the page is opened, comes online or comes into sight', async () => {
    await (await openShelf()).put(kept('a', 1));
    const sent: string[] = [];
    const fetched = vi.fn(async (request: Request) => {
      sent.push(request.headers.get('Idempotency-Key') ?? '');
      throw new TypeError('no network');
    });
    vi.stubGlobal('fetch', fetched);
    vi.resetModules();
    const { outbox } = await import('./outbox.ts');
    const box = await outbox();
    expect(await outbox()).toBe(box);
    await vi.waitFor(() => expect(sent).toEqual(['a']));
    await box.flush();
    const before = sent.length;
    dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(sent.length).toBe(before + 1));
    await box.flush();
    const again = sent.length;
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.waitFor(() => expect(sent.length).toBe(again + 1));
  });
});

describe('receipts of reports that went out while nobody looked', () => {
  it('outlive the page until they are dismissed', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    keepReceipts(storage)();
    const stop = keepReceipts(storage);
    sentLater.value = [receipt];
    stop();
    sentLater.value = [];
    const again = keepReceipts(storage);
    expect(sentLater.value).toEqual([receipt]);
    dismiss(receipt);
    again();
    expect(JSON.parse(kept.get('wangge.sent') ?? '')).toEqual([]);
  });

  it('do not hinder the page where what was kept is not understood', () => {
    const stop = keepReceipts({ getItem: () => '{', setItem: () => {} });
    expect(sentLater.value).toEqual([]);
    stop();
  });

  it('are shown though the shelf could not drop the report', async () => {
    const stuck: Shelf = { ...memoryShelf(), drop: () => Promise.reject(new DOMException('stuck')) };
    const { box } = service(stuck);
    expect(await box.submit(body('a'))).toEqual({ kind: 'sent', receipt });
  });
});
