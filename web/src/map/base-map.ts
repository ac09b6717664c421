import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from '@maplibre/maplibre-gl-style-spec';
import type { Site } from '../api/types.ts';
import type { Palette } from './palette.ts';

export type BaseMap = NonNullable<Site['base_map']>;

/** Names of the sources of the configured base map, and of its names that lie over it. */
export const baseMapSources = ['base-map', 'base-map-names'] as const;

/** A style with the configured base map under everything but the ground, hidden where the base layer is off. */
export function withBaseMap(
  style: StyleSpecification,
  base: BaseMap | null,
  p: Palette,
  on: boolean,
): StyleSpecification {
  if (!base) return style;
  const layers = base.format === 'raster' ? pictures(base, p) : vectors(p);
  const shown = on ? layers : layers.map((l) => ({ ...l, layout: { ...l.layout, visibility: 'none' } }) as typeof l);
  const [ground, ...rest] = style.layers;
  return {
    ...style,
    sources: { ...style.sources, ...sourcesOf(base) },
    layers: [...(ground ? [ground] : []), ...shown, ...rest],
  };
}

function sourcesOf(base: BaseMap): Record<string, SourceSpecification> {
  const shared = {
    minzoom: base.min_zoom,
    maxzoom: base.max_zoom,
    ...(base.bounds?.length === 4 && { bounds: base.bounds as [number, number, number, number] }),
  };
  const source = (tiles: string[]): SourceSpecification =>
    base.format === 'raster'
      ? { type: 'raster', tileSize: 256, tiles, ...shared }
      : { type: 'vector', tiles, ...shared };
  const tiles = base.kind === 'pmtiles' ? [`pmtiles://${location.origin}${base.url}/{z}/{x}/{y}`] : (base.tiles ?? []);
  return {
    'base-map': source(tiles),
    ...(base.overlay?.length && { 'base-map-names': source(base.overlay) }),
  };
}

/** Whether the palette is of the dark theme. */
export function isDark(p: Palette): boolean {
  const [r, g, b] = (p.land.match(/\d+/g) ?? []).map(Number) as [number, number, number];
  return r + g + b < 3 * 128;
}

/** Pictures are made to be looked at by themselves: here they are washed out, so that what lies on them stands out. */
function pictures(base: BaseMap, p: Palette): LayerSpecification[] {
  const dark = isDark(p);
  const layer = (source: string, opacity: number): LayerSpecification => ({
    id: source,
    type: 'raster',
    source,
    paint: {
      'raster-opacity': opacity,
      'raster-saturation': -0.7,
      ...(dark ? { 'raster-brightness-max': 0.45, 'raster-contrast': 0.1 } : { 'raster-brightness-min': 0.15 }),
    },
  });
  return [
    layer('base-map', dark ? 0.6 : 0.7),
    ...(base.overlay?.length ? [layer('base-map-names', dark ? 0.7 : 0.8)] : []),
  ];
}

// The Protomaps schema, version 4: https://docs.protomaps.com/basemaps/layers
const kinds = (...names: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', names]];
const green = kinds(
  'park',
  'forest',
  'wood',
  'grass',
  'grassland',
  'nature_reserve',
  'national_park',
  'cemetery',
  'golf_course',
);
const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon'];
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString'];
const large = kinds('highway', 'major_road');

const growing = (at10: number, at14: number, at18: number): ExpressionSpecification => [
  'interpolate',
  ['exponential', 1.5],
  ['zoom'],
  10,
  at10,
  14,
  at14,
  18,
  at18,
];

/** Land, green, water, houses and streets in the map's own quiet colours. */
function vectors(p: Palette): LayerSpecification[] {
  const source = 'base-map';
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return [
    {
      id: 'base-map-earth',
      source,
      'source-layer': 'earth',
      type: 'fill',
      filter: isArea,
      paint: { 'fill-color': p.land },
    },
    {
      id: 'base-map-green',
      source,
      'source-layer': 'landuse',
      type: 'fill',
      filter: ['all', isArea, green],
      paint: { 'fill-color': p.green },
    },
    {
      id: 'base-map-water',
      source,
      'source-layer': 'water',
      type: 'fill',
      filter: isArea,
      paint: { 'fill-color': p.water },
    },
    {
      id: 'base-map-stream',
      source,
      'source-layer': 'water',
      type: 'line',
      filter: isLine,
      layout: round,
      paint: { 'line-color': p.water, 'line-width': growing(0.6, 1.5, 5) },
    },
    {
      id: 'base-map-building',
      source,
      'source-layer': 'buildings',
      type: 'fill',
      minzoom: 14,
      filter: isArea,
      paint: { 'fill-color': p.block, 'fill-outline-color': p.roadEdge },
    },
    {
      id: 'base-map-lane',
      source,
      'source-layer': 'roads',
      type: 'line',
      minzoom: 12,
      filter: kinds('minor_road', 'other', 'path'),
      layout: round,
      paint: { 'line-color': p.road, 'line-width': growing(0.2, 1, 9) },
    },
    {
      id: 'base-map-road-edge',
      source,
      'source-layer': 'roads',
      type: 'line',
      minzoom: 11,
      filter: large,
      layout: round,
      paint: { 'line-color': p.roadEdge, 'line-width': growing(1.2, 4.6, 21) },
    },
    {
      id: 'base-map-road',
      source,
      'source-layer': 'roads',
      type: 'line',
      filter: large,
      layout: round,
      paint: { 'line-color': p.road, 'line-width': growing(0.8, 3.2, 18) },
    },
    {
      id: 'base-map-rail',
      source,
      'source-layer': 'roads',
      type: 'line',
      minzoom: 11,
      filter: kinds('rail'),
      paint: { 'line-color': p.roadEdge, 'line-width': 1, 'line-dasharray': [4, 3] },
    },
  ];
}
