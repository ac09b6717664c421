import { describe, expect, it } from 'vitest';
import { within } from '../api/types.ts';
import { binAt } from './bin.ts';

describe('the bin of a cluster', () => {
  it.each([
    [106.1469, 29.4089],
    [-180, 0],
    [0, 0],
    [179.9999, 84],
    [-73.98, -40.75],
  ])('holds its place at %d, %d, and is 19 metres wide on the equator', (lon, lat) => {
    const box = binAt([lon, lat]);
    expect(within([lon, lat], box)).toBe(true);
    const [w, s, e, n] = box;
    // 40,075 km around the equator, in 2^18 tiles of 8 bins.
    const widthM = (e - w) * 111_319.5;
    expect(widthM).toBeCloseTo(40_075_017 / 2 ** 21, 2);
    // Mercator keeps shapes: as high as it is wide, where it is.
    expect(((n - s) * 111_319.5) / Math.cos((lat * Math.PI) / 180) / widthM).toBeCloseTo(1, 3);
  });
});
