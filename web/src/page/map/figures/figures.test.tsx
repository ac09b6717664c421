import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { categories, nets } from '../../../data/site.ts';
import { json, kind, net } from '../../../testing/fixtures.ts';
import { mount } from '../../../testing/mount.ts';
import { filters, noFilters, parseFilters } from '../filters.ts';
import { openView, selection } from '../store.ts';
import { figures } from './data.ts';
import { Figures } from './figures.tsx';

/** What the charts are told, and the hand that they are given. */
const drawn = vi.hoisted(() => ({ hands: [] as (() => import('./echarts.ts').Hand)[] }));
vi.mock('./echarts.ts', () => ({
  Drawing: class {
    constructor(_: HTMLElement, hand: () => import('./echarts.ts').Hand) {
      drawn.hands.push(hand);
    }
    show() {}
    remove() {}
  },
}));

interface Case {
  day: string;
  category: string;
  state: string;
  cell: string;
}
const cases: Case[] = [
  { day: '2026-11-01', category: '06013', state: 'reported', cell: 'a' },
  { day: '2026-11-01', category: '06013', state: 'closed', cell: 'a' },
  { day: '2026-11-03', category: '01001', state: 'closed', cell: 'b' },
  { day: '2026-11-03', category: '06013', state: 'closed', cell: '' },
];

/** A service that counts these four cases as the real one does. */
function counting(request: Request): Response {
  const q = new URL(request.url).searchParams;
  if (new URL(request.url).pathname !== '/api/v1/cases/counts') return json({ detail: 'not here' }, 404);
  const f = parseFilters(q);
  const hit = cases.filter(
    (c) =>
      (f.category.length === 0 || f.category.includes(c.category)) &&
      (f.state.length === 0 || f.state.includes(c.state as 'closed')) &&
      (f.from === null || c.day >= f.from) &&
      (f.to === null || c.day <= f.to),
  );
  const by = q.get('by') as keyof Case | null;
  const groups = new Map<string, number>();
  if (by) for (const c of hit) groups.set(c[by], (groups.get(c[by]) ?? 0) + 1);
  return json({
    by: by ? [by] : [],
    total: hit.length,
    open: hit.filter((c) => c.state !== 'closed').length,
    overdue: 0,
    groups: [...groups].sort(),
    counted_at: '2026-11-23T01:05:00Z',
    time_zone: 'Asia/Shanghai',
  });
}

let page: Awaited<ReturnType<typeof mount>>;
let answer: (request: Request) => Response;
const close = vi.fn();
const total = () => page.one('.figures-total').textContent;
/** Lets the wait before counting, the answers and the drawing pass. */
async function settled() {
  await act(() => vi.advanceTimersByTimeAsync(400).then(() => {}));
  await act(() => vi.dynamicImportSettled());
}

beforeEach(async () => {
  vi.useFakeTimers();
  answer = counting;
  drawn.hands.length = 0;
  vi.stubGlobal('fetch', (request: Request) => Promise.resolve(answer(request)));
  openView('');
  filters.value = noFilters;
  figures.value = { data: null, loading: false, error: null };
  nets.value = { data: [net], loading: false, error: null };
  categories.value = {
    data: [kind('06013', '井盖缺失', 'Manhole'), kind('01001', '道路破损', 'Road')],
    loading: false,
    error: null,
  };
  page = await mount(<Figures close={close} />);
  await settled();
});
afterEach(async () => {
  await page.leave();
  vi.useRealTimers();
});

describe('the figures', () => {
  it('are the counts of the service, with their unit and their moment', () => {
    expect(total()).toBe('共 4 件');
    expect(page.root.textContent).toContain('其中未办结 1 件，超时 0 件');
    expect(page.root.textContent).toMatch(/统计于 \d+年\d+月\d+日 \d\d:\d\d/);
    const parts = page.all('.figure-part').map((part) => part.querySelectorAll('tbody tr').length);
    expect(parts).toEqual([3, 2, 2, 3]);
    expect(page.texts('.figure-part h3')).toEqual(['按日', '按事项', '按进展', '按网格']);
  });

  it('stand in tables too, days newest first and without a gap', () => {
    const rows = page.all('.figure-part')[0]?.querySelectorAll('tbody tr') ?? [];
    expect([...rows].map((r) => r.textContent)).toEqual(['2026年11月3日2', '2026年11月2日0', '2026年11月1日2']);
    expect(page.all('[role=img]').map((e) => e.getAttribute('aria-label'))[1]).toBe(
      '按事项，共 4 件，最多的是井盖缺失，3 件',
    );
  });

  it('filter by a matter that is chosen, and still show the others', async () => {
    await page.press('道路破损');
    expect(filters.value.category).toEqual(['01001']);
    await settled();
    expect(total()).toBe('共 1 件');
    expect(page.texts('.chosen-filters li')).toEqual(['事项：道路破损']);
    expect(page.all('.figure-part')[1]?.querySelectorAll('tbody tr')).toHaveLength(2);
    expect(page.all('.figure-part')[3]?.querySelectorAll('tbody tr')).toHaveLength(1);
    await page.press('清除筛选');
    await settled();
    expect(total()).toBe('共 4 件');
  });

  it('filter by the time that is brushed over, and let go of it with a click beside', async () => {
    await act(() => drawn.hands[0]?.().onBrush?.([0, 1]));
    await settled();
    expect([filters.value.from, filters.value.to, total()]).toEqual(['2026-11-01', '2026-11-02', '共 2 件']);
    await act(() => drawn.hands[0]?.().onBrush?.(null));
    expect([filters.value.from, filters.value.to]).toEqual([null, null]);
  });

  it('filter by the row of the chart that is clicked', async () => {
    await act(() => drawn.hands[2]?.().onRow?.(1));
    expect(filters.value.state).toEqual(['closed']);
    await act(() => drawn.hands[2]?.().onRow?.(9));
    expect(filters.value.state).toEqual(['closed']);
  });

  it('select a cell, on the map and in the list too; those in no cell have none', async () => {
    await page.press('不在任何网格内');
    expect(selection.value).toBeNull();
    await act(() => drawn.hands[3]?.().onRow?.(0));
    expect(selection.value).toEqual({ kind: 'cell', id: 'a' });
  });

  it('say when there is nothing to count, and count nothing where no layer is on', async () => {
    filters.value = { ...noFilters, from: '2027-01-01' };
    await settled();
    expect(page.root.textContent).toContain('这个范围里没有事项');
    answer = () => {
      throw new Error('asked');
    };
    openView('?l=cells');
    await settled();
    expect(total()).toBe('共 0 件');
  });

  it('keep what was counted while the service is away, and count again on request', async () => {
    answer = () => json({ detail: 'the database is away' }, 503);
    filters.value = { ...noFilters, state: ['closed'] };
    await settled();
    expect(page.one('[role=alert]').textContent).toContain('the database is away');
    expect(total()).toBe('共 4 件');
    answer = counting;
    await page.press('再试一次');
    await settled();
    expect(total()).toBe('共 3 件');
    expect(page.all('[role=alert]')).toEqual([]);
  });
});
