import { expect, it } from 'vitest';
import { holder, isUnseen } from './steps.ts';

it.each([
  ['at work', 'in_progress', 'a1', 'cell'],
  ['said to be done', 'resolved', 'a1', 'cell'],
  ['not looked at yet', 'reported', 'a1', 'cell'],
  ['not looked at yet, in no cell', 'reported', null, 'centre'],
  ['back at the centre', 'returned', 'a1', 'centre'],
  ['contested', 'contested', 'a1', 'review'],
] as const)('a matter that is %s, with no department', (_, state, cell, expected) => {
  expect(holder({ state, cell })).toBe(expected);
});

it('is unseen once the time for a first look is over', () => {
  const by = '2026-11-24T10:00:00Z';
  const before = Date.parse(by) - 1;
  expect([isUnseen({ look_by: by }, before), isUnseen({ look_by: by }, before + 2)]).toEqual([false, true]);
  expect(isUnseen({ look_by: null }, before)).toBe(false);
});
