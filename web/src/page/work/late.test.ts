import { describe, expect, it } from 'vitest';
import { spell, standing } from './late.ts';

const now = Date.parse('2026-11-25T08:00:00Z');
const hour = 3_600_000;
const at = (hours: number) => new Date(now + hours * hour).toISOString();
const c = {
  state: 'dispatched' as const,
  severity: 'routine' as const,
  opened_at: at(-72),
  make_safe_due: null,
  resolve_due: null,
  paused: false,
};

describe('how a case stands against its clocks', () => {
  it.each([
    ['is late by what has passed since', { ...c, resolve_due: at(-51) }, 'late', 51],
    ['is soon when less than a day is left', { ...c, resolve_due: at(23) }, 'soon', 23],
    ['has time when more is left', { ...c, resolve_due: at(25) }, 'due', 25],
    ['goes by the clock that strikes first', { ...c, make_safe_due: at(1), resolve_due: at(100) }, 'soon', 1],
    [
      'forgets the danger that is over',
      { ...c, make_safe_due: at(-1), made_safe_at: at(-2), resolve_due: at(30) },
      'due',
      30,
    ],
    ['is due, not late, at the very moment', { ...c, resolve_due: at(0) }, 'soon', 0],
  ] as const)('%s', (_, given, kind, hours) => {
    expect(standing(given, now)).toMatchObject({ kind, ms: hours * hour });
  });

  it.each([
    ['deferred', { ...c, state: 'deferred' as const, resolve_due: at(-5) }, 'paused'],
    ['paused', { ...c, paused: true, resolve_due: at(-5) }, 'paused'],
    ['said to be done', { ...c, state: 'resolved' as const, resolve_due: at(-5) }, 'none'],
    ['without a clock', c, 'none'],
  ] as const)('runs no clock that is %s', (_, given, kind) => {
    expect(standing(given, now).kind).toBe(kind);
  });
});

describe('a filed case that nobody was sent to', () => {
  it.each([
    ['routine', false],
    ['priority', false],
    ['urgent', true],
    ['emergency', true],
  ] as const)('%s tells how long it waits', (severity, urgent) => {
    expect(standing({ ...c, state: 'filed', severity }, now)).toEqual({ kind: 'waiting', ms: 72 * hour, urgent });
  });

  it('that was reopened goes by its clock', () => {
    expect(standing({ ...c, state: 'filed', resolve_due: at(-1) }, now).kind).toBe('late');
  });
});

describe('a length of time', () => {
  it.each([
    [72 * hour + 1, { days: 3, hours: 0, minutes: 0 }],
    [51 * hour, { days: 2, hours: 3, minutes: 0 }],
    [24 * hour, { days: 1, hours: 0, minutes: 0 }],
    [24 * hour - 1, { days: 0, hours: 23, minutes: 59 }],
    [59_999, { days: 0, hours: 0, minutes: 0 }],
  ])('of %d ms is told in its two largest units', (ms, told) => {
    expect(spell(ms)).toEqual(told);
  });
});
