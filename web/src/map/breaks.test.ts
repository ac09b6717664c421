import { describe, expect, it } from 'vitest';
import { classBreaks, classOf, leastTold } from './breaks.ts';

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
