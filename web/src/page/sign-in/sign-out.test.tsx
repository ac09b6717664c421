import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import { Refusal } from '../../api/client.ts';
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

/** The way out for somebody with one deed that waits, on a device where somebody else has one too. */
async function way(reachable = true) {
  const sent: string[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname}`);
    if (request.method === 'DELETE') return new Response(null, { status: 204 });
    if (!reachable) throw new Refusal(0, null);
    return json(caseFile());
  });
  const shelf = await openDeedShelf();
  await shelf.put(deed('mine', mine));
  await shelf.put(deed('another’s', mine + 1));
  const p = await mount(<SignOut />);
  await p.press(zh.signOut);
  await vi.waitFor(() => expect(p.texts('[role="alert"]')).toEqual([zh.left(1)]));
  return { ...p, sent, kept: async () => (await shelf.all()).map((d) => d.key) };
}

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  deeds.value = [];
  enter(account());
});

const out = () => vi.waitFor(() => expect(me.value).toBeNull());

it('sends what waits before it ends the session', async () => {
  const p = await way();
  await p.press(zh.leftSend);
  await out();
  expect(p.sent).toEqual(['POST /api/v1/cases/c1/actions', 'DELETE /api/v1/session']);
  expect(await p.kept()).toEqual(['another’s']);
});

it('stays signed in where what waits can’t be sent', async () => {
  const p = await way(false);
  await p.press(zh.leftSend);
  await vi.waitFor(() => expect(p.sent).toEqual(['POST /api/v1/cases/c1/actions']));
  await vi.waitFor(() => expect(deeds.value.map((d) => d.state)).toEqual(['waiting']));
  expect([me.value?.id, (await p.kept()).sort()]).toEqual([mine, ['another’s', 'mine']]);
});

it('keeps what waits for its author', async () => {
  const p = await way();
  await p.press(zh.leftKeep);
  await out();
  expect([p.sent, (await p.kept()).sort()]).toEqual([['DELETE /api/v1/session'], ['another’s', 'mine']]);
});

it('discards what waits, and nothing of anybody else', async () => {
  const p = await way();
  await p.press(zh.leftDiscard);
  await out();
  expect([p.sent, await p.kept()]).toEqual([['DELETE /api/v1/session'], ['another’s']]);
});
