import { describe, expect, it } from 'vitest';
import { matching } from './combobox.tsx';
import { initials } from './initials.ts';

const options = ['城市管理岗', '派出所', '市政公用协调岗', '水务站 Water', 'Roads centre'].map((label, i) => ({
  value: `d${i}`,
  label,
}));
const found = (typed: string) => matching(options, typed).map((o) => o.label);

describe('the initials of a text', () => {
  it.each([
    ['城市管理岗', 'csglg'],
    ['派出所', 'pcs'],
    ['阿坝鄂尔多斯', 'abeeds'],
    ['做作座', 'zzz'],
    ['110 指挥中心', '110zhzx'],
    ['Water、水务', 'watersw'],
  ])('of %s are %s', (text, want) => {
    expect(initials(text)).toBe(want);
  });
});

describe('what is typed finds', () => {
  it('all while it is nothing', () => {
    expect(found(' ')).toHaveLength(5);
  });

  it('what begins with it before what holds it', () => {
    expect(found('市')).toEqual(['市政公用协调岗', '城市管理岗']);
  });

  it('initials, those in a row before those with others between', () => {
    expect(found('szg')).toEqual(['市政公用协调岗']);
    expect(found('cs')).toEqual(['城市管理岗', '派出所']);
    expect(found('CG')).toEqual(['城市管理岗']);
  });

  it('nothing where nothing is like it', () => {
    expect([found('zz'), found('rt'), found('消防')]).toEqual([[], [], []]);
  });
});
