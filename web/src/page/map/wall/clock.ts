import type { Lang } from '../../../settings.ts';

export interface Clock {
  /** Hours and minutes, 24 h. */
  time: string;
  /** The date with its weekday, in words. */
  date: string;
  /** The date as filters name it. */
  day: string;
}

/** What a clock in the site's time zone shows; in the reader's where the site's is not known. */
export function clockAt(at: Date, timeZone: string | undefined, lang: Lang): Clock {
  const zone = timeZone ? { timeZone } : {};
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((p) => p.type === type)?.value ?? '';
  return {
    time: `${part('hour')}:${part('minute')}`,
    date: new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', {
      ...zone,
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      weekday: 'long',
    }).format(at),
    day: `${part('year')}-${part('month')}-${part('day')}`,
  };
}
