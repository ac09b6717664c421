import { expect, it } from 'vitest';
import { limitOf, ownCode } from './limit.ts';

it('a limit is a whole number from 1 up, or none', () => {
  expect(limitOf('24', 'hours')).toEqual({ amount: 24, unit: 'hours' });
  expect(limitOf(' ３ ', 'work_days')).toEqual({ amount: 3, unit: 'work_days' });
  expect(limitOf('  ', 'days')).toBeNull();
});

it.each(['0', '-1', '1.5', '三', '10000', '1e3'])('%s is no limit', (typed) => {
  expect(limitOf(typed, 'hours')).toBe('bad');
});

it("codes of the site's own begin with 9", () => {
  expect(['90000', '99999', '06013', '9000', '9000x'].map(ownCode)).toEqual([true, true, false, false, false]);
});
