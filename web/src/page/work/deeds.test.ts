import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../api/client.ts';
import { me } from '../../session.ts';
import { json } from '../../testing/fixtures.ts';
import { account, caseFile } from '../../testing/staff.ts';
import { type Deed, type DeedShelf, Deeds, deeds, leftOver, newKey, openDeedShelf, undoMs } from './deeds.ts';

const deed = (key: string, more: Partial<Deed> = {}): Deed => ({
  key,
  account: 1,
  caseId: 'c1',
  number: 'WG-1',
  title: { zh: '立案', en: 'File' },
  to: '',
  path: '/api/v1/cases/c1/actions',
  body: { action: 'file', version: 3 },
  due: 0,
  state: 'held',
  ...more,
});

function memory(...kept: Deed[]) {
  const shelf = new Map(kept.map((d) => [d.key, d]));
  const own: DeedShelf = {
    put: async (d) => void shelf.set(d.key, d),
    drop: async (key) => void shelf.delete(key),
    all: async () => [...shelf.values()],
  };
  return { shelf, own };
}

/** Who is signed in, as the box is told. */
let who: number | null = 1;

function box(...kept: Deed[]) {
  const { shelf, own } = memory(...kept);
  const sent: string[] = [];
  const done: string[] = [];
  const answer = vi.fn<(d: Deed) => Promise<void>>(async () => {});
  const own_ = new Deeds(
    own,
    (d) => done.push(d.key),
    async (d, leaving) => {
      sent.push(d.key + (leaving ? ' leaving' : ''));
      await answer(d);
      return caseFile();
    },
    () => who,
  );
  return { box: own_, shelf, own, sent, done, answer };
}

const states = () => deeds.value.map((d) => `${d.key} ${d.state}`);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  deeds.value = [];
  who = 1;
});

describe('what somebody did', () => {
  it('can be undone for ten seconds, and then nothing is sent', async () => {
    const b = box();
    b.box.hold(deed('a'));
    await vi.advanceTimersByTimeAsync(undoMs - 1);
    expect(b.box.undo('a')?.key).toBe('a');
    await vi.advanceTimersByTimeAsync(undoMs);
    expect([b.sent, deeds.value, b.shelf.size]).toEqual([[], [], 0]);
  });

  it('goes out after ten seconds, and is forgotten when the service has it', async () => {
    const b = box();
    b.box.hold(deed('a'));
    await vi.advanceTimersByTimeAsync(undoMs);
    expect([b.sent, b.done, deeds.value, b.shelf.size]).toEqual([['a'], ['a'], [], 0]);
  });

  it('is kept on the device from the first moment', async () => {
    const b = box();
    b.box.hold(deed('a'));
    await vi.advanceTimersByTimeAsync(0);
    expect([...b.shelf.keys()]).toEqual(['a']);
  });

  it('goes out at once when the page is left, once only', async () => {
    const b = box();
    b.box.hold(deed('a'));
    b.box.hold(deed('b'));
    await Promise.all([b.box.flush(null, true), b.box.flush(null, true)]);
    expect(b.sent).toEqual(['a leaving', 'b leaving']);
  });

  it('can’t be undone once it is on its way', async () => {
    const b = box();
    b.answer.mockImplementation(() => new Promise(() => {}));
    b.box.hold(deed('a'));
    void b.box.flush('a');
    expect([b.box.undo('a'), states()]).toEqual([null, ['a sending']]);
  });

  it('waits where nobody answers, and is sent again under the same key', async () => {
    const b = box();
    b.answer.mockRejectedValueOnce(new Refusal(0, null));
    b.box.hold(deed('a'));
    await vi.advanceTimersByTimeAsync(undoMs);
    expect([states(), b.shelf.size]).toEqual([['a waiting'], 1]);
    await vi.advanceTimersByTimeAsync(15_000);
    expect([b.sent, deeds.value]).toEqual([['a', 'a'], []]);
  });

  it('waits for a sign-in', async () => {
    const b = box();
    b.answer.mockRejectedValueOnce(new Refusal(401, null));
    b.box.hold(deed('a'));
    await b.box.flush();
    expect(states()).toEqual(['a waiting']);
  });

  it.each([
    [409, 'conflict'],
    [403, 'refused'],
    [400, 'refused'],
  ])('stays on the screen with what was typed when the service says %d', async (status, state) => {
    const b = box();
    const problem = { type: '', title: '', status, detail: 'no' };
    b.answer.mockRejectedValueOnce(new Refusal(status, problem));
    b.box.hold(deed('a', { body: { action: 'note', version: 3, note: 'typed' } }));
    await b.box.flush();
    expect(deeds.value).toMatchObject([{ state, problem, body: { note: 'typed' } }]);
    expect(b.shelf.size).toBe(0);
    await b.box.flush();
    expect(b.sent).toEqual(['a']);
  });
});

describe('what one person did', () => {
  it('is not sent while somebody else is signed in, and goes out when its author is back', async () => {
    const b = box();
    b.answer.mockRejectedValueOnce(new Refusal(401, null));
    b.box.hold(deed('a'));
    await b.box.flush();
    who = 2;
    await b.box.turnTo(2);
    await b.box.flush(null, true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([b.sent, deeds.value, [...b.shelf.keys()]]).toEqual([['a'], [], ['a']]);
    who = 1;
    await b.box.turnTo(1);
    await vi.advanceTimersByTimeAsync(0);
    expect([b.sent, b.shelf.size]).toEqual([['a', 'a'], 0]);
  });

  it('stays on the screen while nobody is signed in, and is not sent', async () => {
    const b = box();
    b.box.hold(deed('a'));
    who = null;
    await b.box.turnTo(null);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([b.sent, states(), b.shelf.size]).toEqual([[], ['a waiting'], 1]);
  });

  it('is not sent for another who has signed in in another tab, though this page has not heard of it', async () => {
    const b = box();
    b.box.hold(deed('a'));
    who = 2;
    await vi.advanceTimersByTimeAsync(60_000);
    expect([b.sent, b.shelf.size]).toEqual([[], 1]);
  });

  it('waits where the service says that somebody else is signed in, and the page asks who', async () => {
    const asked = vi.fn(async () => json({ account: account({ id: 2 }) }));
    vi.stubGlobal('fetch', asked);
    const b = box();
    b.answer.mockRejectedValueOnce(new Refusal(412, null));
    b.box.hold(deed('a'));
    await b.box.flush();
    expect([states(), deeds.value[0]?.signIn, b.shelf.size]).toEqual([['a waiting'], true, 1]);
    await vi.waitFor(() => expect(me.value?.id).toBe(2));
  });

  it('says in whose name it is meant', async () => {
    const sent: (string | null)[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      sent.push(request.headers.get('Wangge-Account'));
      return json(caseFile());
    });
    const own = new Deeds(
      memory().own,
      () => {},
      undefined,
      () => 1,
    );
    own.hold(deed('a'));
    await own.flush();
    expect(sent).toEqual(['1']);
  });

  it('is spoken of when they are back, though not what is only about to go out', async () => {
    const b = box(
      { ...deed('late'), state: 'held', due: 999_000 },
      { ...deed('soon'), state: 'held', due: 1_005_000 },
      { ...deed('another’s', { account: 2 }), state: 'held', due: 0 },
    );
    await b.box.turnTo(1);
    await b.box.turnTo(1);
    expect(leftOver.value).toBe(1);
    who = 2;
    await b.box.turnTo(2);
    expect(leftOver.value).toBe(1);
    who = 3;
    await b.box.turnTo(3);
    expect(leftOver.value).toBe(0);
  });

  it('is spoken of however soon they are back, once it was tried', async () => {
    const b = box();
    b.answer.mockRejectedValueOnce(new Refusal(401, null));
    await b.box.turnTo(1);
    b.box.hold(deed('a'));
    await b.box.flush();
    for (const next of [2, 1]) {
      who = next;
      await b.box.turnTo(next);
    }
    expect(leftOver.value).toBe(1);
  });

  it('can’t be sent by anybody where it does not say whose it is', async () => {
    const { account: _, ...nobodys } = deed('a');
    const b = box(nobodys as Deed);
    await b.box.turnTo(1);
    await b.box.flush();
    expect([b.sent, deeds.value, b.shelf.size]).toEqual([[], [], 0]);
  });
});

describe('what an earlier visit left', () => {
  it('goes out when its time is up', async () => {
    const b = box(deed('old', { due: 999_000 }), deed('young', { due: 1_004_000 }));
    await b.box.turnTo(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(b.sent).toEqual(['old']);
    await vi.advanceTimersByTimeAsync(4000);
    expect(b.sent).toEqual(['old', 'young']);
  });

  it('is not sent where another tab has undone it', async () => {
    const b = box(deed('a', { due: 1_004_000 }));
    await b.box.turnTo(1);
    b.shelf.delete('a');
    await vi.advanceTimersByTimeAsync(4000);
    expect([b.sent, deeds.value]).toEqual([[], []]);
  });

  it('waits where the device does not say whether it was undone', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const b = box(deed('a', { due: 1_004_000 }));
    await b.box.turnTo(1);
    const { all } = b.own;
    b.own.all = () => Promise.reject(new Error('the disk is full'));
    await vi.advanceTimersByTimeAsync(4000);
    expect([b.sent, states()]).toEqual([[], ['a waiting']]);
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
    b.own.all = all;
    await b.box.flush();
    expect([b.sent, states()]).toEqual([['a'], []]);
  });

  it('is found in the browser’s database', async () => {
    vi.useRealTimers();
    vi.stubGlobal('indexedDB', new IDBFactory());
    await (await openDeedShelf()).put(deed('a'));
    const again = await openDeedShelf();
    expect(await again.all()).toEqual([deed('a')]);
    await again.drop('a');
    expect(await again.all()).toEqual([]);
  });

  it('is nothing where the browser has no database', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const shelf = await openDeedShelf();
    await shelf.put(deed('a'));
    expect(await shelf.all()).toEqual([]);
  });
});

it('gives every deed a key of its own, of 128 bits', () => {
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(newKey()).not.toBe(newKey());
});
