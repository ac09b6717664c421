/*
 * The numbers of reports that this device has seen, newest first. They are kept here and nowhere else.
 */

export interface Recent {
  number: string;
  /** When it was sent or last looked at, ms. */
  at: number;
}

const memory = 'wangge.numbers';
const most = 10;

type Keep = Pick<Storage, 'getItem' | 'setItem'>;

/** The numbers kept; what is not understood counts as none. */
export function recent(storage: Keep = localStorage): Recent[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(memory) ?? '[]');
    return Array.isArray(kept) ? kept.filter((r) => typeof r?.number === 'string' && typeof r.at === 'number') : [];
  } catch {
    return [];
  }
}

function keep(list: Recent[], storage: Keep): void {
  try {
    storage.setItem(memory, JSON.stringify(list.slice(0, most)));
  } catch {
    // A browser that keeps nothing goes without.
  }
}

/** Puts a number first. */
export function remember(number: string, storage: Keep = localStorage, at = Date.now()): void {
  keep([{ number, at }, ...recent(storage).filter((r) => r.number !== number)], storage);
}

/** Takes a number off the list. */
export function forget(number: string, storage: Keep = localStorage): void {
  keep(
    recent(storage).filter((r) => r.number !== number),
    storage,
  );
}

/** Puts the list back as it was. */
export const restore = (list: Recent[], storage: Keep = localStorage): void => keep(list, storage);
