import { signal } from '@preact/signals';
import { aborted, fetchBytes, type Refusal } from '../api/client.ts';
import { refusal } from '../data/load.ts';

/** The map's side of a feed: what it does when tiles changed. */
export interface TileView {
  /** Loads every tile anew; what is drawn stays until its successor is there. */
  reload(): void;
  /** Loads those of these tiles anew that are in view. */
  refresh(tiles: readonly TileID[]): void;
}

export interface TileID {
  z: number;
  x: number;
  y: number;
}

export interface TileAnswer {
  data: ArrayBuffer;
  etag: string | null;
}

type Fetch = (url: string, signal: AbortSignal) => Promise<TileAnswer>;

/** Shortest time between two refreshes of stale tiles, ms. */
const calm = 1000;
/** Stale tiles that are remembered until they come into view; with more, all tiles are loaded anew. */
const mostStale = 4000;
/** Tiles fetched ahead that are held. */
const mostAhead = 64;

const empty = { data: new ArrayBuffer(0), etag: null };

/**
 * The tiles of one source of the map. MapLibre asks it for every tile, and it answers with what the address in effect has: a
 * change of the filter aborts what is on its way for the one before and asks again, so that an answer that comes late never
 * takes the place of a newer one. It remembers which tiles a change made stale until they have been fetched again, since
 * MapLibre keeps tiles out of view, and brings them back as they were.
 */
export class TileFeed {
  /** Why the last tile that failed did; null when one came after it. */
  readonly error = signal<Refusal | null>(null);
  readonly #fetch: Fetch;
  #template: string | null = null;
  #view: TileView | null = null;
  #turn = new AbortController();
  #stale = new Set<string>();
  #failed = new Set<string>();
  #ahead = new Map<string, Promise<TileAnswer>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = Number.NEGATIVE_INFINITY;

  constructor(fetch: Fetch = fetchBytes) {
    this.#fetch = fetch;
  }

  get template(): string | null {
    return this.#template;
  }

  /** Tells the map from now on, until the returned function is called. */
  attach(view: TileView): () => void {
    this.#view = view;
    return () => {
      if (this.#view === view) this.#view = null;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Shows the tiles at another address, with {z}, {x} and {y} in it; with null, empty tiles. */
  show(template: string | null): void {
    if (template === this.#template) return;
    this.#template = template;
    this.reload();
  }

  /** Loads everything anew. */
  reload(): void {
    this.#stale.clear();
    this.#failed.clear();
    this.#turn.abort();
    this.#turn = new AbortController();
    this.#view?.reload();
    // Only what was fetched ahead for this very step is of use, and only once.
    if (!this.#template || ![...this.#ahead.keys()].some((url) => sameAddress(url, this.#template as string)))
      this.#ahead.clear();
  }

  /** Answers the map. A tile that became stale while it was on its way is fetched once more. */
  async load(tile: TileID, signal: AbortSignal): Promise<TileAnswer> {
    const key = keyOf(tile);
    for (let again = 0; ; ) {
      const [template, turn] = [this.#template, this.#turn.signal];
      if (!template) return empty;
      this.#stale.delete(key);
      try {
        const answer = await this.#take(addressOf(template, tile), AbortSignal.any([signal, turn]));
        if (turn.aborted || (this.#stale.has(key) && again++ === 0)) continue;
        this.#failed.delete(key);
        if (this.error.peek()) this.error.value = null;
        return answer;
      } catch (error) {
        if (turn.aborted && !signal.aborted) continue;
        if (!aborted(error)) {
          this.#failed.add(key);
          this.error.value = refusal(error);
        }
        throw error;
      }
    }
  }

  /** Marks a tile, as "z/x/y", and every tile above it as stale. */
  stale(name: string): void {
    const tile = parseTile(name);
    if (!tile) return;
    for (let { z, x, y } = tile; z >= 0; z--, x >>= 1, y >>= 1) this.#stale.add(keyOf({ z, x, y }));
    this.#ahead.clear();
    this.viewed();
  }

  /** To be called when the view changed: stale tiles may have come into it. */
  viewed(): void {
    if (this.#stale.size === 0 || this.#timer !== undefined) return;
    const wait = Math.max(this.#last + calm - performance.now(), 0);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#last = performance.now();
      if (this.#stale.size > mostStale) this.reload();
      else this.#view?.refresh([...this.#stale].map((key) => parseTile(key) as TileID));
    }, wait);
  }

  /** Fetches again what failed. */
  retry(): void {
    const failed = [...this.#failed].map((key) => parseTile(key) as TileID);
    this.error.value = null;
    if (failed.length > 0) this.#view?.refresh(failed);
  }

  /** Fetches tiles of an address that is about to be shown; resolves when all are there, or can't be had. */
  async ahead(template: string, tiles: readonly TileID[], signal: AbortSignal): Promise<void> {
    this.#ahead.clear();
    for (const tile of tiles.slice(0, mostAhead)) {
      const url = addressOf(template, tile);
      this.#ahead.set(url, this.#fetch(url, signal));
    }
    await Promise.allSettled(this.#ahead.values());
  }

  #take(url: string, signal: AbortSignal): Promise<TileAnswer> {
    const ahead = this.#ahead.get(url);
    if (!ahead) return this.#fetch(url, signal);
    // The bytes go over to a worker: an answer fetched ahead is good for one tile. Where it failed, it is asked for anew.
    this.#ahead.delete(url);
    return ahead.catch(() => this.#fetch(url, signal));
  }
}

const keyOf = ({ z, x, y }: TileID) => `${z}/${x}/${y}`;
const addressOf = (template: string, { z, x, y }: TileID) =>
  template.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y));
const sameAddress = (url: string, template: string) => url.split('?')[1] === template.split('?')[1];

/** The tile that "z/x/y" names; null where it names none. */
export function parseTile(name: string): TileID | null {
  const [z, x, y, ...rest] = name.split('/').map(Number);
  const sound = [z, x, y].every((n) => Number.isInteger(n) && (n as number) >= 0) && rest.length === 0;
  return sound && (z as number) <= 24 ? { z: z as number, x: x as number, y: y as number } : null;
}
