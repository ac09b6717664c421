import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { categories } from '../../data/site.ts';
import { lasting, outbox, sentLater, waiting } from '../../outbox.ts';
import { json, kind, receipt } from '../../testing/fixtures.ts';
import { mount } from '../../testing/mount.ts';
import { outcome } from './draft.ts';
import { KeptCard, SentCard, SentLater, Waiting } from './outcome.tsx';

const manhole = kind('06013', '井盖缺失', 'Missing manhole cover');
let page: Awaited<ReturnType<typeof mount>>;
afterEach(() => page.leave());

beforeEach(() => {
  vi.stubGlobal('fetch', async () => json({ detail: 'away' }, 503));
  categories.value = { data: [manhole], loading: false, error: null };
});

describe('a report that was received', () => {
  it('tells its number, who has it and what comes next', async () => {
    page = await mount(<SentCard receipt={receipt} />);
    expect(page.one('code').textContent).toBe('WG-2026-0001');
    expect(page.root.textContent).toContain('已上报给 网格 a');
    expect(page.all('.next li')).toHaveLength(3);
    expect(page.one('a').getAttribute('href')).toBe('/?c=0.5000,0.5000&z=16&sel=case:c1');
    expect(document.activeElement?.id).toBe('outcome');
  });

  it('of a sensitive kind leads to no map', async () => {
    categories.value = { ...categories.value, data: [{ ...manhole, sensitive: true }] };
    page = await mount(<SentCard receipt={{ ...receipt, cell: null, cell_name: null }} />);
    expect(page.all('a')).toEqual([]);
    expect(page.root.textContent).toContain('已转给中心处理');
  });
});

describe('reports that wait', () => {
  const report = (key: string) => ({
    key,
    keptAt: Date.now(),
    body: { lon: 1, lat: 1, datum: 'wgs84', category: '06013' },
  });

  beforeEach(async () => {
    const box = await outbox();
    for (const w of waiting.peek()) await box.drop(w.key);
    await box.restore(report('w1'));
    sentLater.value = [];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    page = await mount(<Waiting />);
  });
  afterEach(() => {
    vi.runOnlyPendingTimers();
    vi.useRealTimers();
  });

  const pass = (ms: number) =>
    act(async () => {
      await vi.advanceTimersByTimeAsync(ms);
    });
  const drop = async () => {
    await page.press('删除');
    await pass(0);
  };

  it('are counted and named', () => {
    expect(page.one('h2').textContent).toBe('待发送 1 条');
    expect(page.texts('li .row-words')).toEqual(['井盖缺失刚刚保存']);
  });

  it('can be deleted, and brought back within ten seconds', async () => {
    await drop();
    expect(page.all('li')).toEqual([]);
    await pass(9_999);
    await page.press('撤销');
    await pass(0);
    expect(page.all('li')).toHaveLength(1);
    expect(page.all('[role=status]')).toEqual([]);
  });

  it('are gone after ten seconds', async () => {
    await drop();
    await pass(10_000);
    expect(page.root.textContent).toBe('');
    expect(waiting.value).toEqual([]);
  });

  it('say why the service would not take them', async () => {
    const problem = { type: '', title: '', status: 400, detail: '没有这样的事项' };
    await act(async () => (await outbox()).restore({ ...report('w1'), refused: problem }));
    expect(page.texts('.fault')).toEqual(['服务没有接受 没有这样的事项']);
  });

  it('are told of when they have arrived later', async () => {
    await page.leave();
    sentLater.value = [receipt, { ...receipt, id: 'r2', tracking: 'WG-OF-A-PATROL', account: 7 }];
    page = await mount(<SentLater />);
    expect(page.one('[role=status]').textContent).toBe('先前保存的上报已送达 WG-2026-0001已记下编号');
    expect(page.one('a').getAttribute('href')).toBe('/track#WG-2026-0001');
    await act(() => page.one('[role=status] button').click());
    expect(page.one('[role=status]').textContent).toBe('');
  });

  it('become the receipt where their author still waits for it', async () => {
    await page.leave();
    sentLater.value = [];
    outcome.value = { kind: 'kept', key: 'w1' };
    page = await mount(<KeptCard of="w1" />);
    await act(() => {
      sentLater.value = [
        { ...receipt, id: 'r2', key: 'w2' },
        { ...receipt, key: 'w1' },
      ];
    });
    expect(outcome.value).toEqual({ kind: 'sent', receipt: { ...receipt, key: 'w1' } });
    expect(sentLater.value.map((r) => r.key)).toEqual(['w2']);
  });

  it('warn where the browser keeps nothing', async () => {
    await page.leave();
    lasting.value = false;
    page = await mount(<KeptCard of="w1" />);
    expect(page.one('.warn').textContent).toContain('请在发送成功前不要关闭页面');
    lasting.value = true;
  });
});
