import type { Bounds } from '../api/types.ts';

/** The deepest zoom that tiles of cases are made at, and the bins across one of them. */
const [deepest, across] = [18, 8];
const bins = 2 ** deepest * across;

/** The bounds of the bin that a place is in where tiles are made no deeper: a cluster there can't be split any more. */
export function binAt([lon, lat]: readonly [number, number]): Bounds {
  const x = Math.floor((lon / 360 + 0.5) * bins);
  const sin = Math.sin((lat * Math.PI) / 180);
  const y = Math.floor((0.5 - Math.atanh(sin) / (2 * Math.PI)) * bins);
  const lonOf = (column: number) => (column / bins - 0.5) * 360;
  const latOf = (row: number) => (Math.atan(Math.sinh((0.5 - row / bins) * 2 * Math.PI)) * 180) / Math.PI;
  return [lonOf(x), latOf(y + 1), lonOf(x + 1), latOf(y)];
}
