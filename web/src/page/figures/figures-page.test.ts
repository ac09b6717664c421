import { describe, expect, it } from 'vitest';
import type { FiguresRow, Indicators } from '../../api/figures.ts';
import { goodWords } from '../../testing/words.ts';
import { top } from './charts.tsx';
import { worked, written } from './formulas.ts';
import { ordered, preset, pressed } from './order.ts';
import { words } from './words.ts';

goodWords('the words of the figures page', words.zh, words.en);

/** 天门市, December 2016, as its bulletin has it. */
const bulletin: Indicators = {
  received: 1054,
  filed: 996,
  due: 972,
  settled: 911,
  settled_in_time: 737,
  resolved: 911,
  resolved_in_time: 800,
  overdue: 235,
  reworked: 0,
  extended: 0,
  contested: 0,
  hops: 0,
  filed_rate: 996 / 1054,
  settled_rate: 911 / 972,
  settled_in_time_rate: 737 / 972,
  resolved_in_time_rate: 800 / 972,
  rework_rate: 0,
  extension_rate: 0,
  contest_rate: null,
  hops_mean: 0,
  limbo_hours_mean: 7.25,
  settle_hours_median: 30,
  small: false,
};

describe('a figure', () => {
  it('is written with as many places as it deserves', () => {
    expect(written('rate', bulletin.settled_rate)).toBe('93.7%');
    expect(written('rate', bulletin.settled_in_time_rate)).toBe('75.8%');
    expect(written('count', 1054)).toBe('1,054');
    expect(written('times', 0.125)).toBe('0.13');
    expect(written('hours', 7.25)).toBe('7.3');
    expect(written('rate', null)).toBe('–');
  });

  it('that is a quotient shows its numbers, where there is something to divide by', () => {
    expect(worked('settled_rate', bulletin)).toBe('911 ÷ 972');
    expect(worked('contest_rate', { ...bulletin, settled: 0 })).toBeNull();
    expect(worked('settle_hours_median', bulletin)).toBeNull();
  });
});

const row = (key: string, more: Partial<Indicators>): FiguresRow => ({
  key,
  title: { zh: key, en: key },
  indicators: { ...bulletin, ...more },
});
const rows = [
  row('丙10', { settled_rate: 0.5 }),
  row('丙9', { settled_rate: 1, small: true }),
  row('甲', { settled_rate: null }),
  row('乙', { settled_rate: 0.9 }),
];
const keys = (sort: Parameters<typeof ordered>[1]) => ordered(rows, sort, (r) => r.key).map((r) => r.key);

describe('a chart', () => {
  it.each([
    ['rework_rate', [0.013, 0.07], 0.1],
    ['rework_rate', [], 0.05],
    ['settled_rate', [0.2, 0.96], 1],
    ['received', [3, 41], 50],
  ] as const)('of %s with %j reaches to %s', (name, values, expected) => {
    expect(top(name, values)).toBe(expected);
  });
});

describe('the rows', () => {
  it('stand by name, numbers in them by their size', () => {
    expect(keys({ by: 'name', down: false }).filter((k) => k.startsWith('丙'))).toEqual(['丙9', '丙10']);
  });

  it('of few cases never stand first among rates, either way round', () => {
    expect(keys({ by: 'settled_rate', down: true })).toEqual(['乙', '丙10', '丙9', '甲']);
    expect(keys({ by: 'settled_rate', down: false }).slice(0, 2)).toEqual(['丙10', '乙']);
  });

  it('turn round on a second press', () => {
    const once = pressed({ by: 'name', down: false }, 'due');
    expect(once).toEqual({ by: 'due', down: true });
    expect(pressed(once, 'due')).toEqual({ by: 'due', down: false });
    expect(pressed(once, 'name')).toEqual({ by: 'name', down: false });
  });
});

describe('a span', () => {
  const today = new Date(2026, 10, 25);
  it.each([
    ['month', '2026-11-01'],
    ['quarter', '2026-09-01'],
    ['year', '2026-01-01'],
  ] as const)('of a %s begins on its first day and ends today', (name, from) => {
    expect(preset(name, today)).toEqual({ from, to: '2026-11-25' });
  });

  it('of the month before is a whole month', () => {
    expect(preset('last', new Date(2026, 2, 31))).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(preset('last', new Date(2026, 0, 5))).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  });

  it('of three months reaches into the year before', () => {
    expect(preset('quarter', new Date(2026, 0, 31)).from).toBe('2025-11-01');
  });
});
