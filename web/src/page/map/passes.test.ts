import { describe, expect, it } from 'vitest';
import { pin } from '../../testing/fixtures.ts';
import { type Filters, noFilters } from './filters.ts';
import { dayOf, passes } from './passes.ts';

// 23 November 2026, 00:30 in Shanghai; the day before in Greenwich.
const opened = '2026-11-22T16:30:00Z';
const p = pin('1', [0, 0], {
  opened_at: opened,
  category: '06013',
  state: 'in_progress',
  severity: 'urgent',
  cell: 'a',
});
const passed = (f: Partial<Filters>, more = {}) =>
  passes({ ...p.properties, ...more }, { ...noFilters, ...f }, 'Asia/Shanghai');

describe('a case that is told of', () => {
  it.each<[string, Partial<Filters>, boolean]>([
    ['no filter', {}, true],
    ['its category', { category: ['1', '06013'] }, true],
    ['another category', { category: ['1'] }, false],
    ['its state', { state: ['in_progress'] }, true],
    ['the word open', { state: ['open'] }, true],
    ['the word settled', { state: ['settled'] }, false],
    ['another state or the word open', { state: ['closed', 'open'] }, true],
    ['another severity', { severity: ['routine'] }, false],
    ['its cell', { cell: ['a'] }, true],
    ['another cell', { cell: ['b'] }, false],
    ['from its day', { from: '2026-11-23' }, true],
    ['from the day after', { from: '2026-11-24' }, false],
    ['until the end of its day', { to: '2026-11-23' }, true],
    ['until the day before', { to: '2026-11-22' }, false],
    ['from its instant', { from: opened }, true],
    ['until its instant', { to: opened }, false],
    ['two of which one lets it through', { category: ['06013'], severity: ['routine'] }, false],
  ])('and %s: %#', (_, filter, expected) => {
    expect(passed(filter)).toBe(expected);
  });

  it('is settled where it says so', () => {
    expect(passed({ state: ['settled'] }, { state: 'closed', settled: true })).toBe(true);
    expect(passed({ state: ['open'] }, { state: 'closed', settled: true })).toBe(false);
  });
});

describe('the day of an instant', () => {
  it('is the site’s', () => {
    expect([dayOf(new Date(opened), 'Asia/Shanghai'), dayOf(new Date(opened), 'UTC')]).toEqual([
      '2026-11-23',
      '2026-11-22',
    ]);
  });
});
