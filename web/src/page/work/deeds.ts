import { signal } from '@preact/signals';
import { type DBSchema, openDB } from 'idb';
import { ask, Refusal } from '../../api/client.ts';
import type { Problem } from '../../api/types.ts';
import type { CaseFile } from '../../api/work.ts';
import { askAgain, type Pair, signedInAs } from '../../session.ts';
import type { Sent } from './draft.ts';

/*
 * What somebody did that has not reached the service yet. It can be undone for ten seconds, goes out at once when the page is
 * left, and is kept on the device until the service has answered. Its key makes a second sending harmless. It goes out in
 * its author's name only: while somebody else uses the device it stays on the shelf, out of sight.
 */

export interface Deed {
  /** Sent as Idempotency-Key. */
  key: string;
  /** Whose it is, an account's id. */
  account: number;
  caseId: string;
  number: string;
  /** What is done, for people: the action, and to whom. */
  title: Pair;
  to: string;
  path: string;
  body: Sent;
  /** When it goes out, ms since 1970. */
  due: number;
  /**
   * held: can be undone; sending; waiting: nobody answered yet; conflict: somebody else was faster; refused: the service will
   * not do it.
   */
  state: 'held' | 'sending' | 'waiting' | 'conflict' | 'refused';
  problem?: Problem | null;
  /** It waits for its author to sign in, and not for an answer. */
  signIn?: boolean;
}

/** How long a deed can be undone, ms. */
export const undoMs = 10_000;
/** Until the next attempt where nobody answered, ms. */
const againMs = 15_000;

/** The deeds that are not done, oldest first. */
export const deeds = signal<readonly Deed[]>([]);
/** How many deeds an earlier visit of theirs left, which somebody has to be told of now that they are back. */
export const leftOver = signal(0);

export interface DeedShelf {
  put(deed: Deed): Promise<void>;
  drop(key: string): Promise<void>;
  all(): Promise<Deed[]>;
}

type Send = (deed: Deed, leaving: boolean) => Promise<CaseFile>;

export class Deeds {
  readonly #shelf: DeedShelf;
  readonly #send: Send;
  readonly #done: (deed: Deed, after: CaseFile) => void;
  readonly #who: () => number | null;
  readonly #recalled = new Set<string>();
  #turnedTo: number | null = null;
  #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** who: the account whose name a request would carry now. */
  constructor(
    shelf: DeedShelf,
    done: (deed: Deed, after: CaseFile) => void,
    send: Send = post,
    who: () => number | null = signedInAs,
  ) {
    this.#shelf = shelf;
    this.#done = done;
    this.#send = send;
    this.#who = who;
  }

  /**
   * Somebody is signed in, or nobody any more. What others did leaves the screen and stays on the shelf. What this person did is
   * taken up from there: what an earlier visit left, or what another tab holds. Each goes out when its time is up, unless it has
   * been undone there in the meantime.
   */
  async turnTo(account: number | null): Promise<void> {
    if (account === null) return; // It is still there to be read; its author may be about to sign in again.
    for (const { key } of deeds.value.filter((d) => d.account !== account)) this.#leaveScreen(key);
    const shelved = await this.#shelf.all();
    const nobodys = shelved.filter((d) => d.account === undefined);
    await Promise.all(nobodys.map((d) => this.#shelf.drop(d.key)));
    const known = new Set(deeds.value.map((d) => d.key));
    const found = shelved
      .filter((d) => d.account === account && account === this.#who() && !known.has(d.key))
      .sort((a, b) => a.due - b.due);
    deeds.value = [...found, ...deeds.value];
    const before = this.#turnedTo === account ? leftOver.peek() : 0;
    leftOver.value = before + found.filter((d) => d.due <= Date.now()).length;
    this.#turnedTo = account;
    for (const { key, due } of found) {
      this.#recalled.add(key);
      this.#later(key, Math.max(due - Date.now(), 0));
    }
  }

  /** Holds a deed for as long as it can be undone, then sends it. */
  hold(deed: Omit<Deed, 'state' | 'due'>): void {
    const held: Deed = { ...deed, state: 'held', due: Date.now() + undoMs };
    deeds.value = [...deeds.value, held];
    void this.#shelf.put(held).catch(() => undefined); // A device without room loses it only if the page crashes now.
    this.#later(held.key, undoMs);
  }

  /** Takes a deed back; null where it is on its way already. */
  undo(key: string): Deed | null {
    const deed = deeds.value.find((d) => d.key === key);
    if (deed?.state !== 'held') return null;
    this.forget(key);
    return deed;
  }

  /** Gives a deed up: it was undone, or is shown to its author again. */
  forget(key: string): void {
    this.#leaveScreen(key);
    void this.#shelf.drop(key).catch(() => undefined);
  }

  /** Sends one deed, or all that are open, without waiting longer. */
  flush(key: string | null = null, leaving = false): Promise<void> {
    const now = deeds.value.filter((d) => (key === null || d.key === key) && open(d));
    return Promise.all(now.map((d) => this.#go(d.key, leaving))).then(() => undefined);
  }

  #leaveScreen(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    deeds.value = deeds.value.filter((d) => d.key !== key);
  }

  #later(key: string, ms: number): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => void this.#go(key, false), ms),
    );
  }

  async #go(key: string, leaving: boolean): Promise<void> {
    const deed = deeds.value.find((d) => d.key === key);
    if (!deed || !open(deed)) return;
    clearTimeout(this.#timers.get(key));
    if (deed.account !== this.#who()) {
      this.#become(key, { state: 'waiting', signIn: true });
      this.#later(key, againMs);
      return;
    }
    this.#become(key, { state: 'sending' });
    try {
      if (this.#recalled.has(key) && !leaving && !(await this.#shelf.all()).some((d) => d.key === key)) {
        this.forget(key);
        return;
      }
      const after = await this.#send(deed, leaving);
      this.forget(key);
      this.#done(deed, after);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        // Not the service's doing: the device failed.
        console.warn('not sent:', error);
        this.#become(key, { state: 'waiting' });
        this.#later(key, againMs);
        return;
      }
      const { status, problem, signIn } = error;
      if (error.passing || signIn) {
        // It was tried: whatever time to undo it had is over, and its author is told when they are back.
        const tried = { ...deed, due: Math.min(deed.due, Date.now()) };
        if (signIn) await this.#shelf.put(tried).catch(() => undefined);
        this.#become(key, { state: 'waiting', signIn });
        this.#later(key, (error.retryAfterS ?? 0) * 1000 || againMs);
        if (status === 412) askAgain(); // Somebody else is signed in, and the page does not know yet.
      } else {
        this.#become(key, { state: status === 409 ? 'conflict' : 'refused', problem });
        // Its author has it on the screen; another visit could do nothing with it.
        await this.#shelf.drop(key).catch(() => undefined);
      }
    }
  }

  #become(key: string, change: Partial<Deed>): void {
    deeds.value = deeds.value.map((d) => (d.key === key ? { ...d, ...change } : d));
  }
}

/** Whether it is still to be sent, and not on its way. */
const open = (deed: Deed) => deed.state === 'held' || deed.state === 'waiting';

/** 128 random bits in hexadecimal. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

const post: Send = (deed, leaving) =>
  ask<CaseFile>('POST', deed.path, { body: deed.body, key: deed.key, account: deed.account, keepalive: leaving });

interface Schema extends DBSchema {
  deeds: { key: string; value: Deed };
}

/** A shelf in the browser's database; where it refuses one, what is done is lost only if the page crashes. */
export async function openDeedShelf(): Promise<DeedShelf> {
  const db = await openDeeds().catch(() => null);
  if (!db) return { put: async () => {}, drop: async () => {}, all: async () => [] };
  return {
    put: async (deed) => void (await db.put('deeds', deed)),
    drop: (key) => db.delete('deeds', key),
    all: () => db.getAll('deeds'),
  };
}

async function openDeeds() {
  return await openDB<Schema>('wangge-work', 1, {
    upgrade: (fresh) => void fresh.createObjectStore('deeds', { keyPath: 'key' }),
  });
}
