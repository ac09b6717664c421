import { ask } from './client.ts';
import type { Progress, State } from './types.ts';

/*
 * What the public pages about a report and the pages of the office ask of the service, and what it answers.
 */

/** A part of a path that somebody typed. */
export const part = (s: string) => encodeURIComponent(s);

/** A name in both languages. */
export interface Pair {
  zh: string;
  en: string;
}

/* Reports, as whoever has the number sees them. */

export interface Step {
  /** What was done; a step may leave the state as it was. */
  action: string;
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
  head?: Head | null;
};

/** How the case goes on that a duplicate is dealt with as one. */
export interface Head {
  state: State;
  post: string | Pair | null;
  expected_at: string | null;
  steps: Step[] | null;
  photos: PublicPhoto[] | null;
}

export const track = (number: string, signal?: AbortSignal) =>
  ask<Track>('GET', `/api/v1/reports/${part(number)}`, { signal });

export const contest = (number: string, words: string) =>
  ask<Track>('POST', `/api/v1/reports/${part(number)}/contest`, { body: { words } });

export const forgetContact = (number: string) => ask<null>('DELETE', `/api/v1/reports/${part(number)}/contact`);

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
    await ask<{ cases: AlikeCase[] | null }>('GET', '/api/v1/cases/near', {
      query: { lon: String(lon), lat: String(lat), datum: 'wgs84', category },
      signal,
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
  ask<Code>('GET', `/api/v1/codes/${part(code)}`, { signal });

export interface Consent {
  version: string;
  text: Pair;
}

export const consentOf = (purpose: 'join' | 'report', signal?: AbortSignal) =>
  ask<Consent>('GET', `/api/v1/consents/${purpose}`, { signal });

export interface Joining {
  name: string;
  phone: string;
  consent_version: string;
  language: string;
  hours?: string;
}

export const join = (code: string, body: Joining) =>
  ask<{ state: string }>('POST', `/api/v1/codes/${part(code)}/join`, { body });

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
  ask<Verdict>('POST', '/api/v1/certificates/verify', { body: { token }, signal });

export const certificateOf = (number: string, signal?: AbortSignal) =>
  ask<{ token: string }>('GET', `/api/v1/reports/${part(number)}/certificate`, { signal });

/** A query with what is there, beginning with its question mark; nothing where nothing is. */
export function queryOf(query: Record<string, string | undefined>): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return entries.length > 0 ? `?${new URLSearchParams(entries)}` : '';
}
