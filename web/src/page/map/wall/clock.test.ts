import { describe, expect, it } from 'vitest';
import { clockAt } from './clock.ts';

describe('the clock on the wall', () => {
  const at = new Date('2026-11-23T16:05:00Z');
  it.each([
    ['Asia/Shanghai', 'zh', { time: '00:05', date: '2026年11月24日星期二', day: '2026-11-24' }],
    ['Asia/Shanghai', 'en', { time: '00:05', date: 'Tuesday 24 November 2026', day: '2026-11-24' }],
    ['Asia/Urumqi', 'zh', { time: '22:05', date: '2026年11月23日星期一', day: '2026-11-23' }],
    ['UTC', 'en', { time: '16:05', date: 'Monday 23 November 2026', day: '2026-11-23' }],
  ] as const)('goes by %s and speaks %s', (zone, lang, expected) => {
    const shown = clockAt(at, zone, lang);
    expect({ ...shown, date: shown.date.replace(',', '') }).toEqual(expected);
  });

  it('goes by the reader where the zone is not known', () => {
    const local = clockAt(at, undefined, 'zh');
    expect(local.time).toBe(at.toTimeString().slice(0, 5));
  });
});
