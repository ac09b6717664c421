import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from '@maplibre/maplibre-gl-style-spec';
import type { LayerID } from '../view.ts';
import { coverNames, type Palette } from './palette.ts';

/** Names of the map's GeoJSON sources. */
export const sources = ['base', 'cells', 'labels', 'borders', 'coverage', 'pins', 'chosen', 'accuracy'] as const;
export type Source = (typeof sources)[number];

/** What else the style depends on. */
export interface Choices {
  /** Lower bounds of the classes of coverage. */
  breaks: readonly [number, number, number, number, number];
  /** 1, or 1.25 in large type. */
  scale: number;
  /** Layers that are switched on. */
  on: readonly LayerID[];
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

/** How many serve each cell: five steps of one ramp; none and too few are hatched, so that they differ in grey too. */
export function coverage(p: Palette, c: Choices): LayerSpecification[] {
  const count: ExpressionSpecification = ['coalesce', ['get', 'volunteers'], -1];
  const steps = c.breaks.slice(1).flatMap((from, i) => [from, p[coverNames[i + 1] as keyof Palette]]);
  const none: FilterSpecification = ['==', count, 0];
  return [
    {
      id: 'coverage',
      source: 'coverage',
      type: 'fill',
      filter: ['>', count, 0],
      paint: { 'fill-color': ['step', count, p.cover1, ...steps] as ExpressionSpecification, 'fill-opacity': 0.85 },
    },
    { id: 'coverage-none', source: 'coverage', type: 'fill', filter: none, paint: { 'fill-pattern': 'hatch-zero' } },
    {
      id: 'coverage-few',
      source: 'coverage',
      type: 'fill',
      filter: ['==', ['get', 'too_few'], true],
      paint: { 'fill-pattern': 'hatch-few' },
    },
    {
      id: 'coverage-gap',
      source: 'coverage',
      type: 'line',
      filter: none,
      paint: { 'line-color': p.borderFirm, 'line-width': 1.5, 'line-dasharray': [3, 2] },
    },
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
  const level = (name: string): FilterSpecification => ['==', ['get', 'level'], name];
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return [
    { id: 'cell-area', source: 'cells', type: 'fill', paint: { 'fill-color': p.land, 'fill-opacity': 0 } },
    {
      id: 'cell-border',
      source: 'cells',
      type: 'line',
      layout,
      paint: { 'line-color': p.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.3, 14, 0.8, 17, 1.4] },
    },
    {
      id: 'parent-border',
      source: 'borders',
      type: 'line',
      filter: level('parent'),
      layout,
      paint: {
        'line-color': p.borderFirm,
        'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.7, 14, 1.8, 17, 2.6],
      },
    },
    {
      id: 'edge-border',
      source: 'borders',
      type: 'line',
      filter: level('edge'),
      layout,
      paint: {
        'line-color': p.borderFirm,
        'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1.2, 14, 2.6, 17, 4],
      },
    },
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
      source: 'labels',
      type: 'symbol',
      minzoom: 10,
      layout: {
        'text-field': ['get', 'name'],
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

/** Cases, the urgent on top, and the ring around the one selected. */
export function pins(c: Choices): LayerSpecification[] {
  return [
    {
      id: 'pins',
      source: 'pins',
      type: 'symbol',
      layout: {
        'icon-image': ['get', 'mark'],
        'icon-size': [
          'interpolate',
          ['linear'],
          ['zoom'],
          10,
          ['*', 0.45 * c.scale, ['get', 'scale']],
          15,
          ['*', 0.9 * c.scale, ['get', 'scale']],
        ],
        'icon-allow-overlap': true,
        'icon-padding': 0,
        'symbol-sort-key': ['get', 'order'],
      },
    },
  ];
}

/** What is selected looks the same everywhere: a firm outline in the accent's dark tone, with a light one under it. */
export function chosen(p: Palette): LayerSpecification[] {
  const area: FilterSpecification = ['!=', ['geometry-type'], 'Point'];
  const layout = { 'line-join': 'round' } as const;
  return [
    {
      id: 'chosen-fill',
      source: 'chosen',
      type: 'fill',
      filter: area,
      paint: { 'fill-color': p.select, 'fill-opacity': 0.1 },
    },
    {
      id: 'chosen-edge',
      source: 'chosen',
      type: 'line',
      filter: area,
      layout,
      paint: { 'line-color': p.halo, 'line-width': 6 },
    },
    {
      id: 'chosen-line',
      source: 'chosen',
      type: 'line',
      filter: area,
      layout,
      paint: { 'line-color': p.select, 'line-width': 3 },
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
  coverage: 'coverage',
  'coverage-none': 'coverage',
  'coverage-few': 'coverage',
  'coverage-gap': 'coverage',
  'cell-border': 'cells',
  'parent-border': 'cells',
  'edge-border': 'cells',
  'cell-name': 'cells',
};

/** The whole style's layers, bottom first. Pure: the same palette and choices give the same layers. */
export function layers(p: Palette, c: Choices): LayerSpecification[] {
  const all = [
    ...ground(p),
    ...coverage(p, c),
    ...streets(p),
    ...cells(p),
    ...chosen(p),
    ...labels(p, c),
    chosenPin(c),
    ...pins(c),
  ];
  return all.map((layer) => {
    const owner = owners[layer.id];
    if (!owner || c.on.includes(owner)) return layer;
    return { ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification;
  });
}

/** A style without glyphs and sprites: text comes from the device's fonts, images are added by the page. */
export function style(p: Palette, c: Choices): StyleSpecification {
  const empty = { type: 'FeatureCollection', features: [] } as const;
  return {
    version: 8,
    sources: Object.fromEntries(sources.map((name) => [name, { type: 'geojson', data: { ...empty, features: [] } }])),
    layers: layers(p, c),
  };
}
