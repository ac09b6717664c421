import { signal } from '@preact/signals';
import type { Severity, State } from '../../api/types.ts';

/** Which cases are shown and counted. An empty list is all of them. */
export interface Filters {
  /** Codes of categories. */
  readonly category: readonly string[];
  /** States, and the words open and settled, which stand for every state of that kind. */
  readonly state: readonly StateFilter[];
  readonly severity: readonly Severity[];
  /** Codes of cells of the net that is shown. */
  readonly cell: readonly string[];
  /** Opened at or after: a date (YYYY-MM-DD, in the site's time zone) or RFC 3339. */
  readonly from: string | null;
  /** Opened before; a date means until the end of that day. */
  readonly to: string | null;
}

export type StateFilter = State | 'open' | 'settled';
/** The filters that hold a list. */
export type ListFilter = 'category' | 'state' | 'severity' | 'cell';

export const states = [
  'reported',
  'verifying',
  'filed',
  'dispatched',
  'returned',
  'in_progress',
  'deferred',
  'resolved',
  'rework',
  'contested',
  'parked',
  'closed',
  'closed_unfixed',
  'rejected',
  'duplicate',
] as const satisfies readonly State[];
export const severities = ['routine', 'priority', 'urgent', 'emergency'] as const satisfies readonly Severity[];
const stateFilters: readonly StateFilter[] = ['open', 'settled', ...states];

export const noFilters: Filters = { category: [], state: [], severity: [], cell: [], from: null, to: null };

/** The filters in effect, for the map, the list, the figures and the link alike. */
export const filters = signal<Filters>(noFilters);

export const isFiltered = (f: Filters) => formatFilters(f).length > 0;

/** The filters as entries of a query, in one order, those that let everything through left out. */
export function formatFilters(f: Filters): [string, string][] {
  const entries: [string, string][] = [
    ['category', f.category.join(',')],
    ['state', f.state.join(',')],
    ['severity', f.severity.join(',')],
    ['cell', f.cell.join(',')],
    ['from', f.from ?? ''],
    ['to', f.to ?? ''],
  ];
  return entries.filter(([, value]) => value !== '');
}

/** Reads filters from a query. What is unknown or malformed counts as absent: an old link still opens. */
export function parseFilters(q: URLSearchParams): Filters {
  const list = (name: ListFilter) => [...new Set((q.get(name) ?? '').split(','))];
  const among = <T extends string>(known: readonly T[], name: ListFilter) => {
    const asked = list(name);
    return known.filter((value) => asked.includes(value));
  };
  const [from, to] = [parseMoment(q.get('from')), parseMoment(q.get('to'))];
  // A span that ends before it begins lets nothing through; nobody means that.
  const sound = from === null || to === null || from.slice(0, 10) <= to.slice(0, 10);
  return {
    category: list('category').filter((code) => /^[\w.-]{1,64}$/.test(code)),
    state: among(stateFilters, 'state'),
    severity: among(severities, 'severity'),
    cell: list('cell').filter((code) => code.length > 0 && code.length <= 256),
    from: sound ? from : null,
    to: sound ? to : null,
  };
}

/** The filters with a value of a list put in, or taken out where it was in. */
export function toggled<K extends ListFilter>(f: Filters, name: K, value: Filters[K][number]): Filters {
  const values = f[name] as readonly string[];
  const next = values.includes(value) ? values.filter((v) => v !== value) : [...values, value];
  return { ...f, [name]: next };
}

const moment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** A date or an instant that there is: 30 February is none. */
function parseMoment(value: string | null): string | null {
  if (value === null || !moment.test(value) || Number.isNaN(Date.parse(value))) return null;
  const day = value.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) === day ? value : null;
}
