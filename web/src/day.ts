const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * What somebody typed as a day, 2026-11-23: with any of - / . 年月日 between, in eight digits, or as 23 Nov 2026. Null where it is no
 * day of the calendar from 1970 to 2200.
 */
export function day(typed: string): string | null {
  const text = typed.replace(/\s+/g, ' ').trim().toLowerCase();
  const [, y, m, d] =
    /^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  if (y && m && d) return real(Number(y), Number(m), Number(d));
  const [, date, month = '', year] = /^(\d{1,2}) ?([a-z]{3})[a-z]*\.? ?(\d{4})$/.exec(text) ?? [];
  return date ? real(Number(year), months.indexOf(month) + 1, Number(date)) : null;
}

function real(y: number, m: number, d: number): string | null {
  if (y < 1970 || y > 2200 || m < 1 || m > 12 || d < 1 || d > new Date(y, m, 0).getDate()) return null;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${y}-${two(m)}-${two(d)}`;
}
