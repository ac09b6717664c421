import type { Span } from '../../../api/manage.ts';

/** A week's minutes, so that spans past midnight and past Sunday can be compared. */
const day = 1440;
const week = 7 * day;

/** The weekday of the first span that another one overlaps; null where none does. */
export function overlap(spans: readonly Span[]): number | null {
  const pieces = spans.flatMap((s) => {
    const from = (s.weekday - 1) * day + s.from;
    const to = (s.weekday - 1) * day + (s.to > s.from ? s.to : s.to + day);
    if (to <= week) return [{ weekday: s.weekday, from, to }];
    return [
      { weekday: s.weekday, from, to: week },
      { weekday: s.weekday, from: 0, to: to - week },
    ];
  });
  pieces.sort((a, b) => a.from - b.from);
  for (let i = 1; i < pieces.length; i++) {
    const [before, after] = [pieces[i - 1], pieces[i]] as [(typeof pieces)[0], (typeof pieces)[0]];
    if (after.from < before.to) return after.weekday;
  }
  return null;
}

/** A span to begin with, after those that the day has. */
export function nextSpan(weekday: number, spans: readonly Span[]): Span {
  const last = Math.max(...spans.filter((s) => s.weekday === weekday).map((s) => s.to), 0);
  const from = last === 0 ? 9 * 60 : Math.min(last + 60, 22 * 60);
  return { weekday, from, to: Math.min(from + 180, day) };
}
