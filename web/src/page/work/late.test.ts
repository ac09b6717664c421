import { describe, expect, it } from 'vitest';
import { spell, standing } from './late.ts';

const now = Date.parse('2026-11-25T08:00:00Z');
const hour = 3_600_000;
const at = (hours: number) => new Date(now + hours * hour).toISOString();
const c = {
  state: 'dispatched' as const,
  severity: 'routine' as const,
  opened_at: at(-72),
  paused: false,
  due_at: null,
  due_what: null,
  soon_at: null,
};

describe('how a case stands against its clocks', () => {
  it.each([
    ['is late by what has passed since', { due_at: at(-51), soon_at: at(-60) }, 'late', 51],
    ['is soon from when the service says', { due_at: at(40), soon_at: at(0) }, 'soon', 40],
    ['has time before, however little it is', { due_at: at(1), soon_at: at(0.5) }, 'due', 1],
    ['has time where nothing says from when on it is soon', { due_at: at(1) }, 'due', 1],
    ['is due, not late, at the very moment', { due_at: at(0), soon_at: at(-1) }, 'soon', 0],
    ['runs on while it is parked', { state: 'parked' as const, due_at: at(-2) }, 'late', 2],
  ] as const)('%s', (_, given, kind, hours) => {
    expect(standing({ ...c, ...given }, now)).toMatchObject({ kind, ms: hours * hour, what: 'resolve' });
  });

  it('says which clock it is', () => {
    expect(standing({ ...c, due_at: at(1), due_what: 'make_safe' }, now)).toMatchObject({ what: 'make_safe' });
  });

  it.each([
    ['paused', { paused: true }, 'paused'],
    ['without a clock', {}, 'none'],
  ] as const)('runs no clock that is %s', (_, given, kind) => {
    expect(standing({ ...c, ...given }, now).kind).toBe(kind);
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
    expect(standing({ ...c, state: 'filed', due_at: at(-1) }, now).kind).toBe('late');
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
