import 'maplibre-gl/dist/maplibre-gl.css';
import type { FeatureCollection } from 'geojson';
import {
  type GeoJSONSource,
  LngLatBounds,
  Map as MapLibre,
  type MapMouseEvent,
  Marker,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Bounds } from '../api/types.ts';
import { site } from '../data/site.ts';
import { withBaseMap } from './base-map.ts';
import { imageRatio, images } from './images.ts';
import type { Palette } from './palette.ts';
import { addPMTiles } from './pmtiles.ts';
import { type Choices, type Source, style } from './style.ts';
import { closeUp } from './use-canvas.tsx';

setWorkerUrl(workerUrl);
addPMTiles();

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

/** The drawn map. It holds what it is given and knows nothing of where that comes from. */
export class Canvas {
  readonly map: MapLibre;
  #data = new Map<Source, FeatureCollection>();
  #palette: Palette;
  #styled = false;

  constructor(container: HTMLElement, start: Start, palette: Palette, choices: Choices, label: string) {
    this.#palette = palette;
    this.map = new MapLibre({
      container,
      style: whole(palette, choices),
      ...('bounds' in start
        ? { bounds: boxOf(start.bounds), fitBoundsOptions: { padding: start.room } }
        : { center: [...start.centre] as [number, number], zoom: start.zoom }),
      minZoom: farthest,
      maxZoom: 20,
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

  /** The id of the pin and the code of the cell at a click; null where there is none. */
  at(event: MapMouseEvent): { pin: string | null; cell: string | null } {
    const { x, y } = event.point;
    const near = this.map.queryRenderedFeatures(
      [
        [x - reach, y - reach],
        [x + reach, y + reach],
      ],
      { layers: ['pins'] },
    );
    const pin = near.sort((a, b) => this.#away(a, event) - this.#away(b, event))[0];
    const cell = this.map.queryRenderedFeatures([x, y], { layers: ['cell-area'] })[0];
    return { pin: pin?.properties.id ?? null, cell: cell?.properties.code ?? null };
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
    this.map.remove();
  }

  #away(feature: { geometry: GeoJSON.Geometry }, event: MapMouseEvent): number {
    if (feature.geometry.type !== 'Point') return Number.POSITIVE_INFINITY;
    const p = this.map.project(feature.geometry.coordinates as [number, number]);
    return Math.hypot(p.x - event.point.x, p.y - event.point.y);
  }

  #source(name: Source): GeoJSONSource | undefined {
    return this.map.getSource(name) as GeoJSONSource | undefined;
  }

  #paint(): void {
    for (const { name, image } of images(this.#palette)) {
      if (this.map.hasImage(name)) this.map.updateImage(name, image);
      else this.map.addImage(name, image, { pixelRatio: imageRatio });
    }
  }
}

/** Whether this browser can draw the map at all. */
export function canDraw(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}

/** The style with the site's base map, where one is configured. */
const whole = (palette: Palette, choices: Choices) =>
  withBaseMap(style(palette, choices), site.peek().data?.base_map ?? null, palette, choices.on.includes('base'));

const boxOf = ([w, s, e, n]: Bounds) => new LngLatBounds([w, s], [e, n]);
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
