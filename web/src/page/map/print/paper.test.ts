import { describe, expect, it } from 'vitest';
import type { Bounds } from '../../../api/types.ts';
import {
  framed,
  mapMM,
  metresPerPX,
  type Orientation,
  type Paper,
  pageMM,
  papers,
  pxOfMM,
  ratioOf,
  scaleBar,
  scaleRatio,
} from './paper.ts';

const sheets = (Object.keys(papers) as Paper[]).flatMap((paper) =>
  (['portrait', 'landscape'] as Orientation[]).map((orientation) => ({ paper, orientation })),
);

describe('the paper', () => {
  it('is ISO 216, upright or lying', () => {
    expect(sheets.map(pageMM)).toEqual([
      [210, 297],
      [297, 210],
      [297, 420],
      [420, 297],
    ]);
  });

  it.each(sheets)('%j has a map of more than half of it, no larger than a graphics card draws', (sheet) => {
    const [page, map] = [pageMM(sheet), mapMM(sheet)];
    expect((map[0] * map[1]) / (page[0] * page[1])).toBeGreaterThan(0.5);
    for (const mm of map) expect(mm * pxOfMM * ratioOf(sheet.paper)).toBeLessThanOrEqual(4096);
  });
});

describe('what is printed', () => {
  it.each([
    ['the whole with a little air, where the view is wider', [0, 0, 20, 20], [5, 5, 15, 10], [4.7, 4.85, 15.3, 10.15]],
    ['the view, where it is within', [6, 6, 7, 7], [5, 5, 15, 10], [6, 6, 7, 7]],
    ['the view, where there is nothing in it', [0, 0, 2, 2], [5, 5, 15, 10], [0, 0, 2, 2]],
    ['the view, where the whole is not known', [0, 0, 2, 2], null, [0, 0, 2, 2]],
  ] as [string, Bounds, Bounds | null, Bounds][])('is %s', (_, view, whole, expected) => {
    expect(framed(view, whole).map((n) => Math.round(n * 1e6) / 1e6)).toEqual(expected);
  });
});

describe('the scale', () => {
  it('is that of the parallel on WGS 84', () => {
    expect(metresPerPX(0, 0) * 512).toBeCloseTo(40_075_016.686, 2);
    // A degree of longitude: 96.4862 km at 30° and 55.8000 km at 60° (tables of the ellipsoid).
    expect((metresPerPX(30, 0) * 512) / 360).toBeCloseTo(96_486.2, 0);
    expect((metresPerPX(60, 0) * 512) / 360).toBeCloseTo(55_800, -1);
    expect(metresPerPX(29.4, 15)).toBeCloseTo(metresPerPX(29.4, 14) / 2, 9);
  });

  it.each([
    [10, 50, 500, 50],
    [9.9, 50, 200, 20.2],
    [1, 50, 50, 50],
    [123, 50, 5000, 40.65],
    [0.07, 50, 2, 28.57],
  ])('of %d m to the mm has a bar of at most %d mm that stands for round metres', (perMM, most, metres, mm) => {
    const bar = scaleBar(perMM, most);
    expect(bar.metres).toBeCloseTo(metres, 9);
    expect(bar.mm).toBeCloseTo(mm, 1);
    expect(bar.mm).toBeLessThanOrEqual(most + 1e-9);
  });

  it.each([
    [12.4, 12_000],
    [25.02, 25_000],
    [0.999, 1000],
  ])('of %d m to the mm is 1 to %d', (perMM, n) => {
    expect(scaleRatio(perMM)).toBe(n);
  });
});
