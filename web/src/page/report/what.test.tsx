import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { categories } from '../../data/site.ts';
import { kind } from '../../testing/fixtures.ts';
import { mount } from '../../testing/mount.ts';
import { category } from './draft.ts';
import { What } from './what.tsx';

const matters = [
  kind('06013', '井盖缺失', 'Missing manhole cover'),
  kind('90001', '楼道堆物', 'Blocked stairway'),
  kind('06010', '垃圾满溢', 'Overflowing rubbish'),
  kind('09009', '违停', 'Illegal parking'),
  kind('90003', '火灾隐患', 'Fire risk'),
  kind('01002', '路面破损', 'Broken road', 'road-defects'),
  kind('02001', '路灯不亮', 'Street light out', 'other'),
  kind('02002', '护栏损坏', 'Broken railing', 'road-defects'),
];
let page: Awaited<ReturnType<typeof mount>>;
afterEach(() => page.leave());

beforeEach(() => {
  categories.value = { data: matters, loading: false, error: null };
  category.value = null;
});

describe('what it is about', () => {
  it('has six pictures, and the rest in a list', async () => {
    page = await mount(<What tried={false} />);
    expect(page.texts('.tile')).toEqual(matters.slice(0, 6).map((m) => m.name.zh));
    expect(page.texts('label.other')).toEqual(['路灯不亮', '护栏损坏']);
  });

  it.each([
    ['in Chinese', '路灯', ['路灯不亮']],
    ['in English, whatever the case', 'RAILING', ['护栏损坏']],
    ['by code', '02001', ['路灯不亮']],
    ['regardless of space around', ' 护栏 ', ['护栏损坏']],
    ['only beyond the pictures', '井盖', []],
  ])('is searched %s', async (_, words, expected) => {
    page = await mount(<What tried={false} />);
    await page.type('input[type=search]', words);
    expect(page.texts('label.other')).toEqual(expected);
    expect(page.texts('.other-list p')).toEqual(expected.length > 0 ? [] : ['没有找到这样的事项，换个词试试。']);
    await page.type('input[type=search]', '');
  });

  it('is one choice among both, and a chosen one of the rest is named while the search hides it', async () => {
    page = await mount(<What tried={false} />);
    await page.click('input[value="06013"]');
    expect(category.value).toBe('06013');
    await page.click('input[value="02001"]');
    expect(category.value).toBe('02001');
    expect(page.all('input[type=radio]').filter((e) => (e as HTMLInputElement).checked)).toHaveLength(1);
    await page.type('input[type=search]', '护栏');
    expect(page.one('summary').textContent).toContain('路灯不亮');
    await page.type('input[type=search]', '');
  });

  it('is missed only once the person has tried to send', async () => {
    page = await mount(<What tried={false} />);
    expect(page.all('[role=alert]')).toEqual([]);
    page = await mount(<What tried={true} />);
    expect(page.texts('[role=alert]')).toEqual(['请先选是什么事。']);
  });
});
