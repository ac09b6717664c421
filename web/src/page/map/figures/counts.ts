import { api, take } from '../../../api/client.ts';
import type { Bounds } from '../../../api/types.ts';
import { type Filters, formatFilters } from '../filters.ts';

/** What cases can be counted by. */
export type Dimension = 'day' | 'category' | 'state' | 'severity' | 'cell' | 'layer';

/** What is counted besides the filters. */
export interface Scope {
  /** Layers of cases; counting none is never asked for. */
  layers: readonly string[];
  net: string | null;
  /** West, south, east, north; null for everywhere. */
  bbox: Bounds | null;
}

export interface Counts {
  /** Cases that were counted, those of them that are not settled, and those of these whose time is up. */
  total: number;
  open: number;
  overdue: number;
  /** Each value with its count, sorted by value. For cells '' is in none. */
  groups: readonly (readonly [value: string, count: number])[];
  /** When the answer was true: earlier than now while the node is behind the database. */
  countedAt: Date;
}

/** The filters without those of a dimension: a chart shows what else could be chosen, not only what is. */
export function without(f: Filters, dimension: Dimension): Filters {
  if (dimension === 'day') return { ...f, from: null, to: null };
  return dimension === 'layer' ? f : { ...f, [dimension]: [] };
}

/** The query that asks for a count; without a dimension, for the total alone. */
export function countQuery(by: Dimension | null, f: Filters, scope: Scope): Record<string, string> {
  return {
    ...(by && { by }),
    layer: scope.layers.join(','),
    ...(scope.net && { net: scope.net }),
    ...(scope.bbox && { bbox: scope.bbox.map((n) => n.toFixed(6)).join(',') }),
    ...Object.fromEntries(formatFilters(f)),
  };
}

/** Counts cases by one dimension. */
export async function fetchCounts(
  by: Dimension | null,
  f: Filters,
  scope: Scope,
  signal: AbortSignal,
): Promise<Counts> {
  const query = countQuery(by, f, scope);
  const { total, open, overdue, groups, counted_at } = await take(
    api.GET('/api/v1/cases/counts', { params: { query }, signal }),
  );
  // Untyped in the API's document: texts, then a number.
  return { total, open, overdue, groups: (groups ?? []) as [string, number][], countedAt: new Date(counted_at) };
}
