import { describe, expect, it } from 'vitest';
import { metresPerPixel, ring } from './circle.ts';

const degree = Math.PI / 180;

/** Metres between two places on the sphere. */
function away([lon1, lat1]: number[], [lon2, lat2]: number[]): number {
  const [a, b] = [(lat1 as number) * degree, (lat2 as number) * degree];
  const h =
    Math.sin((b - a) / 2) ** 2 +
    Math.cos(a) * Math.cos(b) * Math.sin((((lon2 as number) - (lon1 as number)) * degree) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(h));
}

describe('a circle around a place', () => {
  it.each([
    [0, 0, 30],
    [106.1469, 29.4089, 30],
    [106.1469, 29.4089, 5000],
    [-70, -53, 500],
    [20, 69, 500],
  ])('at %d, %d has all its corners %d m away, to a thousandth', (lon, lat, radiusM) => {
    const [corners] = ring([lon, lat], radiusM).geometry.coordinates as [number[][]];
    const wrong = corners.map((c) => away([lon, lat], c)).filter((m) => Math.abs(m / radiusM - 1) > 1e-3);
    expect(wrong).toEqual([]);
  });

  it('is closed, has 64 corners, and runs against the clock as GeoJSON wants it', () => {
    const [corners] = ring([106, 29], 100).geometry.coordinates as [number[][]];
    expect(corners).toHaveLength(65);
    expect(corners[64]).toEqual(corners[0]);
    const doubleArea = corners.slice(1).reduce((sum, [x, y], i) => {
      const [x0, y0] = corners[i] as [number, number];
      return sum + (x0 - 106) * ((y as number) - 29) - ((x as number) - 106) * (y0 - 29);
    }, 0);
    expect(doubleArea).toBeGreaterThan(0);
  });

  it('stays finite at a pole', () => {
    const [corners] = ring([0, 90], 100).geometry.coordinates as [number[][]];
    expect(corners.flat().every(Number.isFinite)).toBe(true);
  });
});

describe('a pixel of the map', () => {
  it('is 78 km wide on the equator when the world is 512 pixels wide, and halves with each zoom', () => {
    expect(metresPerPixel(0, 0)).toBeCloseTo(40_075_016.686 / 512, 3);
    expect(metresPerPixel(0, 10)).toBeCloseTo(metresPerPixel(0, 9) / 2, 9);
  });

  it('is narrower away from the equator', () => {
    expect(metresPerPixel(60, 16)).toBeCloseTo(metresPerPixel(0, 16) / 2, 6);
    expect(metresPerPixel(29.4, 16)).toBeCloseTo(metresPerPixel(-29.4, 16), 12);
  });
});
