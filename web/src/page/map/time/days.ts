/*
 * Days of the site, counted from 1 January 1970: they are dates without a time zone, so that a day is a whole number and the
 * next one is one more.
 */

const dayMS = 86_400_000;

/** The number of a date, YYYY-MM-DD. */
export const dayNumber = (date: string) => Math.round(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / dayMS);
/** The date of a day. */
export const dayName = (day: number) => new Date(day * dayMS).toISOString().slice(0, 10);

/** A stretch of days, both of them part of it. */
export interface Window {
  from: number;
  to: number;
}

export const lengthOf = (w: Window) => w.to - w.from + 1;

/** The window of a filter, within the days that there are: what is open ends with them. */
export function windowOf(filter: { from: string | null; to: string | null }, range: Window): Window {
  const from = filter.from ? dayNumber(filter.from) : range.from;
  const to = filter.to ? dayNumber(filter.to) : range.to;
  return { from: clamp(from, range), to: Math.max(clamp(to, range), clamp(from, range)) };
}

/** The filter of a window: an end that is the range's own is left open, so that what comes in tomorrow passes too. */
export function filterOf(w: Window, range: Window): { from: string | null; to: string | null } {
  return {
    from: w.from <= range.from ? null : dayName(w.from),
    to: w.to >= range.to ? null : dayName(w.to),
  };
}

/** The last so many days of the range. */
export function lastDays(days: number, range: Window): Window {
  return { from: Math.max(range.to - days + 1, range.from), to: range.to };
}

/** The window with one end moved; the other gives way no more than it must. */
export function moveEnd(w: Window, end: 'from' | 'to', to: number, range: Window): Window {
  const at = clamp(to, range);
  return end === 'from' ? { from: at, to: Math.max(w.to, at) } : { from: Math.min(w.from, at), to: at };
}

/** The whole window moved, as far as there are days. */
export function moveAll(w: Window, days: number, range: Window): Window {
  const by = Math.min(Math.max(days, range.from - w.from), range.to - w.to);
  return { from: w.from + by, to: w.to + by };
}

/** The window that a play begins with: the one chosen, or the first twelfth where that is all or stands at the end. */
export function firstWindow(w: Window, range: Window, step: number): Window {
  if (w.to < range.to) return w;
  const whole = lengthOf(w) >= lengthOf(range);
  const days = whole ? Math.max(Math.round(lengthOf(range) / 12), step) : lengthOf(w);
  return { from: range.from, to: Math.min(range.from + days - 1, range.to) };
}

/** The next window of a play; null at the end. The last step is as long as what is left. */
export function nextWindow(w: Window, range: Window, step: number): Window | null {
  return w.to >= range.to ? null : moveAll(w, step, range);
}

export interface Bar extends Window {
  count: number;
}

/** Counts by day in at most so many bars of equal length, counted back from the last day, so that its bar is a full one. */
export function bars(counts: readonly (readonly [day: string, count: number])[], range: Window, most: number): Bar[] {
  const days = Math.max(Math.ceil(lengthOf(range) / Math.max(most, 1)), 1);
  const n = Math.ceil(lengthOf(range) / days);
  const made = Array.from({ length: n }, (_, i) => {
    const to = range.to - (n - 1 - i) * days;
    return { from: Math.max(to - days + 1, range.from), to, count: 0 };
  });
  for (const [day, count] of counts) {
    const at = dayNumber(day);
    const bar = made[n - 1 - Math.floor((range.to - at) / days)];
    if (bar && at >= range.from) bar.count += count;
  }
  return made;
}

const clamp = (day: number, range: Window) => Math.min(Math.max(day, range.from), range.to);
