import { describe, expect, it } from 'vitest';
import { differing, type Exceptions, parseSpans, spansText, stateOf, step, weeks } from './days.ts';

describe('a day of the calendar', () => {
  it('goes from usual to off to working and back, and keeps its note while it is an exception', () => {
    const day = '2026-10-10';
    let days: Exceptions = new Map();
    const states = [stateOf(days, day)];
    for (let i = 0; i < 3; i++) {
      days = step(days, day);
      states.push(stateOf(days, day));
    }
    expect(states).toEqual(['usual', 'rest', 'work', 'usual']);
    const noted = step(new Map([[day, { working: false, note: '国庆节' }]]), day);
    expect(noted.get(day)).toEqual({ working: true, note: '国庆节' });
  });

  it('is counted as changed where it was added, taken away or altered', () => {
    const a: Exceptions = new Map([
      ['2026-10-01', { working: false, note: '' }],
      ['2026-10-02', { working: false, note: '' }],
    ]);
    const b: Exceptions = new Map([
      ['2026-10-01', { working: false, note: '国庆节' }],
      ['2026-10-03', { working: false, note: '' }],
    ]);
    expect(differing(a, b)).toBe(3);
    expect(differing(a, a)).toBe(0);
  });
});

describe('a month', () => {
  it('begins on Monday', () => {
    const november = weeks(2026, 11);
    expect(november[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
    expect(november).toHaveLength(6);
    expect(november.flat().filter(Boolean)).toHaveLength(30);
  });

  it('of February has its leap day', () => {
    expect(weeks(2028, 2).flat().filter(Boolean)).toHaveLength(29);
    expect(weeks(2027, 2)).toHaveLength(4);
  });
});

describe('working hours', () => {
  it.each([
    ['09:00-12:00, 14:00-18:00', '09:00-12:00, 14:00-18:00'],
    ['9:00–12:00、14:00—18:00', '09:00-12:00, 14:00-18:00'],
    ['０９：００-１２：００', '09:00-12:00'],
    ['', ''],
    ['00:00-24:00', '00:00-24:00'],
  ])('%j are read', (typed, said) => {
    expect(spansText(parseSpans(typed) ?? [])).toBe(said);
    expect(parseSpans(typed)).not.toBeNull();
  });

  it.each(['9', '12:00-09:00', '09:00-12:00, 11:00-18:00', '09:00', '09:00-25:00', '09:00-10:00-11:00'])(
    '%j are not',
    (typed) => {
      expect(parseSpans(typed)).toBeNull();
    },
  );
});
