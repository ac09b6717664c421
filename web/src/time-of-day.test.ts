import { describe, expect, it } from 'vitest';
import { clock, minutes } from './time-of-day.ts';

describe('a time of day', () => {
  it.each([
    ['09:05', 545],
    ['9:05', 545],
    ['9：05', 545],
    ['905', 545],
    [' 0905 ', 545],
    ['9', 540],
    ['0:00', 0],
    ['24:00', 1440],
  ])('is read from %j', (typed, expected) => {
    expect(minutes(typed)).toBe(expected);
  });

  it.each(['', '9:', '9:60', '24:01', '25', '1:2', '9am', '-1:00', '12345'])('is not read from %j', (typed) => {
    expect(minutes(typed)).toBeNull();
  });

  it('is written with 24 hours', () => {
    expect([0, 545, 1080, 1440].map(clock)).toEqual(['00:00', '09:05', '18:00', '24:00']);
  });
});
