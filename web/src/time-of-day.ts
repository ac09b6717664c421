/** Minutes from midnight as a clock of 24 hours shows them; the end of the day is 24:00. */
export function clock(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What somebody typed as minutes from midnight, 0 to 1440: 9:05, 09：05, 905, 9. Null where it is no time of day. */
export function minutes(typed: string): number | null {
  const [, h, m = '0'] = /^(\d{1,2})(?:[:：.]?(\d{2}))?$/.exec(typed.trim()) ?? [];
  if (h === undefined || Number(m) > 59) return null;
  const all = Number(h) * 60 + Number(m);
  return all <= 1440 ? all : null;
}
