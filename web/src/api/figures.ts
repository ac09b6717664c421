import { ask } from './client.ts';
import { type Pair, queryOf } from './office.ts';

/** How cases went in a span of time; the formulas are those of page/figures/formulas.ts. Rates are parts of one, null without a case to count. */
export interface Indicators {
  received: number;
  filed: number;
  due: number;
  settled: number;
  settled_in_time: number;
  resolved: number;
  resolved_in_time: number;
  overdue: number;
  reworked: number;
  extended: number;
  contested: number;
  hops: number;
  filed_rate: number | null;
  settled_rate: number | null;
  settled_in_time_rate: number | null;
  resolved_in_time_rate: number | null;
  rework_rate: number | null;
  extension_rate: number | null;
  contest_rate: number | null;
  hops_mean: number | null;
  limbo_hours_mean: number | null;
  settle_hours_median: number | null;
  /** Too few cases were due for the rates to say much. */
  small: boolean;
}

export const groupings = ['month', 'community', 'department', 'category', 'cell', 'member'] as const;
export type Grouping = (typeof groupings)[number];

export interface FiguresRow {
  key: string;
  title: Pair | string;
  indicators: Indicators;
}

export interface Figures {
  rows: FiguresRow[] | null;
  total: Indicators;
}

export interface FiguresQuery {
  by: Grouping;
  area: string;
  /** Days, 2026-11-23; to is included. */
  from: string;
  to: string;
}

export const figures = (query: FiguresQuery, signal: AbortSignal) =>
  ask<Figures>('GET', '/api/v1/indicators', { query: { ...query }, signal });

export const workbook = (query: FiguresQuery) => `/api/v1/indicators.xlsx${queryOf({ ...query })}`;
