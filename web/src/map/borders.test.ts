import { describe, expect, it } from 'vitest';
import type { Cell } from '../api/types.ts';
import { square } from '../testing/fixtures.ts';
import { borders } from './borders.ts';

/** The lines of a level, each end and each line in a fixed order, so that they can be compared. */
function lines(cells: Cell[], level: 'parent' | 'edge'): string[] {
  const found = borders(cells).features.find((f) => f.properties.level === level);
  return (found?.geometry.coordinates ?? []).map((line) => line.map(String).sort().join(' ')).sort();
}

/*
 *  (0,2)───(1,2)───(2,2)
 *    │   c   │   d   │      a and c belong to p, b and d to q
 *  (0,1)───(1,1)───(2,1)
 *    │   a   │   b   │
 *  (0,0)───(1,0)───(2,0)
 */
const four = [square('a', 'p', 0, 0), square('b', 'q', 1, 0), square('c', 'p', 0, 1), square('d', 'q', 1, 1)];

describe('borders', () => {
  it('are heavier between different parents only', () => {
    expect(lines(four, 'parent')).toEqual(['1,0 1,1', '1,1 1,2']);
  });

  it('go once around the whole', () => {
    expect(lines(four, 'edge')).toEqual([
      '0,0 0,1',
      '0,0 1,0',
      '0,1 0,2',
      '0,2 1,2',
      '1,0 2,0',
      '1,2 2,2',
      '2,0 2,1',
      '2,1 2,2',
    ]);
  });

  it('do not depend on the direction or the order in which cells are drawn', () => {
    const turned = four.toReversed().map((cell) => {
      const rings = (cell.geometry.coordinates as number[][][]).map((ring) => ring.toReversed());
      return { ...cell, geometry: { type: 'Polygon' as const, coordinates: rings } };
    });
    for (const level of ['parent', 'edge'] as const) expect(lines(turned, level)).toEqual(lines(four, level));
  });

  it('go around the parts and the holes of a cell', () => {
    const parts = [square('a', 'p', 0, 0), square('a', 'p', 5, 0)].map((c) => c.geometry.coordinates as number[][][]);
    const hole = square('a', 'p', 0.25, 0.25, 0.5).geometry.coordinates[0] as number[][];
    const cell = square('a', 'p', 0, 0);
    cell.geometry = { type: 'MultiPolygon', coordinates: parts };
    expect(lines([cell], 'edge')).toHaveLength(8);
    parts[0]?.push(hole);
    expect(lines([cell], 'edge')).toHaveLength(12);
  });

  it('are the edge of the hole that a cell fills no more, once another cell fills it', () => {
    const outer = square('a', 'p', 0, 0);
    (outer.geometry.coordinates as number[][][]).push(
      square('b', 'p', 0.25, 0.25, 0.5).geometry.coordinates[0] as number[][],
    );
    expect(lines([outer, square('b', 'p', 0.25, 0.25, 0.5)], 'edge')).toHaveLength(4);
    expect(lines([outer, square('b', 'q', 0.25, 0.25, 0.5)], 'parent')).toHaveLength(4);
  });

  it('of nothing are both there and empty', () => {
    expect(borders([]).features.map((f) => [f.properties.level, f.geometry.coordinates])).toEqual([
      ['parent', []],
      ['edge', []],
    ]);
  });
});
