import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../api/client.ts';
import type { Located } from '../../api/types.ts';
import { json } from '../../testing/fixtures.ts';
import { mount } from '../../testing/mount.ts';
import { located, place, side } from './draft.ts';
import { Where } from './where.tsx';

let page: Awaited<ReturnType<typeof mount>>;
afterEach(() => page.leave());

beforeEach(() => {
  vi.stubGlobal('fetch', async () => json({ detail: 'away' }, 503));
  side.value = null;
  place.value = null;
  located.value = { data: null, loading: false, error: null };
});

describe('which side', () => {
  const near: Located = {
    lon: 106,
    lat: 29,
    cell: 'a',
    name: '东一网格',
    edition: 1,
    status: 'inside',
    border_m: 2.5,
    which_side: true,
    candidates: [
      { cell: 'a', name: '东一网格', share: 0.6 },
      { cell: 'b', name: '', share: 0.395 },
      { cell: null, name: null, share: 0.005 },
    ],
  };
  const show = async (data: Located | null, tried = false, error: Refusal | null = null) => {
    place.value = { lon: 106, lat: 29, accuracyM: 10, from: 'map' };
    located.value = { data, loading: false, error };
    page = await mount(<Where tried={tried} />);
  };

  it('is asked near a border, with the cells, how likely each is, and a way not to know', async () => {
    await show(near);
    expect(page.texts('.side')).toEqual(['东一网格可能性 60%', 'b可能性 40%', '不确定']);
    expect(page.one('.owner').textContent).toBe('属于 东一网格离网格边界 2.5 米');
    await page.click('.side input[value=b]');
    expect(side.value).toBe('b');
  });

  it('is missed only once the person has tried to send without an answer', async () => {
    await show(near);
    expect(page.all('.sides [role=alert]')).toEqual([]);
    await show(near, true);
    expect(page.texts('.sides [role=alert]')).toEqual(['请选一侧，或选“不确定”。']);
    await page.click('.side input[value=unsure]');
    expect(page.all('.sides [role=alert]')).toEqual([]);
  });

  it('is not asked away from a border, nor when the cell can’t be looked up', async () => {
    await show({ ...near, which_side: false });
    expect(page.all('.side')).toEqual([]);
    await show(near, false, new Refusal(0, null));
    expect(page.all('.side')).toEqual([]);
    expect(page.one('.owner').textContent).toBe('暂时查不到所属网格，不影响上报，收到后会补上。');
  });

  it.each([
    [
      { status: 'outside', cell: null, name: null, border_m: 120 },
      '不在任何网格内，会转给街道指挥中心处理，不会丢失。不在网格内，最近的网格相距 120 米',
    ],
    [
      { status: 'outside', cell: null, name: null, border_m: null },
      '不在任何网格内，会转给街道指挥中心处理，不会丢失。',
    ],
    [{ status: 'border' }, '属于 东一网格正好在两个网格的分界线上。'],
    [{ status: 'snapped', border_m: 31 }, '属于 东一网格在网格外 31 米，归入最近的 东一网格'],
  ] as [Partial<Located>, string][])('where the place is %o, says so', async (more, words) => {
    await show({ ...near, which_side: false, ...more });
    expect(page.one('.owner').textContent).toBe(words);
  });
});

describe('typed coordinates', () => {
  it('that can’t be read are told of beside the field', async () => {
    page = await mount(<Where tried={false} />);
    await page.type('#coordinates', '29.4, 106.1');
    await page.press('到这里');
    expect(page.texts('#coordinates-fault')).toEqual(['像是把纬度写在了前面，请写成“经度, 纬度”。']);
    expect(page.one('#coordinates').getAttribute('aria-invalid')).toBe('true');
    expect(place.value).toBeNull();
  });

  it('are the place where the map can’t be drawn', async () => {
    page = await mount(<Where tried={false} />);
    await page.type('#coordinates', '106.1, 29.4');
    await page.press('到这里');
    await vi.waitFor(() => expect(place.value).toMatchObject({ lon: 106.1, lat: 29.4, from: 'typed' }), {
      interval: 1,
    });
  });
});
