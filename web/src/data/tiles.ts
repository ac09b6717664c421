import type { Entries } from '../api/client.ts';
import type { Net } from '../api/types.ts';
import { TileFeed } from '../map/tile-feed.ts';

/** The tiles of cases and of cells, for whichever map the page shows. */
export const tiles = { cases: new TileFeed(), cells: new TileFeed() };

/** The address of the tiles of cases. */
export function caseTiles(entries: Entries): string {
  const query = new URLSearchParams(entries as []).toString();
  return `/tiles/all/{z}/{x}/{y}.mvt${query && `?${query}`}`;
}

/** The address of the tiles of an edition's cells: they never change, so they are fetched once for good. */
export function cellTiles(net: Pick<Net, 'code' | 'edition'>): string {
  return `/tiles/cells/{z}/{x}/{y}.mvt?${new URLSearchParams({ net: net.code, edition: String(net.edition) })}`;
}
