import type { CaseFile, CaseRow } from '../../api/work.ts';

/** How a case stands against its clocks; ms is how late it is, how long it has, or waits to be dispatched, when no clock runs. */
export type Standing =
  | { kind: 'late' | 'soon' | 'due'; ms: number; what: 'make_safe' | 'resolve'; at: Date }
  | { kind: 'waiting'; ms: number; urgent: boolean }
  | { kind: 'paused' }
  | { kind: 'none' };

type Clocked = Pick<CaseRow, 'state' | 'severity' | 'opened_at' | 'make_safe_due' | 'resolve_due' | 'paused'> &
  Partial<Pick<CaseFile, 'made_safe_at'>>;

/** Nothing runs any more in these: it is settled, or said to be done. */
const stopped = new Set(['resolved', 'closed', 'closed_unfixed', 'rejected', 'duplicate', 'parked']);

const hour = 3_600_000;
/** Less than this left is soon. */
const soonMs = 24 * hour;

/** The clock that strikes next, or has struck first. */
export function standing(c: Clocked, now: number): Standing {
  if (c.paused || c.state === 'deferred') return { kind: 'paused' };
  if (stopped.has(c.state)) return { kind: 'none' };
  const clocks = [
    { what: 'make_safe' as const, at: c.made_safe_at ? null : c.make_safe_due },
    { what: 'resolve' as const, at: c.resolve_due },
  ].flatMap(({ what, at }) => (at ? [{ what, at: new Date(at) }] : []));
  const next = clocks.sort((a, b) => a.at.getTime() - b.at.getTime())[0];
  if (!next) {
    if (c.state !== 'filed') return { kind: 'none' };
    const urgent = c.severity === 'urgent' || c.severity === 'emergency';
    return { kind: 'waiting', ms: Math.max(now - Date.parse(c.opened_at), 0), urgent };
  }
  const left = next.at.getTime() - now;
  if (left < 0) return { kind: 'late', ms: -left, ...next };
  return { kind: left < soonMs ? 'soon' : 'due', ms: left, ...next };
}

/** A length of time in the two largest units that say something: days, days and hours, hours and minutes, minutes. */
export function spell(ms: number): { days: number; hours: number; minutes: number } {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days >= 3) return { days, hours: 0, minutes: 0 };
  if (days > 0) return { days, hours, minutes: 0 };
  return { days: 0, hours, minutes: minutes % 60 };
}
