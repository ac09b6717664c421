import type { components, operations } from '../schema.gen.d.ts';
import type { Lang } from '../settings.ts';
import { api, take } from './client.ts';
import { queryOf } from './office.ts';

type Schemas = components['schemas'];

/** How cases went in a span of time; the formulas are those of page/figures/formulas.ts. Rates are parts of one, null without a case to count. */
export type Indicators = Schemas['Indicators'];
export type FiguresRow = Schemas['IndicatorRow'];
export type Figures = Schemas['IndicatorTable'];
export type Grouping = NonNullable<NonNullable<operations['indicators']['parameters']['query']>['by']>;

export const groupings = [
  'month',
  'community',
  'department',
  'category',
  'cell',
  'member',
] as const satisfies readonly Grouping[];

export interface FiguresQuery {
  by: Grouping;
  area: string;
  /** Days, 2026-11-23; to is included. */
  from: string;
  to: string;
}

export const figures = (query: FiguresQuery, signal: AbortSignal): Promise<Figures> =>
  take(api.GET('/api/v1/indicators', { params: { query }, signal }));

export const workbook = (query: FiguresQuery, lang: Lang) => `/api/v1/indicators.xlsx${queryOf({ ...query, lang })}`;
