import type { PinProperties } from '../../api/types.ts';
import type { Filters } from './filters.ts';

/** The site's day, YYYY-MM-DD, that an instant is in. */
export function dayOf(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return parts.format(at);
}

/** Whether a case that was told of passes the filters, as the service would say. */
export function passes(p: PinProperties, f: Filters, timeZone: string): boolean {
  const among = (list: readonly string[], value: string) => list.length === 0 || list.includes(value);
  const stateWord = p.settled ? 'settled' : 'open';
  return (
    among(f.category, p.category) &&
    (among(f.state, p.state) || f.state.includes(stateWord)) &&
    among(f.severity, p.severity) &&
    among(f.cell, p.cell) &&
    isWithin(new Date(p.opened_at), f.from, f.to, timeZone)
  );
}

/** From is part of the span; to is not, but for a date, which is a whole day. */
function isWithin(at: Date, from: string | null, to: string | null, timeZone: string): boolean {
  const day = dayOf(at, timeZone);
  const isDate = (s: string) => s.length === 10;
  const after = from === null || (isDate(from) ? day >= from : at >= new Date(from));
  const before = to === null || (isDate(to) ? day <= to : at < new Date(to));
  return after && before;
}
