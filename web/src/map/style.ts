import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from '@maplibre/maplibre-gl-style-spec';
import type { Lang } from '../settings.ts';
import { isPointLayer, type LayerID, type Mode } from '../view.ts';
import { nothing, unknown } from './breaks.ts';
import { clusterCount, clusterImage, clusterSize } from './cluster.ts';
import { markImage, markOrder, markScale } from './marks.ts';
import { coverNames, type Palette } from './palette.ts';

/** Names of the map's GeoJSON sources. */
export const sources = ['base', 'chosen', 'accuracy'] as const;
export type Source = (typeof sources)[number];

/** Names of the map's tiles, each with the deepest zoom that the service has: deeper ones are drawn from it. */
export const tileSources = { cases: 18, cells: 16 } as const;
export type TileSource = keyof typeof tileSources;

/** The scheme under which the map asks the page for tiles (canvas.ts). */
export const tileScheme = 'wangge';

/** What colours the cells. */
export interface Fill {
  /** Coverage hatches and outlines the cells that have nothing: gaps. Of cases, nothing is good news and stays clear. */
  kind: 'coverage' | 'cases';
  /** What each cell is drawn as, by ordinal (breaks.ts). */
  classes: readonly number[];
}

/** What else the style depends on. */
export interface Choices {
  /** 1, or 1.25 in large type. */
  scale: number;
  lang: Lang;
  /** Layers that are switched on. */
  on: readonly LayerID[];
  mode: Mode;
  fill: Fill | null;
  /** Codes of the cells that are selected. */
  chosen: readonly string[];
  /** Cases on the part of a map of 100 × 100 pixels where heat is at its fullest. */
  heat: number;
}

// Drawn with the device's own fonts: the style has no glyphs. The names reach the browser as a font family.
const font = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif'];

type Case = 'road' | 'block' | 'water' | 'green';
const isClass = (name: Case): FilterSpecification => ['==', ['get', 'class'], name];
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString'];
const isArea: ExpressionSpecification = ['!=', ['geometry-type'], 'LineString'];

/** A width in pixels that grows with the zoom, and with the rank of a road: 1 is a main road, 4 a lane. */
function roadWidth(extra: number): ExpressionSpecification {
  const at = (main: number, lane: number): ExpressionSpecification => [
    '+',
    extra,
    ['interpolate', ['linear'], ['coalesce', ['get', 'rank'], 3], 1, main, 4, lane],
  ];
  return ['interpolate', ['exponential', 1.5], ['zoom'], 10, at(1, 0.2), 14, at(4, 1), 18, at(22, 8)];
}

/** The ground: quieter than anything that stands on it. */
export function ground(p: Palette): LayerSpecification[] {
  return [
    { id: 'land', type: 'background', paint: { 'background-color': p.land } },
    {
      id: 'block',
      source: 'base',
      type: 'fill',
      filter: isClass('block'),
      minzoom: 12,
      paint: { 'fill-color': p.block },
    },
    { id: 'green', source: 'base', type: 'fill', filter: isClass('green'), paint: { 'fill-color': p.green } },
    {
      id: 'water',
      source: 'base',
      type: 'fill',
      filter: ['all', isClass('water') as ExpressionSpecification, isArea],
      paint: { 'fill-color': p.water },
    },
    {
      id: 'stream',
      source: 'base',
      type: 'line',
      filter: ['all', isClass('water') as ExpressionSpecification, isLine],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': p.water, 'line-width': ['interpolate', ['linear'], ['zoom'], 11, 1, 16, 5] },
    },
  ];
}

/**
 * The cells' classes: five steps of one ramp; none and too few are hatched, so that they differ in grey too. The classes are in
 * the style itself, by the ordinal that is a cell's id: a worker looks each up where it makes the tile, and a change of twenty
 * thousand figures costs the page's own thread one message. Feature states would cost it a pass over all of them for every tile.
 */
export function areas(p: Palette, fill: Fill | null): LayerSpecification[] {
  if (!fill) return [];
  const id: ExpressionSpecification = ['to-number', ['id'], -1];
  const known: ExpressionSpecification = ['all', ['>=', id, 0], ['<', id, fill.classes.length]];
  const drawnAs: ExpressionSpecification = ['case', known, ['at', id, ['literal', [...fill.classes]]], -2];
  const is = (c: number): FilterSpecification => ['==', drawnAs, c];
  const steps = coverNames.slice(1).flatMap((name, i) => [i + 2, p[name]]);
  const shared = { source: 'cells', 'source-layer': 'cells' } as const;
  const gaps: LayerSpecification[] = [
    { ...shared, id: 'area-none', type: 'fill', filter: is(nothing), paint: { 'fill-pattern': 'hatch-zero' } },
    {
      ...shared,
      id: 'area-gap',
      type: 'line',
      minzoom: 11.5, // from farther a city's gaps are all outline
      filter: is(nothing),
      paint: { 'line-color': p.borderFirm, 'line-width': 1.5, 'line-dasharray': [3, 2] },
    },
  ];
  return [
    {
      ...shared,
      id: 'area',
      type: 'fill',
      filter: ['>', drawnAs, nothing],
      paint: { 'fill-color': ['step', drawnAs, p.cover1, ...steps] as ExpressionSpecification, 'fill-opacity': 0.85 },
    },
    { ...shared, id: 'area-unknown', type: 'fill', filter: is(unknown), paint: { 'fill-pattern': 'hatch-few' } },
    ...(fill.kind === 'coverage' ? gaps : []),
  ];
}

/** Streets lie above the ramp, so that a place can be recognised under it. */
export function streets(p: Palette): LayerSpecification[] {
  const shared = { source: 'base', type: 'line', filter: isClass('road') } as const;
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return [
    {
      ...shared,
      id: 'road-edge',
      minzoom: 12,
      layout,
      paint: { 'line-color': p.roadEdge, 'line-width': roadWidth(1.2) },
    },
    { ...shared, id: 'road', layout, paint: { 'line-color': p.road, 'line-width': roadWidth(0) } },
  ];
}

/** Hairlines for cells, heavier between their parents, heaviest around the whole. */
export function cells(p: Palette): LayerSpecification[] {
  /** Widths at zooms 10, 14 and 17, and how much is left of the line at zooms 9 and 12: a city's cells would be one dark blot. */
  const border = (
    id: string,
    level: number,
    colour: string,
    [far, middle, near]: readonly [number, number, number],
    [faint, plain]: readonly [number, number],
  ) => {
    return {
      id,
      source: 'cells',
      'source-layer': 'borders',
      type: 'line',
      filter: ['==', ['get', 'level'], level],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': colour,
        'line-width': ['interpolate', ['linear'], ['zoom'], 10, far, 14, middle, 17, near],
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 9, faint, 12, plain],
      },
    } as LayerSpecification;
  };
  return [
    {
      id: 'cell-area',
      source: 'cells',
      'source-layer': 'cells',
      type: 'fill',
      paint: { 'fill-color': p.land, 'fill-opacity': 0 },
    },
    border('cell-border', 0, p.border, [0.3, 0.8, 1.4], [0, 1]),
    border('parent-border', 1, p.borderFirm, [0.7, 1.8, 2.6], [0.15, 1]),
    border('edge-border', 2, p.borderFirm, [1.2, 2.6, 4], [1, 1]),
  ];
}

/** Names of streets and cells. They yield to pins and to each other. */
export function labels(p: Palette, c: Choices): LayerSpecification[] {
  return [
    {
      id: 'road-name',
      source: 'base',
      type: 'symbol',
      filter: ['all', isClass('road') as ExpressionSpecification, ['!=', ['coalesce', ['get', 'name'], ''], '']],
      minzoom: 14.5,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 320,
        'text-field': ['get', 'name'],
        'text-font': font,
        'text-size': 11.5 * c.scale,
        'text-max-angle': 30,
      },
      paint: { 'text-color': p.labelSoft, 'text-halo-color': p.halo, 'text-halo-width': 1.4 },
    },
    {
      id: 'cell-name',
      source: 'cells',
      'source-layer': 'labels',
      type: 'symbol',
      layout: {
        'text-field': ['case', ['==', ['coalesce', ['get', 'name'], ''], ''], ['get', 'code'], ['get', 'name']],
        'text-font': font,
        'text-size': ['interpolate', ['linear'], ['zoom'], 12, 11.5 * c.scale, 16, 14 * c.scale],
        'text-max-width': 7,
        'text-padding': 6,
        'text-optional': true,
      },
      paint: { 'text-color': p.label, 'text-halo-color': p.halo, 'text-halo-width': 1.6 },
    },
  ];
}

const cluster = { source: 'cases', 'source-layer': 'clusters' } as const;
const point = { source: 'cases', 'source-layer': 'points' } as const;

/** Cases, the urgent on top, and what stands for many of them. */
export function marks(p: Palette, c: Choices): LayerSpecification[] {
  return [
    {
      ...cluster,
      id: 'clusters',
      type: 'symbol',
      layout: {
        'icon-image': clusterImage(),
        'icon-size': clusterSize(c.scale),
        'icon-allow-overlap': true,
        'icon-padding': 0,
        'symbol-sort-key': ['get', 'count'],
        'text-field': clusterCount(c.lang),
        'text-font': font,
        'text-size': 11 * c.scale,
        'text-allow-overlap': true,
        'text-padding': 0,
      },
      paint: { 'text-color': p.label },
    },
    {
      ...point,
      id: 'pins',
      type: 'symbol',
      layout: {
        'icon-image': markImage(),
        'icon-size': ['interpolate', ['linear'], ['zoom'], 10, markScale(0.45 * c.scale), 15, markScale(0.9 * c.scale)],
        'icon-allow-overlap': true,
        'icon-padding': 0,
        'symbol-sort-key': markOrder(),
      },
    },
  ];
}

/** Radius of what a case warms, pixels. */
const heatRadius = 24;

/** How close together cases are, whatever they are: what a tile has counted, and what it has one by one. */
export function heat(p: Palette, c: Choices): LayerSpecification[] {
  const [c1, c2, c3, c4, c5] = coverNames.map((name) => p[name]) as [string, string, string, string, string];
  // MapLibre adds up bells, each with 0.2785 of its weight times its radius squared under it (a Gaussian's with a third of the
  // radius for its deviation): with this intensity, so many cases on 100 × 100 pixels come to a density of one.
  const paint = (weight: ExpressionSpecification | number) => ({
    'heatmap-radius': heatRadius * c.scale,
    'heatmap-weight': weight,
    'heatmap-intensity': 10_000 / (c.heat * 0.2785 * (heatRadius * c.scale) ** 2),
    'heatmap-opacity': 0.85,
    'heatmap-color': [
      'interpolate',
      ['linear'],
      ['heatmap-density'],
      0,
      clear(c1),
      0.06,
      c1,
      0.25,
      c2,
      0.5,
      c3,
      0.75,
      c4,
      1,
      c5,
    ] as ExpressionSpecification,
  });
  return [
    { ...cluster, id: 'heat-clusters', type: 'heatmap', paint: paint(['get', 'count']) },
    { ...point, id: 'heat-points', type: 'heatmap', paint: paint(1) },
  ];
}

const clear = (rgb: string) => rgb.replace('rgb(', 'rgba(').replace(')', ', 0)');

/** What is selected looks the same everywhere: a firm outline in the accent's dark tone, with a light one under it. */
export function chosen(p: Palette, c: Choices): LayerSpecification[] {
  const cell: FilterSpecification = ['in', ['get', 'code'], ['literal', [...c.chosen]]];
  const shared = { source: 'cells', 'source-layer': 'cells', filter: cell } as const;
  const layout = { 'line-join': 'round' } as const;
  const line = (id: string, colour: string, width: number): LayerSpecification => ({
    ...shared,
    id,
    type: 'line',
    layout,
    paint: { 'line-color': colour, 'line-width': width },
  });
  return [
    { ...shared, id: 'chosen-fill', type: 'fill', paint: { 'fill-color': p.select, 'fill-opacity': 0.1 } },
    line('chosen-edge', p.halo, 6),
    line('chosen-line', p.select, 3),
    {
      id: 'chosen-place',
      source: 'chosen',
      type: 'line',
      filter: ['!=', ['geometry-type'], 'Point'],
      paint: { 'line-color': p.select, 'line-width': 2, 'line-dasharray': [2, 1] },
    },
    { id: 'accuracy-fill', source: 'accuracy', type: 'fill', paint: { 'fill-color': p.select, 'fill-opacity': 0.12 } },
    { id: 'accuracy-line', source: 'accuracy', type: 'line', paint: { 'line-color': p.select, 'line-width': 1.5 } },
  ];
}

/** The ring around the selected case. */
export function chosenPin(c: Choices): LayerSpecification {
  return {
    id: 'chosen-pin',
    source: 'chosen',
    type: 'symbol',
    filter: ['==', ['geometry-type'], 'Point'],
    layout: {
      'icon-image': 'chosen',
      'icon-size': 0.9 * c.scale,
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  };
}

/** Which layer of the page a layer of the style belongs to; those not named here are always drawn. */
const owners: Record<string, LayerID> = {
  block: 'base',
  green: 'base',
  water: 'base',
  stream: 'base',
  'road-edge': 'base',
  road: 'base',
  'road-name': 'base',
  'cell-border': 'cells',
  'parent-border': 'cells',
  'edge-border': 'cells',
  'cell-name': 'cells',
};

/** The ways to draw cases, by the layer that draws them; while no layer of cases is on, none of them is drawn or loaded. */
const drawn: Record<string, Mode> = {
  clusters: 'marks',
  pins: 'marks',
  'heat-clusters': 'heat',
  'heat-points': 'heat',
};

function isShown(id: string, c: Choices): boolean {
  const owner = owners[id];
  const mode = drawn[id];
  if (mode) return mode === c.mode && c.on.some(isPointLayer);
  return !owner || c.on.includes(owner);
}

/** The whole style's layers, bottom first. Pure: the same palette and choices give the same layers. */
export function layers(p: Palette, c: Choices): LayerSpecification[] {
  const all = [
    ...ground(p),
    ...areas(p, c.fill),
    ...streets(p),
    ...heat(p, c),
    ...cells(p),
    ...chosen(p, c),
    ...labels(p, c),
    chosenPin(c),
    ...marks(p, c),
  ];
  return all.map((layer) => {
    if (isShown(layer.id, c)) return layer;
    return { ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification;
  });
}

/** The address of a source's tiles; with another version the map loads them anew. */
export const tilesOf = (name: TileSource, version = 0) => [`${tileScheme}://${name}/{z}/{x}/{y}?${version}`];

/** A style without glyphs and sprites: text comes from the device's fonts, images are added by the page. */
export function style(p: Palette, c: Choices): StyleSpecification {
  const empty = { type: 'FeatureCollection', features: [] } as const;
  const own = sources.map((name) => [name, { type: 'geojson', data: { ...empty, features: [] } }]);
  const tiled = Object.entries(tileSources).map(([name, maxzoom]) => [
    name,
    { type: 'vector', tiles: tilesOf(name as TileSource), minzoom: 0, maxzoom },
  ]);
  return { version: 8, sources: Object.fromEntries([...own, ...tiled]), layers: layers(p, c) };
}
