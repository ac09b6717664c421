import type { CaseRow } from '../../api/work.ts';

/** How a case stands against its clocks; ms is how late it is, how long it has, or waits to be dispatched, when no clock runs. */
export type Standing =
  | { kind: 'late' | 'soon' | 'due'; ms: number; what: 'make_safe' | 'resolve'; at: Date }
  | { kind: 'waiting'; ms: number; urgent: boolean }
  | { kind: 'paused' }
  | { kind: 'none' };

type Clocked = Pick<CaseRow, 'state' | 'severity' | 'opened_at' | 'paused' | 'due_at' | 'due_what' | 'soon_at'>;

/** The clock that strikes next, or has struck first, by the service's rule: what is soon, and when, it says. */
export function standing(c: Clocked, now: number): Standing {
  if (c.paused) return { kind: 'paused' };
  if (!c.due_at) {
    if (c.state !== 'filed') return { kind: 'none' };
    const urgent = c.severity === 'urgent' || c.severity === 'emergency';
    return { kind: 'waiting', ms: Math.max(now - Date.parse(c.opened_at), 0), urgent };
  }
  const at = new Date(c.due_at);
  const what = c.due_what ?? 'resolve';
  const left = at.getTime() - now;
  if (left < 0) return { kind: 'late', ms: -left, what, at };
  return { kind: c.soon_at && Date.parse(c.soon_at) <= now ? 'soon' : 'due', ms: left, what, at };
}

/** A length of time in the two largest units that say something: days, days and hours, hours and minutes, minutes. */
export function spell(ms: number): { days: number; hours: number; minutes: number } {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days >= 3) return { days, hours: 0, minutes: 0 };
  if (days > 0) return { days, hours, minutes: 0 };
  return { days: 0, hours, minutes: minutes % 60 };
}
