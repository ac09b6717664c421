import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openShelf, outbox } from '../../outbox.ts';
import { openPhotoShelf, waitingPhotos } from '../../photo-box.ts';
import { enter, me } from '../../session.ts';
import { json } from '../../testing/fixtures.ts';
import { mount } from '../../testing/mount.ts';
import { account, caseFile } from '../../testing/staff.ts';
import { type Deed, deeds, openDeedShelf } from '../work/deeds.ts';
import { SignOut } from './sign-out.tsx';
import { zh } from './words.ts';

const mine = account().id;
const deed = (key: string, of: number): Deed => ({
  key,
  account: of,
  caseId: 'c1',
  number: 'WG-1',
  title: { zh: '立案', en: 'File' },
  to: '',
  path: '/api/v1/cases/c1/actions',
  body: { action: 'file', version: 1 },
  due: 0,
  state: 'held',
});

type Answer = 'done' | 'refused' | 'none';

/** The way out for somebody with one deed that waits, on a device where somebody else has one too; to a service that answers so. */
async function way(answer: Answer = 'done') {
  const sent: string[] = [];
  const service = { answer, reachable: true };
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname}`);
    if (!service.reachable) throw new TypeError('no network');
    if (request.method === 'DELETE') return new Response(null, { status: 204 });
    if (service.answer === 'none') throw new TypeError('no network');
    return service.answer === 'done' ? json(caseFile()) : json({ detail: 'late', status: 409 }, 409);
  });
  const shelf = await openDeedShelf();
  await shelf.put(deed('mine', mine));
  await shelf.put(deed('another’s', mine + 1));
  const p = await mount(<SignOut />);
  await p.press(zh.signOut);
  await vi.waitFor(() => expect(p.texts('[role="alert"]')).toEqual([zh.left(zh.deeds(1))]));
  return { ...p, sent, service, kept: async () => (await shelf.all()).map((d) => d.key).sort() };
}

beforeEach(async () => {
  const shelf = await openDeedShelf();
  for (const { key } of await shelf.all()) await shelf.drop(key);
  deeds.value = [];
  enter(account());
});

const out = () => vi.waitFor(() => expect(me.value).toBeNull());
const post = 'POST /api/v1/cases/c1/actions';
const end = 'DELETE /api/v1/session';

describe('signing out while something waits', () => {
  it('sends what waits before it ends the session', async () => {
    const p = await way();
    await p.press(zh.leftSend);
    await out();
    expect([p.sent, await p.kept()]).toEqual([[post, end], ['another’s']]);
  });

  it('stays signed in where what waits can’t be sent, and says so', async () => {
    const p = await way('none');
    await p.press(zh.leftSend);
    await vi.waitFor(() => expect(p.texts('[role="alert"]')).toEqual([`${zh.leftTried} ${zh.left(zh.deeds(1))}`]));
    expect([p.sent, me.value?.id, await p.kept()]).toEqual([[post], mine, ['another’s', 'mine']]);
  });

  it('says what was not accepted, and leaves only when told again', async () => {
    const p = await way('refused');
    await p.press(zh.leftSend);
    await vi.waitFor(() => expect(p.texts('[role="alert"]')[0]).toContain(zh.leftRefused(1)));
    expect([p.sent, me.value?.id]).toEqual([[post], mine]);
    await p.press(zh.leftOut);
    await out();
  });

  it('keeps what waits for its author', async () => {
    const p = await way();
    await p.press(zh.leftKeep);
    await out();
    expect([p.sent, await p.kept()]).toEqual([[end], ['another’s', 'mine']]);
  });

  it('discards what waits, and nothing of anybody else', async () => {
    const p = await way();
    await p.press(zh.leftDiscard);
    await out();
    expect([p.sent, await p.kept()]).toEqual([[end], ['another’s']]);
  });

  it('can be thought better of', async () => {
    const p = await way();
    await p.press(zh.leftStay);
    expect([p.texts('button'), me.value?.id, p.sent]).toEqual([[zh.signOut], mine, []]);
  });

  it('says that the session goes on where nobody answers', async () => {
    const p = await way();
    p.service.reachable = false;
    await p.press(zh.leftKeep);
    await vi.waitFor(() => expect(p.texts('[role="alert"]')).toEqual([zh.outFailed]));
    expect(me.value?.id).toBe(mine);
  });
});

it('counts photos of cases and reports from a patrol too, and discards them with their photos', async () => {
  vi.stubGlobal('fetch', async (request: Request) => {
    if (request.method === 'DELETE') return new Response(null, { status: 204 });
    throw new TypeError('no network');
  });
  const [photos, reports] = [await openPhotoShelf(), await openShelf()];
  const photo = (id: string, more: object) => ({
    id,
    report: null,
    under: null,
    query: '',
    type: '',
    keptAt: 0,
    ...more,
  });
  const at = '/api/v1/cases/c1/photos';
  await photos.put(photo('p1', { under: at, account: mine }), new ArrayBuffer(1));
  await photos.put(photo('p2', { under: at, account: mine + 1 }), new ArrayBuffer(1));
  await photos.put(photo('p3', { report: 'r1', account: null }), new ArrayBuffer(1));
  const report = (key: string, more: object) => ({ key, body: { category: '06013' } as never, keptAt: 0, ...more });
  await reports.put(report('r1', { account: mine, photos: 1 }));
  await reports.put(report('r2', { account: mine + 1 }));
  await reports.put(report('r3', {}));
  await (await outbox()).refresh();
  const p = await mount(<SignOut />);
  await p.press(zh.signOut);
  const words = zh.left([zh.photos(1), zh.reports(1)].join('、'));
  await vi.waitFor(() => expect(p.texts('[role="alert"]')).toEqual([words]));
  await p.press(zh.leftDiscard);
  await out();
  expect((await reports.all()).map((r) => r.key)).toEqual(['r2', 'r3']);
  expect((await photos.all()).map((q) => q.id)).toEqual(['p2']);
  expect(waitingPhotos.value.map((q) => q.id)).toEqual(['p2']);
});
