import { beforeEach, describe, expect, it, vi } from 'vitest';
import { json } from './testing/fixtures.ts';
import { account } from './testing/staff.ts';

let fetched: ReturnType<typeof vi.fn<(request: Request) => Promise<Response>>>;

/** The module as a fresh visit has it. */
async function visit(answer: () => Promise<Response>) {
  fetched = vi.fn(answer);
  vi.stubGlobal('fetch', fetched);
  vi.resetModules();
  return import('./session.ts');
}

beforeEach(() => localStorage.clear());

describe('whose name a request carries', () => {
  it('is the one who signed in, until another tab has signed in somebody else or nobody', async () => {
    const s = await visit(async () => json({ account: account() }));
    const before = s.signedInAs();
    const { id } = (await s.session()) as { id: number };
    const signedIn = s.signedInAs();
    localStorage.setItem('wangge.staff', String(id + 1));
    const other = s.signedInAs();
    localStorage.removeItem('wangge.staff');
    expect([before, signedIn, other, s.signedInAs()]).toEqual([null, id, null, null]);
  });
});

describe('another tab', () => {
  it('that signs in somebody else is followed, and one that signs in the same is not', async () => {
    const s = await visit(async () => json({ account: account({ id: 8 }) }));
    await s.recallSession();
    s.enter(account({ id: 7 }));
    const tell = (newValue: string | null) =>
      dispatchEvent(new StorageEvent('storage', { key: 'wangge.staff', newValue }));
    tell('7');
    expect(fetched).not.toHaveBeenCalled();
    tell('8');
    await vi.waitFor(() => expect(s.me.value?.id).toBe(8));
    fetched.mockImplementation(async () => json({ account: null }));
    tell(null);
    await vi.waitFor(() => expect(s.me.value).toBeNull());
  });
});

describe('whose device it is', () => {
  it('is who is signed in; without a network who last was; nobody’s after signing out', async () => {
    localStorage.setItem('wangge.staff', '7');
    const s = await visit(() => Promise.reject(new TypeError('no network')));
    await s.recallSession();
    const unknown = s.accountHere();
    s.enter(account({ id: 8 }));
    const known = s.accountHere();
    s.enter(null);
    expect([unknown, known, s.accountHere()]).toEqual([7, 8, null]);
  });
});

describe('who is signed in', () => {
  it('is not asked where nobody ever signed in', async () => {
    const s = await visit(async () => json({ account: null }));
    await s.recallSession();
    expect([fetched.mock.calls.length, s.me.value]).toEqual([0, null]);
  });

  it('is asked for once a visit, and recalled by the next', async () => {
    const first = await visit(async () => json({ account: account() }));
    await Promise.all([first.session(), first.session()]);
    expect([fetched.mock.calls.length, first.me.value?.name]).toEqual([1, '周敏']);
    const next = await visit(async () => json({ account: account() }));
    await next.recallSession();
    expect([fetched.mock.calls.length, next.can('case.dispatch'), next.can('audit.read')]).toEqual([1, true, false]);
  });

  it('is nobody once the service says so, and is not asked again', async () => {
    localStorage.setItem('wangge.staff', '1');
    const s = await visit(async () => json({ account: null }));
    await s.recallSession();
    expect([s.me.value, localStorage.getItem('wangge.staff')]).toEqual([null, null]);
  });

  it('stays open where nobody answers, and is asked for again', async () => {
    localStorage.setItem('wangge.staff', '1');
    const s = await visit(() => Promise.reject(new TypeError('no network')));
    await s.recallSession();
    expect([s.me.value, localStorage.getItem('wangge.staff')]).toEqual([undefined, '1']);
    fetched.mockImplementation(async () => json({ account: account() }));
    expect((await s.session())?.login).toBe('dispatcher');
  });

  it('is nobody after signing out, though the session had ended already', async () => {
    const s = await visit(async () => json({ detail: 'no session' }, 401));
    s.enter(account());
    await s.signOut();
    expect([s.me.value, localStorage.getItem('wangge.staff')]).toEqual([null, null]);
  });
});
