import 'fake-indexeddb/auto';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { State } from '../../api/types.ts';
import type { Action, CaseFile, NearCase } from '../../api/work.ts';
import { address, go } from '../../router.ts';
import { enter } from '../../session.ts';
import { json } from '../../testing/fixtures.ts';
import { mount } from '../../testing/mount.ts';
import { account, caseFile, caseRow, offer } from '../../testing/staff.ts';
import { deeds } from './deeds.ts';
import { drafts } from './draft.ts';
import { zh } from './words.ts';
import { WorkPage } from './work-page.tsx';

/** A service with a few cases that does what it is told; versions count what was done. */
function service(n = 3) {
  const files = new Map<string, CaseFile>(
    Array.from({ length: n }, (_, i) => {
      const id = `c${i + 1}`;
      return [id, caseFile({ id, number: `WG-${i + 1}`, offers: offersOf('reported') })];
    }),
  );
  const done: { id: string; body: Record<string, unknown> }[] = [];
  /** What is near any of them. */
  const near: NearCase[] = [];
  const asked: string[] = [];
  const fetch = async (request: Request) => {
    const url = new URL(request.url);
    const [, id, what] = /^\/api\/v1\/cases\/(\w+)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    if (id && what === 'actions') {
      const body = await request.json();
      const c = files.get(id) as CaseFile;
      if (body.version !== c.version) return json({ type: '', title: '', status: 409, detail: 'late' }, 409);
      done.push({ id, body });
      files.set(id, acted(c, body));
      return json(files.get(id));
    }
    if (id && what === 'assignable')
      return json({
        accounts: [
          { id: 3, name: '曾庆国' },
          { id: 4, name: '唐明远' },
        ],
      });
    if (id && what === 'route')
      return json({
        assignment: {
          rule: 4,
          department: { code: 'cg', title: { zh: '城市管理岗', en: 'City' } },
          also: [{ code: 'pc', title: { zh: '派出所', en: 'Police' } }],
          to_duty: true,
          member: { id: 3, name: '曾庆国' },
          why: { zh: '道路类', en: 'Roads' },
        },
      });
    if (id && what === 'near') return json({ cases: near });
    const [, task] = /^\/api\/v1\/tasks\/(\w+)$/.exec(url.pathname) ?? [];
    if (task) {
      const body = await request.json();
      done.push({ id: task, body });
      const c = files.get('c1') as CaseFile;
      files.set('c1', {
        ...c,
        version: c.version + 1,
        tasks: c.tasks?.map((t) => ({ ...t, ...body, ends: [] })) ?? [],
      });
      return json(files.get('c1'));
    }
    if (id) return files.has(id) ? json(files.get(id)) : json({ detail: 'no such case', status: 404 }, 404);
    switch (url.pathname) {
      case '/api/v1/work/queues':
        return json({
          queues: [
            { queue: 'overdue', count: 0 },
            { queue: 'new', count: url.searchParams.has('cell') ? 1 : files.size },
            { queue: 'all', count: files.size },
          ],
        });
      case '/api/v1/work/cells':
        return json({ cells: [{ code: '500120005002001', name: '沙堆社区第1网格', cases: 3 }] });
      case '/api/v1/categories':
        return json({ categories: [{ code: '06013', name: { zh: '道路破损', en: 'Road damage' } }] });
      case '/api/v1/work/cases': {
        asked.push(url.searchParams.toString());
        const q = url.searchParams.get('q') ?? '';
        const named = [...files.values()].filter((c) => c.number.includes(q));
        const cases = named.map((c) => caseRow({ ...c, reports: 1, photos: 0 }));
        return json({ cases, total: cases.length, next: null });
      }
      case '/api/v1/departments':
        return json({
          departments: [
            { code: 'cg', title: { zh: '城市管理岗', en: 'City' } },
            { code: 'pc', title: { zh: '派出所', en: 'Police' } },
          ],
        });
      default:
        return json({}, 404);
    }
  };
  return { files, done, near, asked, answer: fetch, fetch: vi.fn(fetch) };
}

const offersOf = (state: string) =>
  state === 'reported'
    ? [
        offer('file'),
        offer('reject', { needs: ['reason'], reasons: ['public', 'fixed'] }),
        offer('note', { needs: ['note'] }),
      ]
    : [offer('dispatch', { needs: ['department'] }), offer('note', { needs: ['note'] })];

function acted(c: CaseFile, body: { action: Action; note?: string }): CaseFile {
  const leads: Partial<Record<Action, State>> = { file: 'filed', reject: 'rejected', dispatch: 'dispatched' };
  const state = leads[body.action] ?? c.state;
  const event = {
    seq: (c.events?.length ?? 0) + 1,
    at: '2026-11-25T08:00:00Z',
    action: body.action,
    from: c.state,
    to: state,
    who: { kind: 'account' as const, name: '李强', post: null },
    department: null,
    reason: null,
    note: body.note ?? '',
    public_note: '',
    detail: {},
  };
  return { ...c, state, version: c.version + 1, events: [...(c.events ?? []), event], offers: offersOf(state) };
}

/** What the page hears; the last one opened. */
let heard: EventTarget & { onopen?: () => void };

async function page(s = service()) {
  vi.stubGlobal('fetch', s.fetch);
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      constructor() {
        super();
        heard = this;
      }
      close() {}
    },
  );
  const p = await mount(<WorkPage />);
  const settle = () => act(async () => void (await vi.advanceTimersByTimeAsync(5)));
  await vi.waitFor(async () => {
    await settle();
    if (p.all('[data-row]').length !== s.files.size) throw new Error('no rows yet');
  });
  const key = async (name: string, target: Element = document.activeElement ?? document.body) => {
    await act(() => {
      target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
    });
    await settle();
    await settle();
  };
  const wait = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
  const shown = () => p.all('[data-row][aria-current="true"]').map((r) => r.dataset.row);
  const tell = (name: string, data: unknown) =>
    act(() => {
      heard.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
    });
  const submit = () =>
    act(() => void p.one('form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })));
  return { ...p, submit, s, key, wait, shown, tell, settle };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  Object.defineProperty(window, 'innerWidth', { value: 1440, configurable: true });
  enter(account());
  deeds.value = [];
  drafts.value = new Map();
  go('/work');
});

let leave: () => unknown = () => {};
afterEach(() => leave());

async function open(s?: ReturnType<typeof service>) {
  const p = await page(s);
  leave = p.leave;
  return p;
}

describe('the work page', () => {
  it('opens the first queue that has something to do', async () => {
    const p = await open();
    expect(p.one('[role="tab"][aria-selected="true"]').textContent).toContain(zh.queue.new);
    expect(new URLSearchParams(location.search).get('queue')).toBe('new');
  });

  it('is gone through with J and K, and the address says which case is on show', async () => {
    const p = await open();
    await p.key('j');
    await p.key('j');
    expect(p.shown()).toEqual(['c2']);
    await p.key('k');
    expect(p.shown()).toEqual(['c1']);
    expect(new URLSearchParams(location.search).get('case')).toBe('c1');
    await p.key('Escape');
    expect(p.shown()).toEqual([]);
  });

  it('files case after case with Enter alone, each after the time to undo it', async () => {
    const p = await open();
    await p.key('j');
    await p.key('Enter');
    expect([p.shown(), p.s.done]).toEqual([['c2'], []]);
    await vi.waitFor(() => expect(document.activeElement?.getAttribute('data-row')).toBe('c2'));
    await p.key('Enter');
    expect(p.shown()).toEqual(['c3']);
    await p.wait(10_000);
    await p.wait(1000);
    expect(p.s.done.map((d) => [d.id, d.body.action])).toEqual([
      ['c1', 'file'],
      ['c2', 'file'],
    ]);
  });

  it('takes a key that was pressed before its case had come', async () => {
    const p = await open();
    await act(() => {
      for (const key of ['j', 'Enter'])
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    });
    await p.settle();
    await p.settle();
    expect(deeds.value.map((d) => [d.caseId, 'action' in d.body && d.body.action])).toEqual([['c1', 'file']]);
  });

  it('undoes the last with U and shows its case again', async () => {
    const p = await open();
    await p.key('j');
    await p.key('Enter');
    await p.key('u');
    await p.wait(11_000);
    expect([p.shown(), p.s.done]).toEqual([['c1'], []]);
  });

  it('sends what is held when the page is left', async () => {
    const p = await open();
    await p.key('j');
    await p.key('Enter');
    await act(() => {
      dispatchEvent(new Event('pagehide'));
    });
    await vi.waitFor(() => expect(p.s.done).toHaveLength(1));
    const [sent] = p.s.fetch.mock.calls.at(-1) ?? [];
    expect(sent?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('asks for a reason where one is needed, and takes it by its number', async () => {
    const p = await open();
    await p.key('j');
    await p.press(zh.menu);
    await p.press(zh.action.reject);
    await p.submit();
    expect(p.texts('.fault')).toEqual([zh.needReason]);
    await p.key('2', p.one('[name="work-reason"]'));
    await p.submit();
    expect(deeds.value.map((d) => d.body)).toEqual([{ action: 'reject', version: 1, reason: 'fixed' }]);
  });

  it('says why a key does nothing, and shows only what may be done', async () => {
    const p = await open();
    await p.key('j');
    await p.key('d');
    expect(p.root.textContent).toContain(zh.cannot('派遣', '已上报'));
    expect(p.all('form')).toHaveLength(0);
  });

  it('dispatches by name, or leaves the department to the rules', async () => {
    const s = service();
    for (const [id, c] of s.files) s.files.set(id, { ...c, state: 'filed', offers: offersOf('filed') });
    const p = await open(s);
    await p.key('j');
    await p.key('d');
    expect(p.one('.work-rules').textContent).toBe('按规则：城市管理岗 · 曾庆国 · 同时告知 派出所 （依据：道路类）');
    // All departments are there to be chosen, and Enter takes none of them yet.
    expect(p.texts('[role="option"] > :first-child')).toEqual(['城市管理岗', '派出所']);
    expect(p.one('#work-department').getAttribute('aria-activedescendant')).toBeNull();
    await p.type('#work-department', '派出');
    await p.key('Enter', p.one('#work-department'));
    expect(p.one<HTMLInputElement>('#work-department').value).toBe('派出所');
    await p.submit();
    await p.settle();
    expect(deeds.value[0]).toMatchObject({ to: '派出所', body: { action: 'dispatch', department: 'pc' } });
    await p.key('d');
    await p.submit();
    expect(deeds.value[1]?.body).toEqual({ action: 'dispatch', version: 1 });
  });

  it('keeps what was typed when somebody else was faster, and shows what they did', async () => {
    const p = await open();
    await p.key('j');
    await p.key('n');
    await p.type('#work-note', '我去看过了');
    await p.submit();
    p.s.files.set('c1', acted(p.s.files.get('c1') as CaseFile, { action: 'note', note: '车队下午到' }));
    await p.wait(10_000);
    await p.wait(1000);
    expect(p.root.textContent).toContain(zh.conflict);
    await p.key('k');
    expect(p.one('[role="alert"]').textContent).toContain(zh.conflictHow);
    await vi.waitFor(async () => {
      await p.settle();
      expect(p.root.textContent).toContain('车队下午到');
    });
    await p.press(zh.lastTyped);
    expect(p.one<HTMLTextAreaElement>('#work-note').value).toBe('我去看过了');
    await p.submit();
    expect(deeds.value[0]?.body).toMatchObject({ action: 'note', version: 2, note: '我去看过了' });
  });

  it('moves no row when something new comes: a bar says so', async () => {
    const p = await open();
    p.s.files.set('c0', caseFile({ id: 'c0', number: 'WG-0', offers: [] }));
    await p.tell('case', { id: 'c0', version: 1 });
    await p.wait(1000);
    await p.settle();
    expect(p.all('[data-row]')).toHaveLength(3);
    expect(p.one('.fresh').textContent).toContain(zh.fresh(1));
    await p.click('.fresh');
    await p.settle();
    expect(p.all('[data-row]')).toHaveLength(4);
  });

  it('writes what others did into the case on show, and marks it', async () => {
    const p = await open();
    await p.key('j');
    p.s.files.set('c1', acted(p.s.files.get('c1') as CaseFile, { action: 'note', note: '车队下午到' }));
    await p.tell('case', { id: 'c1', version: 2 });
    await p.settle();
    expect(p.one('.work-event[data-new]').textContent).toContain('车队下午到');
  });

  it('says whom the rules told at once, and keeps calls for help out of the way of Enter', async () => {
    const s = service(1);
    const dispatched = acted(s.files.get('c1') as CaseFile, { action: 'dispatch' });
    const events = dispatched.events?.map((e) => ({ ...e, detail: { also: ['pc', 'gone'] } })) ?? [];
    const offers = [offer('escalate', { needs: ['note'] }), offer('note', { needs: ['note'] })];
    s.files.set('c1', { ...dispatched, events, offers });
    const p = await open(s);
    await p.key('j');
    expect(p.root.textContent).toContain(zh.also('派出所、gone'));
    expect(p.all('[data-chief]')).toHaveLength(0);
    expect(p.root.textContent).toContain(zh.next.dispatched);
    await p.key('Enter');
    expect(p.all('form.work-form')).toHaveLength(0);
  });

  it('assigns a case to one of those who may have it', async () => {
    const s = service(1);
    s.files.set('c1', { ...(s.files.get('c1') as CaseFile), offers: [offer('assign', { needs: ['assignee'] })] });
    const p = await open(s);
    await p.key('j');
    await p.key('e');
    await p.click('.work-menu-item');
    await p.settle();
    await p.type('#work-assignee', '唐');
    await p.key('Enter', p.one('#work-assignee'));
    await p.submit();
    await p.wait(11_000);
    expect(s.done.map(({ body }) => [body.action, body.assignee])).toEqual([['assign', 4]]);
  });

  it('links to one of those near, which have the focus, or to any other by its number', async () => {
    const s = service(3);
    s.files.set('c1', {
      ...(s.files.get('c1') as CaseFile),
      offers: [offer('duplicate', { needs: ['duplicate_of'] })],
    });
    s.near.push({ ...caseRow({ id: 'c2', number: 'WG-2' }), distance_m: 12, score: 0.9 });
    const p = await open(s);
    await p.key('j');
    await p.key('e');
    await p.click('.work-menu-item');
    await p.settle();
    expect(document.activeElement).toBe(p.one('[name="work-original"][value="c2"]'));
    await p.type('#work-other', 'WG-');
    await p.wait(300);
    await p.settle();
    expect(p.all('[name="work-original"]').map((r) => r.getAttribute('value'))).toEqual(['c2', 'c3']);
    await p.type('#work-other', 'WG-3');
    await p.wait(300);
    await p.settle();
    await p.key('Enter', p.one('#work-other'));
    await p.type('#work-other', 'nothing like it');
    await p.wait(300);
    await p.settle();
    expect(p.root.textContent).toContain(zh.noOther);
    expect(p.one('[name="work-original"]:checked').getAttribute('value')).toBe('c3');
    await p.submit();
    await p.wait(11_000);
    expect(s.done.map(({ body }) => [body.action, body.duplicate_of])).toEqual([['duplicate', 'c3']]);
  });

  it('ends a task as it may be ended, with the words that a return takes', async () => {
    const s = service(1);
    const task = { id: 't1', title: '围起来', note: '', due: null, created_at: '2026-11-25T08:00:00Z', ended_at: null };
    s.files.set('c1', {
      ...(s.files.get('c1') as CaseFile),
      tasks: [{ ...task, department: null, state: 'open', ends: ['done', 'returned'] }],
    });
    const p = await open(s);
    await p.key('j');
    expect(p.all('.work-task-ends button').map((b) => b.textContent)).toEqual([zh.taskEnd.done, zh.taskEnd.returned]);
    await p.click('.work-task-ends button:last-child');
    await p.submit();
    expect(p.one('[role="alert"]').textContent).toBe(zh.needTaskWhy);
    await p.type('#work-task-note', '不在路上');
    await p.submit();
    await p.wait(11_000);
    expect(s.done).toEqual([{ id: 't1', body: { state: 'returned', note: '不在路上' } }]);
    expect(p.all('.work-task-ends')).toHaveLength(0);
  });

  it('is narrowed by cell, which the address keeps, until the filter is taken off', async () => {
    const p = await open();
    await p.key('f');
    await p.wait(300);
    await p.type('#work-cell-filter', '沙');
    await p.key('Enter', p.one('#work-cell-filter'));
    expect(p.s.asked.at(-1)).toContain('cell=500120005002001');
    expect(location.search).toContain('cell=500120005002001');
    await p.settle();
    expect(p.one('[data-queue="new"]').textContent).toBe(`${zh.queue.new} 1`);
    await p.click('.work-filter-on');
    await p.settle();
    expect(p.s.asked.at(-1)).not.toContain('cell=');
  });

  it('does not go back to an answer that was overtaken', async () => {
    const p = await open(service(1));
    await p.key('j');
    const old = p.s.files.get('c1');
    let answer = () => {};
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    p.s.fetch.mockImplementationOnce(async () => {
      await slow;
      return json(old);
    });
    await p.tell('case', { id: 'c1', version: 1 });
    await p.key('Enter');
    await p.wait(11_000);
    answer();
    await p.settle();
    expect(p.one('.work-status').textContent).toContain(zh.state.filed);
  });

  it('shows a photo once it can be shown, without being asked', async () => {
    const s = service(1);
    const c = s.files.get('c1') as CaseFile;
    const photo = (state: 'waiting' | 'ready') => ({
      id: 'p1',
      kind: 'after' as const,
      state,
      width: 640,
      height: 480,
      taken_at: null,
      distance_m: null,
      cleared: false,
      by_reporter: false,
      thumb: '/thumb.jpg',
      full: '/full.jpg',
    });
    s.files.set('c1', { ...c, photos: [photo('waiting')] });
    const p = await open(s);
    await p.key('j');
    expect(p.one('.work-thumb').textContent).toBe(zh.photoWaiting);
    s.files.set('c1', { ...c, photos: [photo('ready')] });
    await p.tell('case', { id: 'c1', version: c.version }); // its version stays
    await p.settle();
    expect(p.all('.work-thumb img')).toHaveLength(1);
  });

  it('says once that the session has ended, and goes on when its author is back', async () => {
    const p = await open();
    p.s.fetch.mockImplementation(async () =>
      json({ type: '', title: '需要登录', status: 401, detail: 'sign in' }, 401),
    );
    await p.key('j');
    await p.key('.');
    expect(p.texts('[role="alert"]')).toEqual([`${zh.ended} ${zh.endedHow}${zh.signIn}`]);
    expect(p.one('[role="alert"] a').getAttribute('href')).toBe(
      `/sign-in?to=${encodeURIComponent('/work?queue=new&case=c1')}`,
    );
    expect(p.one('.work-live').textContent).toBe(zh.ended);
    expect(p.root.textContent).not.toContain(zh.offline);
    p.s.fetch.mockImplementation(p.s.answer);
    await act(() => void enter(account()));
    await p.wait(1000);
    await p.settle();
    expect(p.all('[role="alert"]')).toHaveLength(0);
    expect(p.one('.work-title').textContent).toContain('道路破损');
  });

  it('asks nothing of who may not, and of who is not signed in', async () => {
    enter(account({ permissions: ['figures.read'] }));
    const p = await mount(<WorkPage />);
    expect(p.texts('h1')).toEqual([zh.noRight]);
    await act(() => void enter(null));
    expect(p.texts('h1')).toEqual([zh.forStaff]);
    leave = p.leave;
  });

  it('says of a case outside one’s area no more than that it is not there', async () => {
    const p = await open();
    await act(() => go('/work?queue=new&case=zz'));
    await p.settle();
    expect(p.one('.work-case').textContent).toContain(zh.notThere);
    expect(address.value.path).toBe('/work');
  });
});
