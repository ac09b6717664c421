import { signal } from '@preact/signals';
import { type DBSchema, openDB } from 'idb';
import { inNameOf, Refusal } from './api/client.ts';
import type { Problem } from './api/types.ts';
import { askAgain, me, signedInAs } from './session.ts';

/*
 * Photos that wait to be sent. Each is kept on the device before its first byte leaves, and goes to its address with PUT under
 * an id of its own, so that it is kept once however often it is sent. This is a chunk: import it when there is a photo.
 */

export interface WaitingPhoto {
  /** UUID, the last part of its address. */
  id: string;
  /** The key of the report that has to be sent first; null where none has to. */
  report: string | null;
  /** The path that it belongs under, "/api/v1/reports/…/photos"; null until its report has been sent. */
  under: string | null;
  /** What stands after the "?" of its address; empty for a report's. */
  query: string;
  /** Whose photo of a case it is, an account's id: it goes out in no other's name. Null for a report's, which go by its number. */
  account?: number | null;
  type: string;
  keptAt: number;
  /** Why the service will not take it, as it said; such a photo is not sent again. */
  refused?: Problem | null;
}

/** Where photos wait; the bytes apart from the rest, for there may be many. */
export interface PhotoShelf {
  put(photo: WaitingPhoto, data?: ArrayBuffer): Promise<void>;
  data(id: string): Promise<ArrayBuffer | undefined>;
  drop(id: string): Promise<void>;
  all(): Promise<WaitingPhoto[]>;
}

/** The photos that wait, oldest first. */
export const waitingPhotos = signal<readonly WaitingPhoto[]>([]);
/** Counts the photos that have arrived since the page was opened: what shows photos asks again when it grows. */
export const photosSent = signal(0);

/** As many as the service takes with one report. */
export const mostPhotos = 6;
/** As large as the service takes one, bytes. */
const largest = 12 << 20;
const taken = ['image/jpeg', 'image/png', 'image/webp'];
/** The longer side of a picture that has to be made smaller, pixels: what the service keeps. */
const longest = 2048;

/** Seconds until the next attempt where the service named none. */
const pauseS = 15;

/** Tells the next visit that there are photos to send, so that this chunk is fetched. */
export const photoMemory = 'wangge.photos';

export class PhotoBox {
  readonly #shelf: PhotoShelf;
  readonly #send: (photo: WaitingPhoto, data: ArrayBuffer) => Promise<void>;
  readonly #who: () => number | null;
  #flushing: Promise<void> | null = null;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** who: the account whose name a request would carry now. */
  constructor(
    shelf: PhotoShelf,
    send: (photo: WaitingPhoto, data: ArrayBuffer) => Promise<void> = put,
    who: () => number | null = signedInAs,
  ) {
    this.#shelf = shelf;
    this.#send = send;
    this.#who = who;
  }

  /** Keeps photos for a report that is not sent yet. They go out after release. */
  keep(report: string, photos: readonly Blob[]): Promise<void> {
    return this.#keep(photos, { report, under: null, query: '', account: null });
  }

  /** The report with this key has been received: its photos go under its number. */
  async release(report: string, tracking: string): Promise<void> {
    for (const photo of await this.#shelf.all()) {
      if (photo.report !== report) continue;
      await this.#shelf.put({ ...photo, report: null, under: underReport(tracking) });
    }
    await this.refresh();
    void this.flush();
  }

  /** The report with this key will not be sent. */
  async discard(report: string): Promise<void> {
    for (const photo of await this.#shelf.all()) if (photo.report === report) await this.#shelf.drop(photo.id);
    await this.refresh();
  }

  /** Keeps photos for a report that the service has, and sends them. */
  async addToReport(tracking: string, photos: readonly Blob[]): Promise<void> {
    await this.#keep(photos, { report: null, under: underReport(tracking), query: '', account: null });
    await this.flush();
  }

  /** Keeps photos of a case that an account took, from before or after it was seen to, and sends them. */
  async addToCase(id: string, kind: 'before' | 'after', photos: readonly Blob[], account: number): Promise<void> {
    await this.#keep(photos, { report: null, under: `/api/v1/cases/${id}/photos`, query: `kind=${kind}`, account });
    await this.flush();
  }

  async drop(id: string): Promise<void> {
    await this.#shelf.drop(id);
    await this.refresh();
  }

  /** Sends what waits, oldest first, and stops at the first that does not get through. */
  flush(): Promise<void> {
    if (this.#flushing) this.#again = true;
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = null;
      if (!this.#again) return;
      this.#again = false;
      void this.flush();
    });
    return this.#flushing;
  }

  async refresh(): Promise<void> {
    waitingPhotos.value = (await this.#shelf.all()).sort((a, b) => a.keptAt - b.keptAt);
    try {
      if (waitingPhotos.value.length > 0) localStorage.setItem(photoMemory, '1');
      else localStorage.removeItem(photoMemory);
    } catch {
      // A browser that keeps nothing has no next visit to tell.
    }
  }

  async #keep(
    photos: readonly Blob[],
    to: Pick<WaitingPhoto, 'report' | 'under' | 'query' | 'account'>,
  ): Promise<void> {
    for (const photo of photos)
      await this.#shelf.put(
        { ...to, id: newID(), type: photo.type, keptAt: Date.now() },
        await new Response(photo).arrayBuffer(),
      );
    await this.refresh();
  }

  async #flush(): Promise<void> {
    await this.refresh();
    for (const photo of waitingPhotos.value) {
      const gone = !waitingPhotos.value.some((w) => w.id === photo.id);
      if (nobodys(photo)) await this.drop(photo.id); // By whom is not known, so that nobody may send it.
      if (photo.under === null || photo.refused !== undefined || gone || !this.#may(photo)) continue;
      const data = await this.#shelf.data(photo.id);
      if (!data) {
        await this.drop(photo.id); // Its bytes are lost: nothing can be sent.
        continue;
      }
      if (!(await this.#attempt(photo, data))) break;
    }
    await this.refresh();
  }

  /** Whether it goes out in the name of whoever is signed in. */
  #may(photo: WaitingPhoto): boolean {
    return !ofCase(photo) || (!nobodys(photo) && photo.account === this.#who());
  }

  /** Whether the way is free for the next. */
  async #attempt(photo: WaitingPhoto, data: ArrayBuffer): Promise<boolean> {
    try {
      await this.#send(photo, data);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 412) askAgain(); // Somebody else is signed in, and the page does not know yet.
      if (!error.passing && !error.signIn) {
        await this.#shelf.put({ ...photo, refused: error.problem });
        return true;
      }
      this.#tryLater(error.retryAfterS ?? (error.signIn ? 4 * pauseS : pauseS));
      return error.signIn; // Others don't wait for its author.
    }
    await this.drop(photo.id);
    photosSent.value++;
    return true;
  }

  #tryLater(seconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), Math.max(seconds, 1) * 1000);
  }
}

const underReport = (tracking: string) => `/api/v1/reports/${encodeURIComponent(tracking)}/photos`;

const ofCase = ({ under }: WaitingPhoto) => under?.startsWith('/api/v1/cases/') ?? false;
/** Whether it is of a case and was kept before photos said whose they are. */
const nobodys = (photo: WaitingPhoto) => ofCase(photo) && !photo.account;

async function put({ under, id, query, account, type }: WaitingPhoto, data: ArrayBuffer): Promise<void> {
  const path = `${under}/${id}${query && `?${query}`}`;
  let response: Response;
  try {
    response = await fetch(
      new Request(new URL(path, location.origin), {
        method: 'PUT',
        body: data,
        headers: { 'Content-Type': type, ...(account && { [inNameOf]: String(account) }) },
      }),
    );
  } catch {
    throw new Refusal(0, null);
  }
  if (response.ok) return;
  const problem = (await response.json().catch(() => null)) as Problem | null;
  const wait = response.headers.get('Retry-After');
  throw new Refusal(response.status, problem, wait === null ? null : Number(wait) || null);
}

/** A random UUID. Not randomUUID, which a page served without TLS does not have. */
export function newID(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * A chosen file as the service takes it: as it is where that is possible, for its place and time are hints to those at work;
 * drawn anew and smaller where it is too large or of another kind. Null for what this browser can't read as a picture.
 */
export async function presentable(file: Blob): Promise<Blob | null> {
  if (taken.includes(file.type) && file.size <= largest) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
  } catch {
    return null;
  }
}

interface Schema extends DBSchema {
  photos: { key: string; value: WaitingPhoto };
  data: { key: string; value: ArrayBuffer };
}

/** A shelf in the browser's database; in memory where the browser refuses one, or has no room. */
export async function openPhotoShelf(): Promise<PhotoShelf> {
  const spare = memoryPhotoShelf();
  const db = await openPhotos().catch(() => null);
  if (!db) return spare;
  return {
    async put(photo, data) {
      if (!data && (await spare.data(photo.id))) return spare.put(photo);
      try {
        const change = db.transaction(['photos', 'data'], 'readwrite');
        await Promise.all([
          change.objectStore('photos').put(photo),
          data && change.objectStore('data').put(data, photo.id),
          change.done,
        ]);
      } catch {
        await spare.put(photo, data);
      }
    },
    data: async (id) => (await spare.data(id)) ?? (await db.get('data', id)),
    async drop(id) {
      await spare.drop(id);
      const change = db.transaction(['photos', 'data'], 'readwrite');
      await Promise.all([change.objectStore('photos').delete(id), change.objectStore('data').delete(id), change.done]);
    },
    all: async () => [...(await db.getAll('photos')), ...(await spare.all())],
  };
}

/** A promise even where the browser has no database at all. */
async function openPhotos() {
  return await openDB<Schema>('wangge-photos', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('photos', { keyPath: 'id' });
      fresh.createObjectStore('data');
    },
  });
}

export function memoryPhotoShelf(): PhotoShelf {
  const photos = new Map<string, WaitingPhoto>();
  const bytes = new Map<string, ArrayBuffer>();
  return {
    async put(photo, data) {
      photos.set(photo.id, photo);
      if (data) bytes.set(photo.id, data);
    },
    data: async (id) => bytes.get(id),
    async drop(id) {
      photos.delete(id);
      bytes.delete(id);
    },
    all: async () => [...photos.values()],
  };
}

let shared: Promise<PhotoBox> | null = null;

/** The page's photos. The first call opens them and has them sent whenever the way may be free again. */
export function photoBox(): Promise<PhotoBox> {
  shared ??= openPhotoShelf().then(async (shelf) => {
    const box = new PhotoBox(shelf);
    const flush = () => void box.flush();
    addEventListener('online', flush);
    me.subscribe(flush);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && flush());
    await box.refresh();
    flush();
    return box;
  });
  return shared;
}
