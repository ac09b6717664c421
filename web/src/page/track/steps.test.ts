import { expect, it } from 'vitest';
import type { Track } from '../../api/office.ts';
import { withGrid } from './steps.ts';

it.each([
  ['at work, with no department', 'in_progress', null, true],
  ['said to be done, with no department', 'resolved', null, true],
  ['with a department', 'in_progress', { zh: '城市管理岗', en: 'City' }, false],
  ['back at the centre', 'returned', null, false],
  ['not looked at yet', 'reported', null, false],
])('a matter that is %s is the grid’s or not', (_, state, post, expected) => {
  expect(withGrid({ state, post } as Track)).toBe(expected);
});
