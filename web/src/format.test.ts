import { describe, expect, it } from 'vitest';
import { ago, area, count, date, distance, moment, percent } from './format.ts';
import { en } from './i18n/en.ts';
import { zh } from './i18n/zh.ts';

const at = new Date(2026, 10, 23, 9, 5);
const later = (minutes: number) => new Date(at.getTime() + minutes * 60_000);

describe('dates and times', () => {
  it('are written as people write them', () => {
    expect([date(at, 'zh'), date(at, 'en')]).toEqual(['2026年11月23日', '23 Nov 2026']);
    expect(date(new Date(2026, 0, 3), 'zh')).toBe('2026年1月3日');
    expect(date(new Date(2026, 0, 3), 'en')).toBe('3 Jan 2026');
  });

  it('have 24 hours of two digits', () => {
    expect([moment(at, 'zh'), moment(at, 'en')]).toEqual(['2026年11月23日 09:05', '23 Nov 2026 09:05']);
    expect(moment(new Date(2026, 10, 23, 0, 0), 'en')).toBe('23 Nov 2026 00:00');
    expect(moment(new Date(2026, 10, 23, 23, 59), 'en')).toBe('23 Nov 2026 23:59');
  });

  it.each([
    ['now', 0, '刚刚', 'just now'],
    ['59 seconds', 59 / 60, '刚刚', 'just now'],
    ['a clock that is a minute fast', -1, '刚刚', 'just now'],
    ['one minute', 1, '1 分钟前', '1 min ago'],
    ['just under an hour', 59.99, '59 分钟前', '59 min ago'],
    ['an hour', 60, '1 小时前', '1 h ago'],
    ['just under two hours', 119.9, '1 小时前', '1 h ago'],
    ['just under a day', 24 * 60 - 0.01, '23 小时前', '23 h ago'],
    ['a day', 24 * 60, '2026年11月23日', '23 Nov 2026'],
    ['the future', -3, '2026年11月23日', '23 Nov 2026'],
  ])('are told relative to now only under a day: %s', (_, minutes, chinese, english) => {
    expect(ago(at, later(minutes), 'zh', zh)).toBe(chinese);
    expect(ago(at, later(minutes), 'en', en)).toBe(english);
  });
});

describe('figures', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
    [999.5, '1,000'],
    [-1234, '-1,234'],
  ])('set thousands apart: %d', (n, expected) => {
    expect(count(n)).toBe(expected);
  });

  it.each([
    [0, '0 m', '0 米'],
    [0.04, '0 m', '0 米'],
    [2.34, '2.3 m', '2.3 米'],
    [9.94, '9.9 m', '9.9 米'],
    [9.96, '10 m', '10 米'],
    [10.4, '10 m', '10 米'],
    [1234.5, '1,235 m', '1,235 米'],
    [9999.4, '9,999 m', '9,999 米'],
    [9999.6, '10 km', '10 千米'],
    [10_000, '10 km', '10 千米'],
    [1_234_567, '1,235 km', '1,235 千米'],
  ])('are metres up to 10 km: %d', (m, english, chinese) => {
    expect(distance(m, en)).toBe(english);
    expect(distance(m, zh)).toBe(chinese);
  });

  it.each([
    [0, '0 m²', '0 平方米'],
    [45_678.4, '45,678 m²', '45,678 平方米'],
    [999_999.4, '999,999 m²', '999,999 平方米'],
    [999_999.6, '1.00 km²', '1.00 平方千米'],
    [1_234_567, '1.23 km²', '1.23 平方千米'],
  ])('are square metres up to 1 km²: %d', (m2, english, chinese) => {
    expect(area(m2, en)).toBe(english);
    expect(area(m2, zh)).toBe(chinese);
  });

  it.each([
    [0, '0%'],
    [0.0001, '< 1%'],
    [0.004, '< 1%'],
    [0.005, '1%'],
    [0.5, '50%'],
    [0.994, '99%'],
    [0.996, '> 99%'],
    [0.99999, '> 99%'],
    [1, '100%'],
  ])('never round something to nothing or nearly all to all: %d', (share, expected) => {
    expect(percent(share)).toBe(expected);
  });
});
