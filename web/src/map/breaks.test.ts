import { describe, expect, it } from 'vitest';
import { classBreaks, classify, classOf, leastTold, roundBreaks, roundest, tally } from './breaks.ts';

/** The same numbers on every run. */
function* numbers(seed: number): Generator<number> {
  let x = seed;
  for (;;) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    yield x / 2 ** 32;
  }
}

describe('the classes of counts', () => {
  it.each([
    ['nothing', [], [3, 4, 5, 6, 7]],
    ['counts too few to be told', [0, 1, 2, 2], [3, 4, 5, 6, 7]],
    ['small counts', [3, 4, 5, 6, 7], [3, 4, 5, 6, 7]],
    ['counts up to eleven', [3, 5, 8, 11], [3, 4, 6, 8, 10]],
    ['counts up to twelve', [3, 5, 8, 12], [3, 5, 10, 15, 20]],
    ['tens', [5, 17, 23, 44], [3, 10, 20, 30, 40]],
    ['thousands', [1200, 3900], [3, 1000, 2000, 3000, 4000]],
    ['more than any step', [1e9], [3, 10_000, 20_000, 30_000, 40_000]],
  ])('of %s are round', (_, counts, expected) => {
    expect(classBreaks(counts)).toEqual(expected);
  });

  it('are not stretched by one crowded cell in forty', () => {
    expect(classBreaks([...Array(39).fill(4), 5000])).toEqual([3, 4, 5, 6, 7]);
  });

  it('begin at the least that is told, rise, are multiples of one step, and leave out one count in twenty at most', () => {
    const random = numbers(7);
    const next = () => random.next().value as number;
    const wrong: unknown[] = [];
    for (let run = 0; run < 500; run++) {
      const most = 10 ** (1 + 3.6 * next());
      const counts = Array.from({ length: 1 + Math.floor(next() * 60) }, () => Math.floor(next() * most));
      const breaks = classBreaks(counts);
      const [first, second, third, fourth, fifth] = breaks;
      const step = third - second;
      const told = counts.filter((n) => n >= leastTold);
      const beyond = told.filter((n) => n >= fifth + step).length;
      const good =
        first === leastTold &&
        second > first &&
        second % step === 0 &&
        fourth - third === step &&
        fifth - fourth === step &&
        /^[125]0*$/.test(String(step)) &&
        beyond <= told.length / 20;
      if (!good) wrong.push({ counts, breaks });
    }
    expect(wrong).toEqual([]);
  });

  it('hold every count in exactly one class, the lower bound in the upper one', () => {
    const breaks = [3, 5, 10, 15, 20];
    expect([3, 4, 5, 9, 10, 14, 15, 19, 20, 5000].map((n) => classOf(n, breaks))).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3, 4, 4,
    ]);
  });
});

describe('the round bounds of figures', () => {
  it.each([
    ['nothing', [], []],
    ['zeros and what is not known', [0, null, 0], []],
    ['one value', [7], [5]],
    ['the same value everywhere', [4, 4, 4, 4], [4]],
    ['one to five', [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]],
    ['one to ten', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 3, 5, 7, 9]],
    ['many small and few large', [1, 1, 2, 2, 3, 3, 8, 20, 90, 1300], [1, 2, 3, 8, 50]],
    ['a narrow range', [103, 106, 109, 112, 115, 118], [100, 105, 108, 112, 115]],
    ['shares below one', [0.12, 0.31, 0.44, 0.58, 0.9], [0.1, 0.3, 0.4, 0.55, 0.8]],
    ['ten thousands', [12_345, 31_200, 47_000, 58_900, 91_234], [10_000, 30_000, 40_000, 55_000, 80_000]],
  ])('of %s', (_, values, expected) => {
    expect(roundBreaks(values)).toEqual(expected);
  });

  it.each([
    [0.5, 1, 1],
    [51.5, 103, 100],
    [103, 118, 110],
    [103, 109, 105],
    [103, 104, 104],
    [0.2, 0.31, 0.3],
    [0.004, 0.0049, 0.0045],
  ])('the roundest number above %d, up to %d, is %d', (low, high, expected) => {
    expect(roundest(low, high)).toBe(expected);
  });

  it('rise, leave no class empty and nothing below the first, whatever the values', () => {
    const random = numbers(11);
    const next = () => random.next().value as number;
    const wrong: unknown[] = [];
    for (let run = 0; run < 500; run++) {
      const [most, whole] = [10 ** (6 * next() - 1), next() < 0.5];
      // Squared, so that there are many small and few large, as in towns.
      const value = () => (whole ? Math.ceil(most * next() ** 2) : most * next() ** 2);
      const values = Array.from({ length: 1 + Math.floor(next() * 80) }, value);
      const breaks = roundBreaks(values);
      const positive = values.filter((n) => n > 0);
      const counts = tally(classify(positive, breaks));
      const rising = breaks.every((b, i) => i === 0 || b > (breaks[i - 1] as number));
      const inFirst = positive.every((n) => n >= (breaks[0] as number));
      const filled = breaks.every((_, i) => (counts.get(i + 1) ?? 0) > 0);
      const wholeToo = !whole || breaks.every(Number.isInteger);
      if (!(rising && inFirst && filled && wholeToo && breaks.length <= 5)) wrong.push({ values, breaks });
    }
    expect(wrong).toEqual([]);
  });
});

describe('what cells are drawn as', () => {
  it('keeps what is not known, nothing, and the classes apart', () => {
    const classes = classify([null, 0, 1, 4, 5, 900], [1, 5, 10]);
    expect(classes).toEqual([-1, 0, 1, 1, 2, 3]);
    expect([...tally(classes)].sort(([a], [b]) => a - b)).toEqual([
      [-1, 1],
      [0, 1],
      [1, 2],
      [2, 1],
      [3, 1],
    ]);
  });
});
