import { describe, expect, it } from 'vitest';
import { minutes } from '../../../time-of-day.ts';
import { nextSpan, overlap } from './roster.ts';

const span = (weekday: number, from: string, to: string) => ({
  weekday,
  from: minutes(from) as number,
  to: minutes(to) as number,
});

describe('spans of a roster', () => {
  it('that touch do not overlap', () => {
    expect(overlap([span(1, '09:00', '12:00'), span(1, '12:00', '18:00'), span(2, '09:00', '12:00')])).toBeNull();
  });

  it('overlap where one begins before the other ends, in whatever order they come', () => {
    expect(overlap([span(3, '11:00', '18:00'), span(3, '09:00', '12:00')])).toBe(3);
  });

  it('past midnight overlap with the next morning', () => {
    expect(overlap([span(1, '22:00', '06:00'), span(2, '05:00', '09:00')])).toBe(2);
    expect(overlap([span(1, '22:00', '06:00'), span(2, '06:00', '09:00')])).toBeNull();
  });

  it('past midnight on Sunday overlap with Monday', () => {
    expect(overlap([span(7, '22:00', '06:00'), span(1, '05:00', '09:00')])).toBe(1);
  });

  it('begin at nine, and an hour after the last one', () => {
    expect(nextSpan(1, [])).toEqual(span(1, '09:00', '12:00'));
    expect(nextSpan(1, [span(1, '09:00', '12:00')])).toEqual(span(1, '13:00', '16:00'));
    expect(nextSpan(1, [span(1, '09:00', '23:30')])).toEqual(span(1, '22:00', '24:00'));
  });
});
