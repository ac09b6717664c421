import { describe, expect, it } from 'vitest';
import { inSpan, spansOf } from './spans.ts';

describe('counts by day', () => {
  it('are nothing where nothing was counted', () => {
    expect(spansOf([])).toEqual({ step: 'day', spans: [] });
  });

  it('are in order and without a gap: a day without a case is a bar of no height', () => {
    const { step, spans } = spansOf([
      ['2026-03-02', 5],
      ['2026-02-27', 2],
    ]);
    expect(step).toBe('day');
    expect(spans.map((s) => [s.from, s.to, s.count])).toEqual([
      ['2026-02-27', '2026-02-27', 2],
      ['2026-02-28', '2026-02-28', 0],
      ['2026-03-01', '2026-03-01', 0],
      ['2026-03-02', '2026-03-02', 5],
    ]);
  });

  it('become weeks from Monday where days are too many', () => {
    const { step, spans } = spansOf([
      ['2026-01-01', 1], // a Thursday
      ['2026-01-04', 2], // the Sunday of the same week
      ['2026-01-05', 4],
      ['2026-07-01', 8],
    ]);
    expect(step).toBe('week');
    expect(spans.slice(0, 2)).toEqual([
      { from: '2025-12-29', to: '2026-01-04', count: 3 },
      { from: '2026-01-05', to: '2026-01-11', count: 4 },
    ]);
    expect(spans.reduce((n, s) => n + s.count, 0)).toBe(15);
    expect(spans.length).toBeLessThanOrEqual(92);
  });

  it('become months where weeks are too many, over leap years and new years', () => {
    const { step, spans } = spansOf([
      ['2023-12-31', 1],
      ['2024-02-29', 2],
      ['2026-11-01', 3],
    ]);
    expect(step).toBe('month');
    expect(spans.slice(0, 3)).toEqual([
      { from: '2023-12-01', to: '2023-12-31', count: 1 },
      { from: '2024-01-01', to: '2024-01-31', count: 0 },
      { from: '2024-02-01', to: '2024-02-29', count: 2 },
    ]);
    expect(spans).toHaveLength(36);
  });
});

describe('a span', () => {
  const span = { from: '2026-01-05', to: '2026-01-11', count: 0 };
  it.each([
    [null, null, true],
    ['2026-01-11', null, true],
    ['2026-01-12', null, false],
    [null, '2026-01-05', true],
    [null, '2026-01-04T23:00:00Z', false],
    ['2026-01-06', '2026-01-07', true],
  ] as const)('from %s to %s is let through: %s', (from, to, expected) => {
    expect(inSpan(span, from, to)).toBe(expected);
  });
});
