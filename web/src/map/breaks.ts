/** The public rule tells no count of volunteers below this. */
export const leastTold = 3;

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/**
 * Lower bounds of the five classes that counts from three up are shown in: three, then four round numbers, multiples of
 * one step out of 1, 2, 5, 10 … The step is the smallest with which no more than one count in twenty lies beyond the last
 * class's width, so that one crowded cell doesn't push all the others into the first class.
 */
export function classBreaks(counts: readonly number[]): readonly [number, number, number, number, number] {
  const told = counts.filter((n) => n >= leastTold).sort((a, b) => a - b);
  const high = told[Math.ceil(told.length * 0.95) - 1] ?? 0;
  const step = steps.find((s) => high < firstMultiple(s) + 4 * s) ?? (steps.at(-1) as number);
  const first = firstMultiple(step);
  return [leastTold, first, first + step, first + 2 * step, first + 3 * step];
}

/** Shares of the values that lie below the second, third, fourth and fifth class, as near as round numbers come. */
const shares = [0.2, 0.4, 0.6, 0.8];

/**
 * Lower bounds of at most five classes for the values above zero, so that each class has about as many as the others and
 * begins at a round number. A class begins at the roundest number between the value at its share and half way down to the
 * one before: whatever the values, no class is empty and none is lost below the first.
 */
export function roundBreaks(values: readonly (number | null)[]): readonly number[] {
  const told = values.filter((n): n is number => n !== null && n > 0).sort((a, b) => a - b);
  const [least] = told;
  if (least === undefined) return [];
  const marks = [...new Set([least, ...shares.map((share) => told[Math.floor(share * told.length)] as number)])];
  return marks.map((mark, i) => roundest(i === 0 ? mark / 2 : ((marks[i - 1] as number) + mark) / 2, mark));
}

/** The largest multiple up to high, and above low, of the largest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that has one. */
export function roundest(low: number, high: number): number {
  for (let power = Math.floor(Math.log10(high)); ; power--) {
    for (const lead of [5, 2, 1]) {
      // Powers of ten below one have no exact form: what they are meant to be is cut from the digits.
      const step = Number(`${lead}e${power}`);
      const multiple = Number((Math.floor(high / step + 1e-9) * step).toPrecision(12));
      if (multiple > low && multiple > 0) return multiple;
    }
  }
}

/** The class, from 0, of a value that is no lower than the first bound. */
export function classOf(n: number, breaks: readonly number[]): number {
  let i = 0;
  while (i + 1 < breaks.length && n >= (breaks[i + 1] as number)) i++;
  return i;
}

/** What a cell is drawn as: not known or too few to tell, nothing, or one of the classes from 1. */
export const [unknown, nothing] = [-1, 0];

/** What each cell is drawn as, by ordinal. */
export function classify(values: readonly (number | null)[], breaks: readonly number[]): readonly number[] {
  return values.map((n) => (n === null ? unknown : n > 0 ? classOf(n, breaks) + 1 : nothing));
}

/** How many cells are drawn as what. */
export function tally(classes: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const c of classes) counts.set(c, (counts.get(c) ?? 0) + 1);
  return counts;
}

function firstMultiple(step: number): number {
  return (Math.floor(leastTold / step) + 1) * step;
}
