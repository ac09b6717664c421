import { ask, Refusal } from '../../api/client.ts';
import { type Account, enter } from '../../session.ts';
import { words } from './words.ts';

export type Field = 'login' | 'password' | 'totp' | 'old' | 'fresh';
/** What is wrong, beside the field that it is about; no field for what concerns the whole form. */
export interface Fault {
  field: Field | null;
  words: string;
}

/** Where a sign-in leads: a path of this service, never another host; what is none leads to the account's own page. */
export function destination(query: string, account: Account): string | null {
  const to = new URLSearchParams(query).get('to') ?? '';
  const own = to.startsWith('/') && new URL(to, location.origin).origin === location.origin;
  if (own && !/^\/sign-in\b/.test(to)) return to;
  return home(account);
}

/** The page where an account's work is. */
function home({ permissions }: Account): string | null {
  const has = (p: string) => permissions.includes(p);
  if (has('case.read')) return '/work';
  if (has('case.patrol')) return '/patrol';
  if (has('figures.read')) return '/figures';
  return permissions.some((p) => /\.(manage|read|clear)$/.test(p)) ? '/manage' : null;
}

/** What the account, or a fault. */
export async function signIn(login: string, password: string, totp: string): Promise<Account | Fault> {
  const t = words.peek();
  if (!login.trim()) return { field: 'login', words: t.needLogin };
  if (!password) return { field: 'password', words: t.needPassword };
  try {
    const body = { login: login.trim(), password, ...(totp && { totp: totp.replace(/\s/g, '') }) };
    const { account } = await ask<{ account: Account }>('POST', '/api/v1/session', { body });
    enter(account);
    return account;
  } catch (error) {
    return faultOf(error, totp !== '');
  }
}

function faultOf(error: unknown, withCode: boolean): Fault {
  const t = words.peek();
  if (!(error instanceof Refusal)) throw error;
  const { status, problem } = error;
  if (status === 429) return { field: null, words: t.locked(Math.max(1, Math.ceil((error.retryAfterS ?? 60) / 60))) };
  if (status === 401 && problem?.field === 'totp') return { field: 'totp', words: withCode ? t.wrongCode : '' };
  if (status === 401) return { field: 'password', words: t.wrong };
  if (error.passing) return { field: null, words: t.offline };
  return { field: null, words: problem?.detail ?? t.wrong };
}

/** The shortest password that is taken, characters. */
const shortest = 10;

/** Null when the password has been changed. */
export async function changePassword(old: string, fresh: string): Promise<Fault | null> {
  const t = words.peek();
  if (!old) return { field: 'old', words: t.needPassword };
  if ([...fresh].length < shortest) return { field: 'fresh', words: t.short };
  if (old === fresh) return { field: 'fresh', words: t.same };
  try {
    await ask('PUT', '/api/v1/session/password', { body: { old, new: fresh } });
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.passing && error.status !== 429) return { field: null, words: t.offline };
    const field = error.problem?.field === 'new' ? 'fresh' : 'old';
    if (field === 'old' && [400, 401, 403].includes(error.status)) return { field, words: t.wrongOld };
    return { field, words: error.problem?.detail ?? t.wrongOld };
  }
}
