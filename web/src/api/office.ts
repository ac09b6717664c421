import { lang } from '../settings.ts';
import { take } from './client.ts';
import type { Progress, State } from './types.ts';

/*
 * What the public pages about a report and the pages of the office ask of the service, and what it answers.
 */

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface More {
  body?: unknown;
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** One request; a Refusal for everything but a good answer. An answer without a body is null. */
export function call<T>(method: Method, path: string, { body, query, headers, signal }: More = {}): Promise<T> {
  return take(answer<T>(method, path + queryOf(query), body, headers, signal));
}

async function answer<T>(
  method: Method,
  path: string,
  body: unknown,
  more?: Record<string, string>,
  signal?: AbortSignal,
) {
  const response = await fetch(path, {
    method,
    headers: {
      'Accept-Language': lang.value === 'zh' ? 'zh-CN' : 'en',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...more,
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  });
  const got: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  return response.ok ? { data: got as T, response } : { error: got, response };
}

/** A query with what is there, beginning with its question mark; nothing where nothing is. */
export function queryOf(query: More['query'] = {}): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return entries.length > 0 ? `?${new URLSearchParams(entries.map(([k, v]) => [k, String(v)]))}` : '';
}

/** A part of a path that somebody typed. */
export const part = (s: string) => encodeURIComponent(s);

/** A name in both languages. */
export interface Pair {
  zh: string;
  en: string;
}

/* Reports, as whoever has the number sees them. */

export interface Step {
  state: State;
  at: string;
  /** The title of the post or department; null where nobody in particular acted. */
  post: string | Pair | null;
  public_note: string;
}

export interface PublicPhoto {
  id: string;
  kind: 'report' | 'before' | 'after';
  thumb: string;
  full: string;
}

/** What the service tells whoever has a report's number. */
export type Track = Progress & {
  steps?: Step[] | null;
  post?: string | Pair | null;
  expected_at?: string | null;
  photos?: PublicPhoto[] | null;
  can_contest?: boolean;
  contest_until?: string | null;
  other_reports?: number;
};

export const track = (number: string, signal?: AbortSignal) =>
  call<Track>('GET', `/api/v1/reports/${part(number)}`, signal ? { signal } : {});

export const contest = (number: string, words: string) =>
  call<Track>('POST', `/api/v1/reports/${part(number)}/contest`, { body: { words } });

export const forgetContact = (number: string) => call<null>('DELETE', `/api/v1/reports/${part(number)}/contact`);

/** An open case that the public may see, near a place. */
export interface AlikeCase {
  id: string;
  category: string | { code: string };
  state: State;
  opened_at: string;
  distance_m: number;
  lon: number;
  lat: number;
}

export const alikeCases = async (lon: number, lat: number, category: string, signal?: AbortSignal) =>
  (
    await call<{ cases: AlikeCase[] | null }>('GET', '/api/v1/cases/near', {
      query: { lon, lat, datum: 'wgs84', category },
      ...(signal && { signal }),
    })
  ).cases ?? [];

/* Grid codes and consent. */

export interface Code {
  code: string;
  kind: 'cell' | 'building';
  label: string;
  cell: string | null;
  cell_name: string | null;
  lon: number;
  lat: number;
  withdrawn: boolean;
}

export const gridCodeOf = (code: string, signal?: AbortSignal) =>
  call<Code>('GET', `/api/v1/codes/${part(code)}`, signal ? { signal } : {});

export interface Consent {
  version: string;
  text: Pair;
}

export const consentOf = (purpose: 'join' | 'report', signal?: AbortSignal) =>
  call<Consent>('GET', `/api/v1/consents/${purpose}`, signal ? { signal } : {});

export interface Joining {
  name: string;
  phone: string;
  consent_version: string;
  language: string;
  hours?: string;
}

export const join = (code: string, body: Joining) =>
  call<{ state: string }>('POST', `/api/v1/codes/${part(code)}/join`, { body });

/* Certificates. */

export interface Duty {
  role: string;
  count: number;
}

/** What a certificate says. */
export interface Payload {
  id: string;
  key: string;
  issued_at: string;
  at: string;
  site: Pair;
  /** null where the matter is sensitive */
  point: { lon: number; lat: number; datum: string; accuracy_m: number | null; sent_datum: string } | null;
  net: string;
  edition: number;
  edition_title: string;
  cell: string | null;
  cell_name: string | null;
  rule: Pair;
  status: string;
  border_m: number | null;
  runner_up: { cell: string; cell_name: string; distance_m: number } | null;
  /** null: not known */
  on_duty: Duty[] | null;
  case: string | null;
  report: string | null;
}

export interface Verdict {
  valid: boolean;
  payload: Payload | null;
  key_id: string | null;
  /** Why it is not genuine. */
  why: Pair | null;
  /** SVG, or null where the edition can't be had. */
  map: string | null;
}

export const verify = (token: string, signal?: AbortSignal) =>
  call<Verdict>('POST', '/api/v1/certificates/verify', { body: { token }, ...(signal && { signal }) });

export const certificateOf = (number: string, signal?: AbortSignal) =>
  call<{ token: string }>('GET', `/api/v1/reports/${part(number)}/certificate`, signal ? { signal } : {});
