import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { categories } from '../../../data/site.ts';
import { lang } from '../../../settings.ts';
import { kind } from '../../../testing/fixtures.ts';
import { mount } from '../../../testing/mount.ts';
import { MatterField, matterName } from './matter-field.tsx';

let page: Awaited<ReturnType<typeof mount>>;
let chosen: string[];
afterEach(() => page.leave());

beforeEach(() => {
  lang.value = 'zh';
  chosen = [];
  categories.value = {
    data: [
      kind('06013', '道路破损', 'Road'),
      kind('06010', '暴露垃圾', 'Rubbish'),
      kind('90001', '高空坠物', 'Falling'),
    ],
    loading: false,
    error: null,
  };
});

const show = async (value: string, many = false) => {
  page = await mount(<MatterField label="事项" value={value} set={(code) => chosen.push(code)} many={many} />);
};
const press = (key: string) =>
  act(() => {
    page.one('input').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  });
const options = () => page.texts('[role=option] > span:first-child');

describe('a matter', () => {
  it('is found by a part of its name and taken with Enter', async () => {
    await show('');
    await page.type('input', '垃圾');
    expect(options()).toEqual(['暴露垃圾']);
    await press('Enter');
    expect(chosen).toEqual(['06010']);
  });

  it('stands in the field by its name, its code below', async () => {
    await show('90001');
    expect(page.one<HTMLInputElement>('input').value).toBe('高空坠物');
    expect(page.root.textContent).toContain('90001');
  });

  it('is chosen with the arrows', async () => {
    await show('');
    await press('ArrowDown');
    await press('ArrowDown');
    await press('Enter');
    expect(chosen).toEqual(['06010']);
  });

  it('stays as it was after Escape, and is none once emptied', async () => {
    await show('90001');
    await page.type('input', '道路');
    await press('Escape');
    expect(chosen).toEqual([]);
    expect(page.one<HTMLInputElement>('input').value).toBe('高空坠物');
    await page.type('input', '');
    expect(chosen).toEqual(['']);
  });

  it('says so where there is none', async () => {
    await show('');
    await page.type('input', '月球');
    expect(page.one('[role=status]').textContent).toBe('没有“月球”这样的事项');
  });
});

describe('the matters of a rule', () => {
  it('may be all whose codes begin alike, or any', async () => {
    await show('', true);
    expect(page.one<HTMLInputElement>('input').value).toBe('任何事项');
    await page.type('input', '06');
    expect(options()).toEqual(['06 开头的 2 种事项', '道路破损', '暴露垃圾']);
  });

  it.each([
    ['', '任何事项'],
    ['06', '06 开头的 2 种事项'],
    ['06013', '道路破损'],
  ])('of code “%s” are called %s', async (code, name) => {
    await show(code, true);
    expect(matterName(code)).toBe(name);
    expect(page.one<HTMLInputElement>('input').value).toBe(name);
  });
});
