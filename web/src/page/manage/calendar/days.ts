import { clock, minutes } from '../../../time-of-day.ts';

interface Exception {
  working: boolean;
  note: string;
}
export type Exceptions = ReadonlyMap<string, Exception>;
type DayState = 'usual' | 'rest' | 'work';

export const stateOf = (days: Exceptions, day: string): DayState => {
  const found = days.get(day);
  return found ? (found.working ? 'work' : 'rest') : 'usual';
};

/** The exceptions with a day one step on: as usual, off, working, as usual. Its note goes along as long as it is one. */
export function step(days: Exceptions, day: string): Exceptions {
  const next = new Map(days);
  const found = days.get(day);
  if (!found) next.set(day, { working: false, note: '' });
  else if (!found.working) next.set(day, { ...found, working: true });
  else next.delete(day);
  return next;
}

/** The days of a month as rows of weeks from Monday on, as 2026-11-23; null before its first and after its last. */
export function weeks(year: number, month: number): (string | null)[][] {
  const two = (n: number) => String(n).padStart(2, '0');
  const before = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7;
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const days: (string | null)[] = Array<null>(before).fill(null);
  for (let d = 1; d <= length; d++) days.push(`${year}-${two(month)}-${two(d)}`);
  while (days.length % 7 > 0) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, i) => days.slice(i * 7, i * 7 + 7));
}

/** How many days differ between two sets of exceptions. */
export function differing(a: Exceptions, b: Exceptions): number {
  const all = new Set([...a.keys(), ...b.keys()]);
  return [...all].filter((day) => JSON.stringify(a.get(day)) !== JSON.stringify(b.get(day))).length;
}

/** Spans of a day as they are written: 09:00-12:00, 14:00-18:00. */
export const spansText = (spans: readonly (readonly [number, number])[]) =>
  spans.map(([from, to]) => `${clock(from)}-${clock(to)}`).join(', ');

/** Spans as somebody wrote them; null where they can't be read, overlap, or stand in the wrong order. */
export function parseSpans(text: string): [number, number][] | null {
  const parts = text
    .normalize('NFKC')
    .split(/[,;、\s]+/)
    .filter(Boolean);
  const out: [number, number][] = [];
  for (const part of parts) {
    const [from, to, more] = part.split(/[-–—~]/).map(minutes);
    const last = out.at(-1)?.[1] ?? 0;
    if (from === undefined || from === null || to === undefined || to === null || more !== undefined) return null;
    if (from < last || to <= from) return null;
    out.push([from, to]);
  }
  return out;
}
