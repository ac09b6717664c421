import { computed, effect, signal } from '@preact/signals';
import { api, Refusal, take } from '../../api/client.ts';
import type { Located, PointIn, ReportIn } from '../../api/types.ts';
import { load, loaded } from '../../data/load.ts';
import { nets } from '../../data/site.ts';
import type { Sending } from '../../outbox.ts';

/*
 * The report being made. It outlives a look at the map, and ends when it has been sent.
 */

export const datumNames = ['wgs84', 'gcj02', 'bd09', 'cgcs2000'] as const;
export type DatumName = (typeof datumNames)[number];

export interface Place {
  /** WGS 84 degrees. */
  lon: number;
  lat: number;
  /** Radius that holds the true place, metres. */
  accuracyM: number;
  from: 'map' | 'fix' | 'typed' | 'code';
  /** The coordinates as they were typed, which is how they are sent. */
  typed?: { lon: number; lat: number; datum: DatumName };
}

export const place = signal<Place | null>(null);
export const located = loaded<Located>();
export const category = signal<string | null>(null);
/** The answer to "which side?": a cell's code, 'unsure', or null while not asked or not answered. */
export const side = signal<string | null>(null);
export const words = signal('');
export const contactName = signal('');
export const contactPhone = signal('');
export const contactEmail = signal('');
/** The version of the words on personal data that stand beside the contact; empty while they have not come. */
export const consent = signal('');
/** The scanned grid code that brought the pin. */
export const gridCode = signal('');
/** The open case that the reporter has seen too. */
export const sameAs = signal<string | null>(null);
export const photos = signal<readonly Blob[]>([]);

export type Outcome = Exclude<Sending, { kind: 'refused' }> | null;
export const outcome = signal<Outcome>(null);
/** Why the service did not take the report just sent. */
export const refused = signal<Refusal | null>(null);

/** The cells to choose from, likeliest first. */
export const sides = computed(() => (located.value.data?.candidates ?? []).filter((c) => c.cell !== null).slice(0, 3));
/** Not after a failure: what was found before belongs to a place that the pin has left. */
export const askSide = computed(
  () => !located.value.error && located.value.data?.which_side === true && sides.value.length > 1,
);

/** What is still missing before the report can be sent. */
export const missing = computed<'place' | 'category' | 'side' | null>(() => {
  if (!place.value) return 'place';
  if (!category.value) return 'category';
  return askSide.value && side.value === null ? 'side' : null;
});

/** How long the pin must rest before its cell is asked for, ms: a drag asks once, at its end. */
const rest = 120;

/** Asks for the owning cell whenever the pin moves, until the returned function is called. */
export function startLocating(): () => void {
  let request: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const p = place.value;
    if (!p || !nets.value.data) return;
    clearTimeout(timer);
    request?.abort();
    timer = setTimeout(async () => {
      request = new AbortController();
      const found = await load(located, () => locate(p, request?.signal));
      if (found && !found.candidates?.some((c) => c.cell === side.peek())) side.value = null;
    }, rest);
  });
  return () => {
    stop();
    clearTimeout(timer);
    request?.abort();
  };
}

/** Asks for one place. In the body: an address with an exact place would stand in every log on the way. */
async function ask(datum: DatumName, point: PointIn, signal?: AbortSignal): Promise<Located> {
  const { results } = await take(
    api.POST('/api/v1/locate', { body: { datum, points: [point] }, signal: signal ?? null }),
  );
  return (results as Located[])[0] as Located;
}

const locate = (p: Place, signal?: AbortSignal) =>
  ask('wgs84', { lon: p.lon, lat: p.lat, accuracy_m: Math.min(p.accuracyM, 5000) }, signal);

/** Typed coordinates as WGS 84. Without the service only the datums that are WGS 84 in all but name can be read. */
export async function placeOf(lon: number, lat: number, datum: DatumName): Promise<Place> {
  const typed = { lon, lat, datum };
  const rest = { accuracyM: typedAccuracyM, from: 'typed', typed } as const;
  try {
    const found = await ask(datum, { lon, lat });
    return { lon: found.lon, lat: found.lat, ...rest };
  } catch (error) {
    const known = datum === 'wgs84' || datum === 'cgcs2000';
    if (!known || !(error instanceof Refusal && error.passing)) throw error;
    return { lon, lat, ...rest };
  }
}

/** Typed coordinates are taken at their word, to the width of a door. */
const typedAccuracyM = 2;

export function body(p: Place, code: string): ReportIn {
  const at = p.typed ?? { lon: round(p.lon), lat: round(p.lat), datum: 'wgs84' };
  const [name, phone, email] = [contactName, contactPhone, contactEmail].map((s) => s.value.trim()) as [
    string,
    string,
    string,
  ];
  const chosen = askSide.value && side.value !== null && side.value !== 'unsure' ? side.value : null;
  return {
    ...at,
    accuracy_m: Math.round(Math.min(p.accuracyM, 5000) * 10) / 10,
    category: code,
    ...(words.value.trim() && { description: words.value.trim() }),
    ...((name || phone || email) && {
      reporter: { name, phone, ...(email && { email }) },
      ...(consent.value && { consent_version: consent.value }),
    }),
    ...(chosen && { chosen_cell: chosen }),
    ...(p.from === 'code' && gridCode.value && { code: gridCode.value }),
    ...(sameAs.value && { same_as: sameAs.value }),
  };
}

/** Begins anew, at the same place. */
export function startOver(): void {
  outcome.value = null;
  refused.value = null;
  category.value = null;
  side.value = null;
  words.value = '';
  sameAs.value = null;
  photos.value = [];
}

/** 1e-7 degree, the lattice of the service. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

const decimal = /^[+-]?\d+(\.\d+)?$/;

/**
 * Longitude and latitude as a person types them, in digits of either width, with any comma or space between; an error where
 * that can't be.
 */
export function parseCoordinates(text: string): { lon: number; lat: number } | 'bad' | 'swapped' {
  const parts = text
    .normalize('NFKC')
    .trim()
    .split(/[\s,;、]+/);
  if (parts.length !== 2 || !parts.every((part) => decimal.test(part))) return 'bad';
  const [lon, lat] = parts.map(Number) as [number, number];
  if (Math.abs(lat) > 90 && Math.abs(lon) <= 90 && Math.abs(lat) <= 180) return 'swapped';
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) return 'bad';
  return { lon, lat };
}
