import { computed, effect, signal } from '@preact/signals';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { api, inNameOf, Refusal, take } from './api/client.ts';
import type { Problem, Receipt, ReportIn } from './api/types.ts';
import type { PhotoBox } from './photo-box.ts';
import { accountHere, askAgain, me } from './session.ts';

/** A report that waits to be sent. Its key goes with every attempt, so that it is kept once however often it is sent. */
export interface Waiting {
  key: string;
  body: ReportIn;
  /** Whose report from a patrol it is, an account's id: it goes out in no other's name. A public one has none. */
  account?: number;
  keptAt: number;
  /** How many photos go with it (photo-box.ts), after it. */
  photos?: number;
  /** Why the service will not take it, as it said; such a report is not sent again. */
  refused?: Problem | null;
}

interface Schema extends DBSchema {
  waiting: { key: string; value: Waiting };
}

/** Where reports wait. */
export interface Shelf {
  put(report: Waiting): Promise<void>;
  drop(key: string): Promise<void>;
  all(): Promise<Waiting[]>;
}

export type Sending =
  | { kind: 'sent'; receipt: Receipt }
  /** Not sent yet; signIn where its author has to sign in first. */
  | { kind: 'kept'; key: string; signIn?: true }
  | { kind: 'refused'; status: number; problem: Problem | null };

/** The reports that wait, oldest first. */
export const waiting = signal<readonly Waiting[]>([]);
/** Those of them that are whoever’s uses the device: public ones, and their own from a patrol. */
export const ours = computed(() => waiting.value.filter(mine));
export const mine = ({ account }: { account?: number }) => !account || account === accountHere();
/** The receipt of a report that went out later than it was made: with what key it waited, and from whose patrol it is. */
export type Later = Receipt & Partial<Pick<Waiting, 'key' | 'account'>>;
export const sentLater = signal<readonly Later[]>([]);
const sentMemory = 'wangge.sent';

/** Takes a receipt away once its reader has it. */
export function dismiss(receipt: Receipt): void {
  sentLater.value = sentLater.value.filter((r) => r.id !== receipt.id);
}

/** Keeps the receipts of reports that went out while nobody looked, until they are dismissed: the number is all one has. */
export function keepReceipts(storage: Pick<Storage, 'getItem' | 'setItem'>): () => void {
  try {
    const kept: unknown = JSON.parse(storage.getItem(sentMemory) ?? '[]');
    if (Array.isArray(kept)) sentLater.value = kept.filter((r) => typeof r?.tracking === 'string');
  } catch {
    // What is not understood is begun anew.
  }
  return effect(() => {
    try {
      storage.setItem(sentMemory, JSON.stringify(sentLater.value));
    } catch {
      // A browser that keeps nothing shows them as long as the page is open.
    }
  });
}
/** False where the browser stores nothing and a report is lost with the page. */
export const lasting = signal(true);

/** Seconds until the next attempt where the service named none. */
const pauseS = 15;

/** What photos need is fetched with the first of them. */
const photoBox = () => import('./photo-box.ts').then((m) => m.photoBox());
type Photos = Pick<PhotoBox, 'keep' | 'release' | 'discard'>;

export class Outbox {
  readonly #shelf: Shelf;
  readonly #send: (report: Waiting) => Promise<Receipt>;
  readonly #photos: () => Promise<Photos>;
  #flushing: Promise<void> | null = null;
  readonly #inFlight = new Set<string>();
  /** Set while an attempt is due. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    shelf: Shelf,
    send: (report: Waiting) => Promise<Receipt> = post,
    photos: () => Promise<Photos> = photoBox,
  ) {
    this.#shelf = withSpare(shelf);
    this.#send = send;
    this.#photos = photos;
  }

  /** Keeps the report and its photos, then tries to send them at once. All is on the shelf before the first byte leaves. */
  async submit(body: ReportIn, photos: readonly Blob[] = []): Promise<Sending> {
    const report: Waiting = { key: newKey(), body, keptAt: Date.now() };
    const account = accountHere();
    if (patrol(body) && account) report.account = account;
    if (photos.length > 0) {
      report.photos = photos.length;
      await (await this.#photos()).keep(report.key, photos);
    }
    await this.#shelf.put(report);
    const outcome = await this.#attempt(report);
    // A report that was refused at once goes back to its author, who still has the form before them.
    if (outcome.kind === 'refused') await this.#forget(report);
    await this.refresh();
    return outcome;
  }

  /** Sends what waits, oldest first, and stops at the first that does not get through. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  /** Takes a report off the shelf. Its photos stay until forget, for it may be restored. */
  async drop(key: string): Promise<void> {
    await this.#shelf.drop(key);
    await this.refresh();
  }

  /** Gives up the photos of a report that was dropped and won't be restored. */
  async forget(report: Waiting): Promise<void> {
    if (!waits(report)) await this.#forget(report);
  }

  /** Takes back a report that was dropped; it waits for the next attempt again. */
  async restore(report: Waiting): Promise<void> {
    await this.#shelf.put(report);
    await this.refresh();
    if (this.#timer === undefined) this.#tryLater(pauseS);
  }

  async refresh(): Promise<void> {
    waiting.value = (await this.#shelf.all()).sort((a, b) => a.keptAt - b.keptAt);
  }

  async #flush(): Promise<void> {
    await this.refresh();
    for (const report of waiting.value) {
      if (!mine(report) || report.refused !== undefined || this.#inFlight.has(report.key) || !waits(report)) continue;
      const outcome = await this.#attempt(report);
      if (outcome.kind === 'kept' && !outcome.signIn) break;
      if (outcome.kind === 'sent') {
        const { key, account } = report;
        sentLater.value = [...sentLater.value, { ...outcome.receipt, key, ...(account && { account }) }];
        if (!account) void noteNumber(outcome.receipt);
      }
      if (outcome.kind === 'refused' && waits(report)) await this.#shelf.put({ ...report, refused: outcome.problem });
    }
    await this.refresh();
  }

  async #attempt(report: Waiting): Promise<Sending> {
    this.#inFlight.add(report.key);
    try {
      const receipt = await this.#send(report);
      // Before the report is dropped: should the page close now, it is sent again, and its photos are told again.
      if (report.photos) await (await this.#photos()).release(report.key, receipt.tracking);
      // Should the shelf fail now, the report is sent again with its key and nothing new is kept of it.
      await this.#shelf.drop(report.key).catch((error: unknown) => console.warn('not dropped:', error));
      return { kind: 'sent', receipt };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { signIn } = error;
      if (error.status === 412) askAgain(); // Somebody else is signed in, and the page does not know yet.
      if (!error.passing && !signIn) return { kind: 'refused', status: error.status, problem: error.problem };
      this.#tryLater(error.retryAfterS ?? (signIn ? 4 * pauseS : pauseS));
      return { kind: 'kept', key: report.key, ...(signIn && { signIn }) };
    } finally {
      this.#inFlight.delete(report.key);
    }
  }

  async #forget(report: Waiting): Promise<void> {
    await this.#shelf.drop(report.key);
    if (report.photos) await (await this.#photos()).discard(report.key);
  }

  #tryLater(seconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, Math.max(seconds, 1) * 1000);
  }
}

/** Whether a report still waits: its author may drop it while others are being sent. */
const waits = ({ key }: Waiting) => waiting.peek().some((w) => w.key === key);

/** Puts the number among those that this device has seen, where its progress is looked up. */
const noteNumber = ({ tracking }: Receipt) =>
  import('./page/track/recent.ts').then((m) => m.remember(tracking)).catch(() => undefined);

/** 128 random bits in hexadecimal. Not randomUUID, which a page served without TLS does not have. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}

const patrol = (body: ReportIn) => (body as { patrol?: boolean }).patrol;

function post({ key, account, body }: Waiting): Promise<Receipt> {
  // One that does not say from whose patrol it is was kept by an earlier version: it goes out as anybody's.
  const sent = patrol(body) && !account ? { ...body, patrol: false } : body;
  const header = { 'Idempotency-Key': key, ...(account && { [inNameOf]: account }) };
  return take(api.POST('/api/v1/reports', { params: { header }, body: sent }));
}

/** A shelf in the browser's database, or in memory where the browser refuses one. */
export async function openShelf(): Promise<Shelf> {
  try {
    const db = await openDB<Schema>('wangge', 1, {
      upgrade: (fresh) => void fresh.createObjectStore('waiting', { keyPath: 'key' }),
    });
    return shelfOf(db);
  } catch {
    lasting.value = false;
    return memoryShelf();
  }
}

function shelfOf(db: IDBPDatabase<Schema>): Shelf {
  return {
    put: async (report) => void (await db.put('waiting', report)),
    drop: (key) => db.delete('waiting', key),
    all: () => db.getAll('waiting'),
  };
}

/** A shelf with room in memory for what the shelf itself does not take, such as when the disk is full. */
function withSpare(shelf: Shelf): Shelf {
  const spare = memoryShelf();
  return {
    put: (report) =>
      shelf.put(report).catch(() => {
        lasting.value = false;
        return spare.put(report);
      }),
    drop: async (key) => {
      await spare.drop(key);
      await shelf.drop(key);
    },
    all: async () => {
      const all = [...(await shelf.all()), ...(await spare.all())];
      return [...new Map(all.map((report) => [report.key, report])).values()];
    },
  };
}

export function memoryShelf(): Shelf {
  const kept = new Map<string, Waiting>();
  return {
    put: async (report) => void kept.set(report.key, report),
    drop: async (key) => void kept.delete(key),
    all: async () => [...kept.values()],
  };
}

let shared: Promise<Outbox> | null = null;

/** The page's outbox. The first call opens it and has it sent whenever the way may be free again. */
export function outbox(): Promise<Outbox> {
  shared ??= openShelf().then((shelf) => {
    const box = new Outbox(shelf);
    keepReceipts(localStorage);
    const flush = () => void box.flush();
    addEventListener('online', flush);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && flush());
    me.subscribe(flush);
    // Photos of reports that have gone out already.
    if (localStorage.getItem('wangge.photos')) void photoBox();
    return box;
  });
  return shared;
}
