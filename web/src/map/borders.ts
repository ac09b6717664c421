import type { FeatureCollection, MultiLineString } from 'geojson';
import type { Cell } from '../api/types.ts';

export interface BorderProperties {
  /** Between cells of different parents, or at the edge of all cells. */
  level: 'parent' | 'edge';
}

/**
 * The borders that weigh more than a cell's: between different parents, and around the whole. An edge that two cells share has
 * the same two ends in both, since neighbours have each other's vertices; an edge that only one cell has is the edge of all.
 */
export function borders(cells: readonly Cell[]): FeatureCollection<MultiLineString, BorderProperties> {
  const seen = new Map<string, { from: number[]; to: number[]; parent: string; cells: number; parents: boolean }>();
  for (const cell of cells) {
    for (const [from, to] of edges(cell)) {
      const key = edgeKey(from, to);
      const known = seen.get(key);
      if (known) {
        known.cells++;
        known.parents ||= known.parent !== cell.properties.parent;
      } else {
        seen.set(key, { from, to, parent: cell.properties.parent, cells: 1, parents: false });
      }
    }
  }
  const lines: Record<BorderProperties['level'], number[][][]> = { parent: [], edge: [] };
  for (const e of seen.values()) {
    if (e.cells === 1) lines.edge.push([e.from, e.to]);
    else if (e.parents) lines.parent.push([e.from, e.to]);
  }
  return {
    type: 'FeatureCollection',
    features: (['parent', 'edge'] as const).map((level) => ({
      type: 'Feature',
      properties: { level },
      geometry: { type: 'MultiLineString', coordinates: lines[level] },
    })),
  };
}

function* edges(cell: Cell): Generator<[number[], number[]]> {
  const g = cell.geometry;
  for (const polygon of g.type === 'Polygon' ? [g.coordinates] : g.coordinates) {
    for (const ring of polygon) {
      for (let i = 0; i + 1 < ring.length; i++) yield [ring[i] as number[], ring[i + 1] as number[]];
    }
  }
}

function edgeKey(a: number[], b: number[]): string {
  const [p, q] = [`${a[0]},${a[1]}`, `${b[0]},${b[1]}`];
  return p < q ? `${p};${q}` : `${q};${p}`;
}
