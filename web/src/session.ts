import { signal } from '@preact/signals';
import { ask, Refusal } from './api/client.ts';

/** Who is signed in, as GET /api/v1/session tells it. */
export interface Account {
  id: number;
  login: string;
  name: string;
  department: { code: string; title: Pair } | null;
  member_id: number | null;
  permissions: readonly string[];
  /** For each permission the prefixes of area codes where it holds. */
  areas: Record<string, readonly string[]>;
  roles: readonly { role: string; title: Pair; area: string }[];
  /** Whether the password has to be changed before anything else. */
  must_change: boolean;
  /** Whether a second factor is set up. */
  totp: boolean;
}
export interface Pair {
  zh: string;
  en: string;
}

/** Who is signed in; null for nobody, undefined while that is not known. */
export const me = signal<Account | null | undefined>(undefined);

/** Tells the next visit, and other tabs, who signed in here: where nobody did, nothing is asked. */
const memory = 'wangge.staff';

export const can = (permission: string) => me.value?.permissions.includes(permission) ?? false;

/**
 * The account whose name a request carries now, or null: who is signed in as this page knows it, unless another tab has changed
 * that. What is sent later than it was done asks here first.
 */
export function signedInAs(): number | null {
  const id = me.peek()?.id ?? null;
  try {
    return localStorage.getItem(memory) === String(id) ? id : null;
  } catch {
    return id;
  }
}

/** The account that this device is used by: who is signed in, or where there is no network to ask, who last was; null for nobody. */
export const accountHere = (): number | null =>
  me.value === undefined ? Number(read()) || null : (me.value?.id ?? null);

let asked: Promise<Account | null> | null = null;

/** Who is signed in, asked for once a visit. What failed for want of an answer is asked again by the next call. */
export function session(): Promise<Account | null> {
  asked ??= ask<{ account: Account | null }>('GET', '/api/v1/session').then(
    ({ account }) => enter(account),
    (error: unknown) => {
      asked = null;
      if (error instanceof Refusal && !error.passing) return enter(null);
      throw error;
    },
  );
  return asked;
}

/** Asks anew who is signed in: it may be somebody else than this page knows. */
export function askAgain(): void {
  asked = null;
  void session().catch(() => null);
}

/** Asks who is signed in where somebody once was, and follows other tabs. */
export async function recallSession(): Promise<void> {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === memory && newValue !== (me.peek() ? String(me.peek()?.id) : null)) askAgain();
  });
  if (read()) await session().catch(() => null);
  else me.value ??= null;
}

/** Takes over what a sign-in answered, or that nobody is signed in any more. */
export function enter(account: Account | null): Account | null {
  asked = Promise.resolve(account);
  try {
    if (account) localStorage.setItem(memory, String(account.id));
    else localStorage.removeItem(memory);
  } catch {
    // A browser that keeps nothing has no next visit to tell.
  }
  me.value = account; // Last: whoever listens may send something now.
  return account;
}

/** Ends the session, here at once and at the service as soon as it hears of it. */
export async function signOut(): Promise<void> {
  await ask('DELETE', '/api/v1/session').catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 401) return; // It had ended already.
    throw error;
  });
  enter(null);
}

/** The address of the sign-in page, which leads back to where one is. */
export const signInHere = () => `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`;

function read(): string | null {
  try {
    return localStorage.getItem(memory);
  } catch {
    return null;
  }
}
