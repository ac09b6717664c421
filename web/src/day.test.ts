import { describe, expect, it } from 'vitest';
import { day } from './day.ts';
import { date } from './format.ts';

describe('a day', () => {
  it.each([
    '2026-11-03',
    '2026/11/3',
    '2026.11.3',
    '2026年11月3日',
    '2026 年 11 月 3 日',
    '20261103',
    '3 Nov 2026',
    ' 3  november 2026 ',
  ])('is read from %j', (typed) => {
    expect(day(typed)).toBe('2026-11-03');
  });

  it.each([
    '',
    '2026-11',
    '2026-13-01',
    '2026-02-29',
    '2026-4-31',
    '11/03/2026',
    '3 Nvo 2026',
    '1969-12-31',
    '2026-11-0',
    'x',
  ])('is not read from %j', (typed) => {
    expect(day(typed)).toBeNull();
  });

  it('knows leap years', () => {
    expect(day('2028-2-29')).toBe('2028-02-29');
  });

  it.each(['zh', 'en'] as const)('is read as dates are written in %s', (lang) => {
    for (let m = 0; m < 12; m++)
      expect(day(date(new Date(2026, m, 9), lang))).toBe(`2026-${String(m + 1).padStart(2, '0')}-09`);
  });
});
