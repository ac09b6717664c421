import type { components } from '../schema.gen.d.ts';
import { api, ask, take } from './client.ts';

/*
 * What the public pages about a report and the pages of the office ask of the service, and what it answers, as the service
 * describes it.
 */

type Schemas = components['schemas'];

/** A part of a path that somebody typed. */
export const part = (s: string) => encodeURIComponent(s);

const asked = (signal: AbortSignal | undefined) => ({ signal: signal ?? null });

/** A name in both languages. */
export type Pair = Schemas['Text'];

/* Reports, as whoever has the number sees them. */

/** What the service tells whoever has a report's number. */
export type Track = Schemas['Progress'];
export type Step = Schemas['ProgressStep'];
export type PublicPhoto = Schemas['ProgressPhoto'];
/** How the case goes on that a duplicate is dealt with as one. */
export type Head = Schemas['ProgressHead'];

export const track = (number: string, signal?: AbortSignal): Promise<Track> =>
  take(api.GET('/api/v1/reports/{id}', { params: { path: { id: number } }, ...asked(signal) }));

export const contest = (number: string, words: string): Promise<Track> =>
  take(api.POST('/api/v1/reports/{id}/contest', { params: { path: { id: number } }, body: { words } }));

export const forgetContact = (number: string) => ask<null>('DELETE', `/api/v1/reports/${part(number)}/contact`);

/** An open case that the public may see, near a place. */
export type AlikeCase = Schemas['PublicNear'];

export const alikeCases = async (
  lon: number,
  lat: number,
  category: string,
  signal?: AbortSignal,
): Promise<AlikeCase[]> => {
  const query = { lon, lat, datum: 'wgs84', category };
  return (await take(api.GET('/api/v1/cases/near', { params: { query }, ...asked(signal) }))).cases ?? [];
};

/* Grid codes and consent. */

export type Code = Schemas['GridCode'];

export const gridCodeOf = (code: string, signal?: AbortSignal): Promise<Code> =>
  take(api.GET('/api/v1/codes/{code}', { params: { path: { code } }, ...asked(signal) }));

export type Consent = Schemas['ConsentOutputBody'];

export const consentOf = (purpose: 'join' | 'report', signal?: AbortSignal): Promise<Consent> =>
  take(api.GET('/api/v1/consents/{purpose}', { params: { path: { purpose } }, ...asked(signal) }));

export type Joining = Schemas['JoinInputBody'];

export const join = (code: string, body: Joining): Promise<Schemas['JoinOutputBody']> =>
  take(api.POST('/api/v1/codes/{code}/join', { params: { path: { code } }, body }));

/* Certificates. */

export type Duty = Schemas['Duty'];
/** What a certificate says. */
export type Payload = Schemas['Payload'];
export type Verdict = Schemas['Verdict'];

export const verify = (token: string, signal?: AbortSignal): Promise<Verdict> =>
  take(api.POST('/api/v1/certificates/verify', { body: { token }, ...asked(signal) }));

/** Of a report, by its tracking number; by its id for those who may see its case. */
export const certificateOf = (report: string, signal?: AbortSignal): Promise<Schemas['Certificate']> =>
  take(api.GET('/api/v1/reports/{tracking}/certificate', { params: { path: { tracking: report } }, ...asked(signal) }));

/** A query with what is there, beginning with its question mark; nothing where nothing is. */
export function queryOf(query: Record<string, string | undefined>): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return entries.length > 0 ? `?${new URLSearchParams(entries)}` : '';
}
