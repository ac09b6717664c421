import type { Feature, FeatureCollection, Geometry, LineString, MultiPolygon, Point, Polygon } from 'geojson';
import type { components } from '../schema.gen.d.ts';
import type { PointLayer } from '../view.ts';

type Schemas = components['schemas'];

export type Category = Schemas['Category'];
export type CellCard = Schemas['CellCard'];
export type Located = Schemas['Located'];
export type Net = Schemas['Net'];
export type PointIn = Schemas['PointIn'];
export type Problem = Schemas['Problem'];
export type Progress = Schemas['Progress'];
export type Receipt = Schemas['Receipt'];
/** A report as it is sent. */
export type ReportIn = Schemas['ReportIn'] & {
  /** The case that it is of, where the reporter has seen that there is one: "me too". */
  same_as?: string;
  /** The grid code that was scanned, which says where. */
  code?: string;
  /** Of the words on personal data that the reporter had before them. */
  consent_version?: string;
  reporter?: Schemas['ReporterIn'] & { email?: string };
};
export type Site = Schemas['Site'];
export type Severity = Category['severity'];

/** Where a case stands. */
export type State = Progress['state'];

/** Properties of a feature of hazards, road-defects and other. The API's document leaves GeoJSON untyped. */
export interface PinProperties {
  id: string;
  layer: PointLayer;
  category: string;
  name_zh: string;
  name_en: string;
  state: State;
  settled: boolean;
  severity: Severity;
  cell: string;
  opened_at: string;
}

export interface CellProperties {
  code: string;
  name: string;
  parent: string;
  area_m2: number;
  open: number;
  settled: number;
  label: [number, number];
}

export interface CoverageProperties {
  code: string;
  name: string;
  staff: number;
  volunteers: number | null;
  too_few: boolean;
  label: [number, number];
}

export interface BaseProperties {
  class: 'road' | 'block' | 'water' | 'green';
  rank: number;
  name: string;
}

/** What the service answers for a layer: at most the limit asked for, out of numberMatched. */
export interface Collection<G extends Geometry, P> extends FeatureCollection<G, P> {
  numberMatched: number;
  numberReturned: number;
}

export type Pin = Feature<Point, PinProperties>;
export type Cell = Feature<Polygon | MultiPolygon, CellProperties>;
export type Base = Feature<LineString | Polygon | MultiPolygon, BaseProperties>;

export interface LayerTypes {
  /** Every layer of cases together. */
  all: Collection<Point, PinProperties>;
  hazards: Collection<Point, PinProperties>;
  'road-defects': Collection<Point, PinProperties>;
  other: Collection<Point, PinProperties>;
  cells: Collection<Polygon | MultiPolygon, CellProperties>;
  coverage: Collection<Polygon | MultiPolygon, CoverageProperties>;
  base: Collection<LineString | Polygon | MultiPolygon, BaseProperties>;
}

/** West, south, east, north in WGS 84 degrees. */
export type Bounds = readonly [number, number, number, number];

/** The bounds that the service gives as a list of four numbers, or null where there is nothing. */
export function boundsOf(bbox: readonly number[] | null | undefined): Bounds | null {
  return bbox?.length === 4 ? (bbox as unknown as Bounds) : null;
}

export function within([lon, lat]: readonly number[], [w, s, e, n]: Bounds): boolean {
  return (lon as number) >= w && (lon as number) <= e && (lat as number) >= s && (lat as number) <= n;
}
