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

/** The class, 0 to 4, of a count from three up. */
export function classOf(n: number, breaks: readonly number[]): number {
  let i = 0;
  while (i + 1 < breaks.length && n >= (breaks[i + 1] as number)) i++;
  return i;
}

function firstMultiple(step: number): number {
  return (Math.floor(leastTold / step) + 1) * step;
}
