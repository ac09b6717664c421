/** A stretch of whole days with what was counted in it; both days belong to it. */
export interface Span {
  from: string;
  to: string;
  count: number;
}

export type Step = 'day' | 'week' | 'month';

/** Bars that the panel has room for: three pixels each and the gaps. */
const most = 92;

/**
 * Counts by day as spans without a gap from the first day to the last: days, weeks from Monday where those are too many,
 * months where weeks are. Days are dates of the site (YYYY-MM-DD), in any order.
 */
export function spansOf(days: readonly (readonly [day: string, count: number])[]): { step: Step; spans: Span[] } {
  const names = days.map(([day]) => day).sort();
  const [first, last] = [names[0], names.at(-1)];
  if (!first || !last) return { step: 'day', spans: [] };
  const length = (utc(last) - utc(first)) / dayMS + 1;
  const step = length <= most ? 'day' : length <= most * 7 ? 'week' : 'month';
  const spans: Span[] = [];
  for (let from = begin(first, step); from <= last; ) {
    const next = after(from, step);
    spans.push({ from, to: name(utc(next) - dayMS), count: 0 });
    from = next;
  }
  const starts = new Map(spans.map((span) => [span.from, span]));
  for (const [day, count] of days) {
    const span = starts.get(begin(day, step));
    if (span) span.count += count;
  }
  return { step, spans };
}

/** Whether a span lies within what the filter lets through. */
export function inSpan(span: Span, from: string | null, to: string | null): boolean {
  return (from === null || span.to >= from.slice(0, 10)) && (to === null || span.from <= to.slice(0, 10));
}

const dayMS = 86_400_000;
const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);
const name = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The first day of the step that a day lies in. */
function begin(day: string, step: Step): string {
  if (step === 'month') return `${day.slice(0, 7)}-01`;
  if (step === 'day') return day;
  const ms = utc(day);
  return name(ms - ((new Date(ms).getUTCDay() + 6) % 7) * dayMS);
}

/** The first day of the next step. */
function after(from: string, step: Step): string {
  if (step !== 'month') return name(utc(from) + (step === 'week' ? 7 : 1) * dayMS);
  const [year, month] = from.split('-').map(Number) as [number, number];
  return name(Date.UTC(year, month, 1));
}
