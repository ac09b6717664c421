import type { Text } from './i18n/zh.ts';
import type { Lang } from './settings.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date in the reader's time zone: 2026年11月23日, 23 Nov 2026. */
export function date(at: Date, lang: Lang): string {
  const [y, m, d] = [at.getFullYear(), at.getMonth(), at.getDate()];
  return lang === 'zh' ? `${y}年${m + 1}月${d}日` : `${d} ${months[m]} ${y}`;
}

/** A date with the time of 24 hours: 2026年11月23日 09:05. */
export function moment(at: Date, lang: Lang): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date(at, lang)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** How long ago, under a day; the date from then on. What lies in the future (a clock that is wrong) is a moment too. */
export function ago(at: Date, now: Date, lang: Lang, t: Text): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < -1 || minutes >= 24 * 60) return date(at, lang);
  if (minutes < 1) return t.time.now;
  if (minutes < 60) return t.time.minutes(minutes);
  return t.time.hours(Math.floor(minutes / 60));
}

/** A whole number with its thousands set apart. */
export function count(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Metres: to 0.1 under 10, whole up to 10 km, then kilometres. */
export function distance(m: number, t: Text): string {
  if (Math.round(m) >= 10_000) return `${count(m / 1000)} ${t.unit.km}`;
  return m < 10 ? `${Math.round(m * 10) / 10} ${t.unit.m}` : `${count(m)} ${t.unit.m}`;
}

/** Square metres up to 1 km², then square kilometres to two decimals. */
export function area(m2: number, t: Text): string {
  return Math.round(m2) < 1e6 ? `${count(m2)} ${t.unit.m2}` : `${(m2 / 1e6).toFixed(2)} ${t.unit.km2}`;
}

/** A share between 0 and 1 in whole per cent; what is there is never 0 %, what is not all is never 100 %. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  if (share > 0 && whole === 0) return '< 1%';
  if (share < 1 && whole === 100) return '> 99%';
  return `${whole}%`;
}
