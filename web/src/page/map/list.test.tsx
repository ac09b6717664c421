import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../api/client.ts';
import type { Pin } from '../../api/types.ts';
import { pin, square } from '../../testing/fixtures.ts';
import { mount } from '../../testing/mount.ts';
import { filters, noFilters } from './filters.ts';
import { List } from './list.tsx';
import { cases, cells, gone, layersOn, newer, openView, revision, selection } from './store.ts';

function fill(features: Pin[], matched = features.length): void {
  cases.state.value = { features, matched, asked: [0, 0, 10, 10], loading: false, error: null };
}
const at = (id: string, minute: number, more = {}) =>
  pin(id, [5, 5], { name_zh: `事项 ${id}`, opened_at: new Date(2026, 10, 23, 9, minute).toISOString(), ...more });

let page: Awaited<ReturnType<typeof mount>>;
const rows = () => page.all('[data-id]').map((e) => e.dataset.id);

beforeEach(async () => {
  openView('');
  gone.value = new Set();
  for (const store of [cases, cells]) store.forget();
  cells.state.value = {
    ...cells.state.value,
    asked: [0, 0, 10, 10],
    features: [square('a', 'p', 0, 0), square('b', 'p', 5, 5)],
    matched: 2,
  };
  fill([at('3', 30), at('2', 20), at('1', 10)]);
  page = await mount(<List />);
});
afterEach(async () => {
  await page.type('#search', '');
  await page.leave();
});

describe('the list', () => {
  it('has the items, the order and the figures of the store', () => {
    expect(rows()).toEqual(['3', '2', '1']);
    expect(page.texts('.row-title')).toEqual(['事项 3', '事项 2', '事项 1']);
    expect(page.one('.row-more').textContent).toBe('已上报 · 紧急 · 网格 a');
    expect(page.one('[role=status]').textContent).toBe('当前画面内 3 件');
  });

  it('does not move when a case comes in by itself: a bar says how many, and brings them', async () => {
    await act(() => cases.change('4', at('4', 40), newer));
    await act(() => cases.change('5', at('5', 50), newer));
    expect(rows()).toEqual(['3', '2', '1']);
    expect(page.one('.fresh').textContent).toBe('有 2 条新动态，点此显示');
    await page.click('.fresh');
    expect(rows()).toEqual(['5', '4', '3', '2', '1']);
    expect(page.all('.fresh')).toEqual([]);
  });

  it('says nothing of a case that comes in outside the picture', async () => {
    await act(() => cases.change('4', { ...at('4', 40), geometry: { type: 'Point', coordinates: [11, 1] } }, newer));
    expect(page.all('.fresh')).toEqual([]);
  });

  it('keeps the row of a case that leaves the map, and says that it is gone', async () => {
    await act(() => cases.change('2', null, newer));
    expect(page.texts('.rows li').map((t) => t?.slice(0, 6))).toEqual(['事项 3已上', '已不在地图上', '事项 1已上']);
  });

  it('shows a change of a case where it stands', async () => {
    await act(() => cases.change('2', at('2', 20, { state: 'closed', settled: true }), newer));
    expect(rows()).toEqual(['3', '2', '1']);
    expect(page.texts('.row-more')[1]).toBe('已办结 · 网格 a');
  });

  it('takes what has come in when the person moves the map', async () => {
    await act(() => cases.change('4', at('4', 40), newer));
    await act(() => {
      revision.value++;
    });
    expect(rows()).toEqual(['4', '3', '2', '1']);
  });

  it('keeps the row of a case that newer ones have pushed beyond the limit, as it was', async () => {
    await act(() => fill([at('5', 50), at('4', 40), at('3', 30)], 900));
    expect(rows()).toEqual(['3', '2', '1']);
    await act(() => {
      gone.value = new Set(['2']);
    });
    expect(rows()).toEqual(['3', '1']);
  });

  it('is empty while every layer of cases is off', async () => {
    await act(() => {
      layersOn.value = ['cells', 'base'];
      revision.value++;
    });
    expect(rows()).toEqual([]);
    expect(page.one('.empty').textContent).toContain('当前画面内没有事项');
  });

  it('says so when the filters let nothing through, and clears them', async () => {
    await act(() => {
      fill([]);
      filters.value = { ...noFilters, severity: ['urgent'] };
      revision.value++;
    });
    expect(page.one('.empty').textContent).toContain('没有符合筛选条件的事项');
    await page.press('清除筛选');
    expect(filters.value).toEqual(noFilters);
  });

  it('waits for the answer to a move before it moves', async () => {
    await act(() => {
      cases.state.value = { ...cases.state.value, loading: true };
      revision.value++;
    });
    await act(() => {
      cases.state.value = { ...cases.state.value, features: [at('9', 9)] };
    });
    expect(page.all('.rows li')).toHaveLength(3);
    await act(() => {
      cases.state.value = { ...cases.state.value, loading: false };
    });
    expect(rows()).toEqual(['9']);
  });

  it('says how many of all it shows where the limit cut some off', async () => {
    await act(() => {
      fill([at('1', 10)], 1234);
      revision.value++;
    });
    expect(page.one('[role=status]').textContent).toBe('只显示了 1,234 件中最新的 1 件，放大地图可看全');
  });

  it('draws fifty rows, and more on request', async () => {
    await act(() => {
      fill(Array.from({ length: 120 }, (_, i) => at(String(i), i % 60)));
      revision.value++;
    });
    expect(rows()).toHaveLength(50);
    await page.press('再显示 50 条');
    expect(rows()).toHaveLength(100);
    await page.press('再显示 20 条');
    expect(rows()).toHaveLength(120);
    expect(page.all('.more')).toEqual([]);
  });

  it('selects what is pressed, and marks it', async () => {
    await page.click('[data-id="2"]');
    expect(selection.value).toEqual({ kind: 'case', id: '2' });
    expect(page.all('[aria-current]').map((e) => e.dataset.id)).toEqual(['2']);
  });

  it('tells of a failure beside what it still shows', async () => {
    await act(() => {
      cases.state.value = { ...cases.state.value, error: new Refusal(0, null) };
    });
    expect(page.one('[role=alert]').textContent).toContain('现在连不上服务');
    expect(rows()).toEqual(['3', '2', '1']);
  });
});

describe('the search', () => {
  it.each([
    ['by name', '事项 2', ['2']],
    ['by English name, whatever the case', 'MANHOLE', ['3', '2', '1']],
    ['by the name of the cell', '网格 a', ['3', '2', '1']],
    ['by category', '06013', ['3', '2', '1']],
    ['regardless of space around', '  事项 1 ', ['1']],
  ])('finds %s', async (_, words, expected) => {
    await page.type('#search', words);
    expect(rows()).toEqual(expected);
  });

  it('that finds nothing says so, and can be cleared', async () => {
    await page.type('#search', '路灯');
    expect(page.one('.empty').textContent).toContain('没有与“路灯”相符的内容');
    await page.press('清除搜索');
    expect(rows()).toEqual(['3', '2', '1']);
  });
});

describe('the list of cells', () => {
  it('has the cells in the picture with what is open in them, and selects them', async () => {
    await page.click('#tab-cells');
    expect(page.texts('.row-title')).toEqual(['网格 a', '网格 b']);
    expect(page.one('[role=status]').textContent).toBe('当前画面内 2 个网格');
    await page.press('网格 b');
    expect(selection.value).toEqual({ kind: 'cell', id: 'b' });
    await page.type('#search', '网格 a');
    expect(page.texts('.row-title')).toEqual(['网格 a']);
    await page.click('#tab-cases');
  });

  it('is reached with the arrow keys', async () => {
    const key = new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true });
    await act(() => void page.one('#tab-cases').dispatchEvent(key));
    expect(page.one('#tab-cells').getAttribute('aria-selected')).toBe('true');
    expect(document.activeElement?.id).toBe('tab-cells');
    await page.click('#tab-cases');
  });
});
