import { batch, effect, signal } from '@preact/signals';
import { Refusal } from '../../api/client.ts';
import type { ReportIn } from '../../api/types.ts';
import { refusal } from '../../data/load.ts';
import { outbox, type Sending } from '../../outbox.ts';
import { mostPhotos, photoBox, presentable } from '../../photo-box.ts';
import { askSide, type Place, place, side, startLocating } from '../report/draft.ts';
import { bringPin } from '../report/place-map.tsx';
import { words } from './words.ts';

/*
 * A report in three taps: photo, matter, send. The place is where the phone says that it is, until a hand moves the pin; where
 * and which cell are the report page's own signals, for the map is the same.
 */

export const photos = signal<readonly Blob[]>([]);
export const category = signal<string | null>(null);
export const note = signal('');
/** Whether one is past the photo, with or without one. */
export const choosing = signal(false);
export const sending = signal(false);
export const fault = signal<string | null>(null);
export const refused = signal<Refusal | null>(null);
/** What became of the one before. */
export const last = signal<Exclude<Sending, { kind: 'refused' }> | null>(null);
/** How finding the place goes. */
export const fix = signal<'finding' | 'found' | 'denied' | 'failed'>('finding');

const fixTimeout = 15_000;

/** Follows where the phone is until the returned function is called. */
export function startPatrol(): () => void {
  void photoBox(); // what waits from before goes out
  place.value = null;
  const stops = [startLocating(), follow()];
  return () => {
    for (const stop of stops) stop();
    startAgain();
    last.value = null;
  };
}

let watch: number | null = null;

function follow(): () => void {
  findAgain();
  // A hand that moves the pin knows better than the phone from then on.
  const stop = effect(() => {
    if (place.value?.from === 'map' && fix.peek() === 'found') unwatch();
  });
  return () => {
    stop();
    unwatch();
  };
}

function unwatch(): void {
  if (watch !== null) navigator.geolocation.clearWatch(watch);
  watch = null;
}

export function findAgain(): void {
  unwatch();
  if (!navigator.geolocation) {
    fix.value = 'failed';
    return;
  }
  fix.value = 'finding';
  watch = navigator.geolocation.watchPosition(
    ({ coords }) => {
      // While a matter is being chosen, the place is where its photo was taken.
      if (choosing.peek() && fix.peek() === 'found') return;
      const here: Place = {
        lon: coords.longitude,
        lat: coords.latitude,
        accuracyM: Math.max(coords.accuracy, 1),
        from: 'fix',
      };
      fix.value = 'found';
      place.value = here;
      bringPin(here);
    },
    (error) => {
      if (fix.peek() !== 'found') fix.value = error.code === error.PERMISSION_DENIED ? 'denied' : 'failed';
    },
    { enableHighAccuracy: true, timeout: fixTimeout, maximumAge: 5000 },
  );
}

/** Takes photos as the camera gives them. */
export async function addPhotos(files: readonly File[]): Promise<void> {
  fault.value = null;
  for (const file of files) {
    if (photos.peek().length >= mostPhotos) {
      fault.value = words.peek().full;
      break;
    }
    const photo = await presentable(file);
    if (photo) photos.value = [...photos.peek(), photo];
    else fault.value = words.peek().bad;
  }
  if (photos.peek().length > 0) choosing.value = true;
}

/** 1e-7 degree, the lattice of the service. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

/** The report as it is sent: nobody's contact goes with it, for the account says who it was. */
function patrolBody(p: Place, code: string, text: string, chosen: string | null): ReportIn & { patrol: true } {
  return {
    lon: round(p.lon),
    lat: round(p.lat),
    datum: 'wgs84',
    accuracy_m: Math.round(Math.min(p.accuracyM, 5000) * 10) / 10,
    category: code,
    patrol: true,
    ...(text.trim() && { description: text.trim() }),
    ...(chosen && { chosen_cell: chosen }),
  };
}

/** Sends the report with its photos, or keeps it until there is a network; then the next can begin. */
export async function send(): Promise<void> {
  const t = words.peek();
  const [p, code] = [place.peek(), category.peek()];
  fault.value = !p ? t.needPlace : !code ? t.needCategory : null;
  if (!p || !code || sending.peek()) return;
  const chosen = askSide.peek() && side.peek() !== 'unsure' ? side.peek() : null;
  sending.value = true;
  refused.value = null;
  try {
    const done = await (await outbox()).submit(patrolBody(p, code, note.peek(), chosen), photos.peek());
    if (done.kind === 'refused') refused.value = new Refusal(done.problem?.status ?? done.status, done.problem);
    else {
      startAgain();
      last.value = done;
    }
  } catch (error) {
    refused.value = refusal(error);
  } finally {
    sending.value = false;
  }
}

/** Ready for the next, at the same place until the phone knows better. */
export function startAgain(): void {
  batch(() => {
    photos.value = [];
    category.value = null;
    note.value = '';
    choosing.value = false;
    fault.value = null;
    refused.value = null;
    side.value = null;
  });
  if (fix.peek() === 'found' && watch === null && navigator.geolocation && place.peek()?.from === 'fix') findAgain();
}
