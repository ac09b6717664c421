import { type Filters, formatFilters, parseFilters } from './page/map/filters.ts';
import type { Lang } from './settings.ts';

/** The layers of the map, in the order in which they are switched and listed. */
export const layerIDs = ['hazards', 'road-defects', 'other', 'coverage', 'cells', 'base'] as const;
export type LayerID = (typeof layerIDs)[number];
export const pointLayers = ['hazards', 'road-defects', 'other'] as const satisfies readonly LayerID[];
export type PointLayer = (typeof pointLayers)[number];

/** What a first visitor sees. */
export const firstLayers: readonly LayerID[] = layerIDs;

/** How the cases are drawn: one by one and in clusters, as heat, or as figures of the cells that they are in. */
export const modes = ['marks', 'heat', 'cells'] as const;
export type Mode = (typeof modes)[number];

/** What cells are coloured by. */
export const cellFigures = ['cases', 'open', 'overdue', 'per_1000'] as const;
export type CellFigure = (typeof cellFigures)[number];

export interface Selection {
  kind: 'cell' | 'case' | 'place';
  /** A cell's code, a case's id, or the bounds of a place where many cases are: west,south,east,north. */
  id: string;
}

/** Everything that a link to the map holds. Null is "as it comes": the whole default net, the browser's language. */
export interface View {
  /** Longitude and latitude, WGS 84. */
  centre: readonly [number, number] | null;
  zoom: number | null;
  layers: readonly LayerID[];
  net: string | null;
  selection: Selection | null;
  mode: Mode;
  figure: CellFigure;
  filters: Filters;
  lang: Lang | null;
}

export const isPointLayer = (id: string): id is PointLayer => (pointLayers as readonly string[]).includes(id);

/** Reads the view from a URL's query. Anything malformed counts as absent: an old link still opens. */
export function parseView(query: string): View {
  const q = new URLSearchParams(query);
  return {
    centre: parseCentre(q.get('c')),
    zoom: parseNumber(q.get('z'), 0, 24),
    layers: parseLayers(q.get('l')),
    net: q.get('net') || null,
    selection: parseSelection(q.get('sel')),
    mode: among(modes, q.get('m')),
    figure: among(cellFigures, q.get('fig')),
    filters: parseFilters(q),
    lang: parseLang(q.get('lang')),
  };
}

/** Writes the view as a URL's query, without the question mark; what is as it comes is left out. */
export function formatView(v: View): string {
  const q = new URLSearchParams();
  if (v.centre) q.set('c', `${v.centre[0].toFixed(5)},${v.centre[1].toFixed(5)}`);
  if (v.zoom !== null) q.set('z', trim(v.zoom.toFixed(2)));
  if (v.layers.join('.') !== firstLayers.join('.')) q.set('l', v.layers.join('.'));
  if (v.net) q.set('net', v.net);
  if (v.selection) q.set('sel', `${v.selection.kind}:${v.selection.id}`);
  if (v.mode !== modes[0]) q.set('m', v.mode);
  if (v.figure !== cellFigures[0]) q.set('fig', v.figure);
  for (const [name, value] of formatFilters(v.filters)) q.set(name, value);
  if (v.lang) q.set('lang', v.lang);
  return q.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

export function parseLang(value: string | null): Lang | null {
  return value === 'zh' || value === 'en' ? value : null;
}

/** The value where it is among those known; else the first of them. */
const among = <T extends string>(known: readonly [T, ...T[]], value: string | null): T =>
  known.find((k) => k === value) ?? known[0];

/** Unknown layers are passed over; an empty value is none at all. */
function parseLayers(value: string | null): readonly LayerID[] {
  const named = value?.split('.') ?? [];
  const known = layerIDs.filter((id) => named.includes(id));
  return known.length > 0 || value === '' ? known : firstLayers;
}

function parseCentre(value: string | null): readonly [number, number] | null {
  const [lon, lat, ...rest] = (value ?? '').split(',');
  const x = parseNumber(lon ?? null, -180, 180);
  const y = parseNumber(lat ?? null, -85, 85);
  return x === null || y === null || rest.length > 0 ? null : [x, y];
}

function parseNumber(value: string | null, least: number, most: number): number | null {
  if (value === null || value.trim() === '') return null;
  const n = Number(value);
  return Number.isFinite(n) && n >= least && n <= most ? n : null;
}

function parseSelection(value: string | null): Selection | null {
  const match = /^(cell|case|place):(.{1,256})$/.exec(value ?? '');
  if (!match || (match[1] === 'place' && !parseBounds(match[2] as string))) return null;
  return { kind: match[1] as Selection['kind'], id: match[2] as string };
}

/** The bounds that west,south,east,north names; null where it names none. */
export function parseBounds(value: string): readonly [number, number, number, number] | null {
  const parts = value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [w, s, e, n] = parts as [number, number, number, number];
  return parts.length === 4 && w >= -180 && w <= e && e <= 180 && s >= -90 && s <= n && n <= 90 ? [w, s, e, n] : null;
}

const trim = (decimal: string) => decimal.replace(/\.?0+$/, '');
