import 'maplibre-gl/dist/maplibre-gl.css';
import type { FeatureCollection } from 'geojson';
import {
  addProtocol,
  type GeoJSONSource,
  GPUInitializationError,
  LngLatBounds,
  type MapGeoJSONFeature,
  Map as MapLibre,
  type MapMouseEvent,
  Marker,
  setWorkerUrl,
  type VectorTileSource,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Bounds } from '../api/types.ts';
import { site } from '../data/site.ts';
import { withBaseMap } from './base-map.ts';
import { binAt } from './bin.ts';
import { parseCluster } from './cluster.ts';
import { clusterMark, imageRatio, images, type NamedImage } from './images.ts';
import type { Palette } from './palette.ts';
import { addPMTiles } from './pmtiles.ts';
import { type Choices, type Source, style, type TileSource, tileScheme, tileSources, tilesOf } from './style.ts';
import { parseTile, type TileFeed, type TileID } from './tile-feed.ts';
import { closeUp } from './use-canvas.tsx';

export type Feeds = Record<TileSource, TileFeed>;

setWorkerUrl(workerUrl);
addPMTiles();

/** Who answers for the tiles of the map that was made last; the page has one at a time. */
let feeds: Feeds | null = null;
addProtocol(tileScheme, async ({ url }, { signal }) => {
  const [, name, path = ''] = /^\w+:\/\/(\w+)\/([\d/]+)/.exec(url) ?? [];
  const tile = parseTile(path);
  if (!feeds || !tile) return { data: new ArrayBuffer(0) };
  const { data, etag } = await feeds[name as TileSource].load(tile, signal);
  return { data, ...(etag && { etag }) };
});

/** What is under a click: a cluster, cases that can't be told apart, a case, a cell. */
export interface Hit {
  cluster: { at: [number, number] } | null;
  /** The bounds of the place that several cases at the click share. */
  place: Bounds | null;
  pin: string | null;
  cell: string | null;
}

/** Where the map begins: at a centre, or with all of bounds in sight. */
export type Start = { centre: readonly [number, number]; zoom: number } | { bounds: Bounds; room: Room };

export interface Room {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Pixels around a click that still meet a pin: half a finger. */
const reach = 14;
/** The bounds of a whole net are not shown from farther than this. */
const farthest = 3;
/** No nearer: two zooms beyond the deepest tiles. */
const nearest = 20;
/** Zooms that a click on a cluster goes nearer. */
const split = 2;

/** The drawn map. It holds what it is given and knows nothing of where that comes from. */
export class Canvas {
  readonly map: MapLibre;
  #data = new Map<Source, FeatureCollection>();
  #palette: Palette;
  #styled = false;
  #versions = { cases: 0, cells: 0 };
  #detach: (() => void)[];

  constructor(container: HTMLElement, start: Start, given: Feeds, palette: Palette, choices: Choices, label: string) {
    this.#palette = palette;
    feeds = given;
    this.map = new MapLibre({
      container,
      style: whole(palette, choices),
      ...('bounds' in start
        ? { bounds: boxOf(start.bounds), fitBoundsOptions: { padding: start.room } }
        : { center: [...start.centre] as [number, number], zoom: start.zoom }),
      minZoom: farthest,
      maxZoom: nearest,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      locale: { 'Map.Title': label },
      fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200,
    });
    // Tests ask the drawn map what it shows.
    Object.assign(container, { map: this.map });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    // A cluster's mark is drawn when a tile first names it.
    this.map.setMissingStyleImageResolver((name) => {
      const mark = parseCluster(name);
      if (mark) this.#image(clusterMark(mark, this.#palette));
    });
    this.#detach = (Object.keys(tileSources) as TileSource[]).map((name) =>
      given[name].attach({
        reload: () => this.#reload(name),
        refresh: (tiles) => this.#styled && this.map.refreshTiles(name, [...tiles]),
      }),
    );
    this.map.on('moveend', () => given.cases.viewed());
    // Told by the feeds already; MapLibre would write it to the console.
    this.map.on('error', (event) => {
      if (!('tile' in event)) console.error(event.error);
    });
    this.map.on('style.load', () => {
      this.#styled = true;
      this.#paint();
      for (const [source, data] of this.#data) this.#source(source)?.setData(data);
    });
  }

  /** Shows data in a source, in place of what it showed. */
  set(source: Source, data: FeatureCollection): void {
    this.#data.set(source, data);
    if (this.#styled) this.#source(source)?.setData(data);
  }

  /** Draws with other colours, classes or layers. */
  restyle(palette: Palette, choices: Choices): void {
    const recolour = palette !== this.#palette;
    this.#palette = palette;
    if (!this.#styled) {
      this.map.once('style.load', () => this.restyle(palette, choices));
      return;
    }
    // The new style's sources are empty; those on the map stay as they are. A base map may be new.
    this.map.setStyle(whole(palette, choices), {
      validate: false, // the tests validate every choice; twenty thousand classes would be walked through at every change
      transformStyle: (previous, next) =>
        previous ? { ...next, sources: { ...next.sources, ...previous.sources } } : next,
    });
    if (recolour) this.#paint();
  }

  relabel(label: string): void {
    this.map.getCanvas().setAttribute('aria-label', label);
  }

  bounds(): Bounds {
    const b = this.map.getBounds();
    return [
      Math.max(b.getWest(), -180),
      Math.max(b.getSouth(), -90),
      Math.min(b.getEast(), 180),
      Math.min(b.getNorth(), 90),
    ];
  }

  fit(bounds: Bounds, room: Room): void {
    this.map.fitBounds(boxOf(bounds), { padding: room, maxZoom: 17, animate: !still() });
  }

  /** Brings a place into the middle of what nothing covers, near enough to tell it from its neighbours. */
  approach(at: readonly [number, number], room: Room): void {
    const offset: [number, number] = [(room.left - room.right) / 2, (room.top - room.bottom) / 2];
    this.map.easeTo({ center: [...at], zoom: Math.max(this.map.getZoom(), closeUp), offset, animate: !still() });
  }

  /** Brings a place into the part of the map that nothing covers, unless it is there already. */
  reveal(at: readonly [number, number], room: Room): void {
    const p = this.map.project([...at]);
    const { clientWidth: w, clientHeight: h } = this.map.getContainer();
    if (p.x >= room.left && p.x <= w - room.right && p.y >= room.top && p.y <= h - room.bottom) return;
    const offset: [number, number] = [(room.left - room.right) / 2, (room.top - room.bottom) / 2];
    this.map.easeTo({ center: [...at], offset, animate: !still() });
  }

  /** What is at a click. */
  at(event: MapMouseEvent): Hit {
    const { x, y } = event.point;
    const near = this.map.queryRenderedFeatures(
      [
        [x - reach, y - reach],
        [x + reach, y + reach],
      ],
      { layers: ['pins', 'clusters'] },
    );
    const away = (f: MapGeoJSONFeature) => Math.hypot(this.#pixel(f).x - x, this.#pixel(f).y - y);
    const [first, ...others] = near.sort((a, b) => away(a) - away(b));
    const cell = this.map.queryRenderedFeatures([x, y], { layers: ['cell-area'] })[0]?.properties.code ?? null;
    if (!first) return { cluster: null, place: null, pin: null, cell };
    const at = coordinates(first);
    if (first.layer.id === 'clusters') return { cluster: { at }, place: null, pin: null, cell };
    // Public places are rounded, so many cases may stand on one spot; a tile's edge shows one case twice.
    const together = others.some((f) => f.properties.id !== first.properties.id && this.#same(f, first));
    return { cluster: null, place: together ? around(at) : null, pin: first.properties.id, cell };
  }

  /** Goes nearer to a cluster; where that would not split it any more, the bounds of its cases. */
  open(at: [number, number], room: Room): Bounds | null {
    const zoom = this.map.getZoom();
    if (zoom > nearest - 0.1) return binAt(at);
    const offset: [number, number] = [(room.left - room.right) / 2, (room.top - room.bottom) / 2];
    this.map.easeTo({ center: at, zoom: Math.min(zoom + split, nearest), offset, animate: !still() });
    return null;
  }

  /** The tiles of cases in view. */
  tiles(): TileID[] {
    const wanted = { tileSize: 512, minzoom: 0, maxzoom: tileSources.cases, reparseOverscaled: true };
    return this.map.coveringTiles(wanted).map(({ canonical: { z, x, y } }) => ({ z, x, y }));
  }

  /** Resolves when all tiles of a source in view are there, or have failed, or the map has gone. */
  drawn(name: TileSource): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.#styled || !this.map.isSourceLoaded(name)) return;
        watch.unsubscribe();
        resolve();
      };
      const watch = this.map.on('sourcedata', look);
      this.map.once('remove', () => resolve());
      this.map.once('idle', look);
      look();
    });
  }

  /** One soft ring around a place. */
  pulse(at: readonly [number, number]): void {
    const element = document.createElement('div');
    element.className = 'pulse';
    element.setAttribute('aria-hidden', 'true');
    const marker = new Marker({ element }).setLngLat([...at]).addTo(this.map);
    element.addEventListener('animationend', () => marker.remove(), { once: true });
  }

  remove(): void {
    for (const detach of this.#detach) detach();
    this.map.remove();
  }

  #pixel(feature: MapGeoJSONFeature): { x: number; y: number } {
    return this.map.project(coordinates(feature));
  }

  #same(a: MapGeoJSONFeature, b: MapGeoJSONFeature): boolean {
    const [p, q] = [this.#pixel(a), this.#pixel(b)];
    return a.layer.id === b.layer.id && Math.hypot(p.x - q.x, p.y - q.y) < 1;
  }

  #source(name: Source): GeoJSONSource | undefined {
    return this.map.getSource(name) as GeoJSONSource | undefined;
  }

  #reload(name: TileSource): void {
    if (!this.#styled) {
      this.map.once('style.load', () => this.#reload(name));
      return;
    }
    (this.map.getSource(name) as VectorTileSource | undefined)?.setTiles(tilesOf(name, ++this.#versions[name]));
  }

  #paint(): void {
    for (const image of images(this.#palette)) this.#image(image);
    for (const name of this.map.listImages()) {
      const mark = parseCluster(name);
      if (mark) this.#image(clusterMark(mark, this.#palette));
    }
  }

  #image({ name, image }: NamedImage): void {
    if (this.map.hasImage(name)) this.map.updateImage(name, image);
    else this.map.addImage(name, image, { pixelRatio: imageRatio });
  }
}

const coordinates = (feature: MapGeoJSONFeature) =>
  (feature.geometry as GeoJSON.Point).coordinates as unknown as [number, number];

/** Half a metre around a place: all that is on the same spot of the lattice that public places are rounded to. */
const around = ([lon, lat]: [number, number]): Bounds => [lon - 5e-6, lat - 5e-6, lon + 5e-6, lat + 5e-6];

/** Whether a map could not be made because this browser can't draw one. Trying it out beforehand would take as long again. */
export const cannotDraw = (error: unknown) => error instanceof GPUInitializationError;

/** The style with the site's base map, where one is configured. */
const whole = (palette: Palette, choices: Choices) =>
  withBaseMap(style(palette, choices), site.peek().data?.base_map ?? null, palette, choices.on.includes('base'));

const boxOf = ([w, s, e, n]: Bounds) => new LngLatBounds([w, s], [e, n]);
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
