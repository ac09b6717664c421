import { describe, expect, it } from 'vitest';
import {
  bars,
  dayName,
  dayNumber,
  filterOf,
  firstWindow,
  lastDays,
  lengthOf,
  moveAll,
  moveEnd,
  nextWindow,
  windowOf,
} from './days.ts';

const range = { from: dayNumber('2026-01-01'), to: dayNumber('2026-12-31') };
const days = (from: string, to: string) => ({ from: dayNumber(`2026-${from}`), to: dayNumber(`2026-${to}`) });

describe('a day', () => {
  it('comes back from its number, and the next is one more, over months and leap days', () => {
    for (const date of ['1970-01-01', '2024-02-28', '2024-02-29', '2026-12-31'])
      expect(dayName(dayNumber(date))).toBe(date);
    expect(dayNumber('2024-03-01') - dayNumber('2024-02-28')).toBe(2);
    expect(dayNumber('2026-11-24T08:00:00+08:00')).toBe(dayNumber('2026-11-24'));
  });
});

describe('the window of a filter', () => {
  it.each([
    ['open', { from: null, to: null }, range],
    ['open at its end', { from: '2026-11-01', to: null }, days('11-01', '12-31')],
    ['of one day', { from: '2026-11-01', to: '2026-11-01' }, days('11-01', '11-01')],
    ['that begins before there is anything', { from: '2020-01-01', to: '2026-02-01' }, days('01-01', '02-01')],
    ['that lies after everything', { from: '2030-01-01', to: '2030-02-01' }, days('12-31', '12-31')],
  ])('%s', (_, filter, expected) => {
    expect(windowOf(filter, range)).toEqual(expected);
  });

  it('leaves an end open that is the range’s own', () => {
    expect(filterOf(range, range)).toEqual({ from: null, to: null });
    expect(filterOf(days('12-01', '12-31'), range)).toEqual({ from: '2026-12-01', to: null });
    expect(filterOf(days('03-01', '03-31'), range)).toEqual({ from: '2026-03-01', to: '2026-03-31' });
  });
});

describe('moving', () => {
  it('an end beyond the other takes it along; beyond the days there are, it stops', () => {
    const w = days('03-01', '03-31');
    expect(moveEnd(w, 'from', dayNumber('2026-04-05'), range)).toEqual(days('04-05', '04-05'));
    expect(moveEnd(w, 'to', dayNumber('2026-02-05'), range)).toEqual(days('02-05', '02-05'));
    expect(moveEnd(w, 'to', dayNumber('2030-01-01'), range)).toEqual(days('03-01', '12-31'));
  });

  it('all of it keeps its length, as far as there are days', () => {
    const w = days('03-01', '03-31');
    expect(moveAll(w, 1, range)).toEqual(days('03-02', '04-01'));
    expect(moveAll(w, -9999, range)).toEqual(days('01-01', '01-31'));
    expect(moveAll(w, 9999, range)).toEqual(days('12-01', '12-31'));
  });

  it('to the last days takes what there is of them', () => {
    expect(lastDays(7, range)).toEqual(days('12-25', '12-31'));
    expect(lastDays(9999, range)).toEqual(range);
  });
});

describe('playing', () => {
  it('begins with the window chosen, and from the first day where that stands at the end or is everything', () => {
    expect(firstWindow(days('03-01', '03-31'), range, 1)).toEqual(days('03-01', '03-31'));
    expect(firstWindow(lastDays(30, range), range, 1)).toEqual(days('01-01', '01-30'));
    expect(lengthOf(firstWindow(range, range, 1))).toBe(30);
    expect(lengthOf(firstWindow({ from: 0, to: 9 }, { from: 0, to: 9 }, 7))).toBe(7);
  });

  it('goes on step by step to the last day, and ends there', () => {
    const seen: number[] = [];
    let w: ReturnType<typeof nextWindow> = { from: 0, to: 6 };
    for (; w; w = nextWindow(w, { from: 0, to: 30 }, 7)) seen.push(w.to);
    expect(seen).toEqual([6, 13, 20, 27, 30]);
  });
});

describe('bars', () => {
  const counts = [
    ['2026-01-01', 5],
    ['2026-06-15', 2],
    ['2026-12-31', 3],
  ] as const;

  it.each([1, 7, 52, 100, 365, 9999])('in at most %d hold every day once, and all that was counted', (most) => {
    const made = bars(counts, range, most);
    expect(made.length).toBeLessThanOrEqual(most);
    expect(made.reduce((n, bar) => n + lengthOf(bar), 0)).toBe(lengthOf(range));
    expect(made.reduce((n, bar) => n + bar.count, 0)).toBe(10);
    expect([made[0]?.from, made.at(-1)?.to]).toEqual([range.from, range.to]);
    for (const [day, count] of counts)
      expect(made.find((b) => b.from <= dayNumber(day) && dayNumber(day) <= b.to)?.count).toBeGreaterThanOrEqual(count);
  });

  it('leave out what was counted outside of the days asked for', () => {
    expect(
      bars(
        [
          ['2025-12-31', 9],
          ['2027-01-01', 9],
        ],
        range,
        12,
      ).every((b) => b.count === 0),
    ).toBe(true);
  });
});
