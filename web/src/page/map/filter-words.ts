import { date, moment } from '../../format.ts';
import type { Text } from '../../i18n/index.ts';
import type { Lang } from '../../settings.ts';
import type { Filters } from './filters.ts';

export interface Names {
  category(code: string): string;
  cell(code: string): string;
}

/** The filters in words, one for each that does not let everything through. */
export function filterWords(f: Filters, t: Text, lang: Lang, names: Names): string[] {
  const w = t.figures.filter;
  const joined = new Intl.ListFormat(lang, { type: 'conjunction' });
  const list = (name: string, words: readonly string[]) =>
    words.length > 0 ? [`${name}${lang === 'zh' ? '：' : ': '}${joined.format(short(words, t))}`] : [];
  const stateName = (s: Filters['state'][number]) => (s === 'open' || s === 'settled' ? w[s] : t.state[s]);
  return [
    ...list(w.category, f.category.map(names.category)),
    ...list(w.state, f.state.map(stateName)),
    ...list(
      w.severity,
      f.severity.map((s) => t.severity[s]),
    ),
    ...list(w.cell, f.cell.map(names.cell)),
    ...(f.from !== null || f.to !== null ? [spanWords(f.from, f.to, t, lang)] : []),
  ];
}

/** As many values as are named; the others are counted. */
const most = 8;
const short = (words: readonly string[], t: Text) =>
  words.length > most ? [...words.slice(0, most - 1), t.figures.filter.more(words.length - most + 1)] : words;

/** A span in words; a day that it ends with belongs to it. */
export function spanWords(from: string | null, to: string | null, t: Text, lang: Lang): string {
  const w = t.figures.filter;
  const say = (at: string) =>
    // A date is the site's, wherever the reader is: midnight of the reader's own day says the same words.
    at.length === 10 ? date(new Date(`${at}T00:00:00`), lang) : moment(new Date(at), lang);
  if (from !== null && to !== null) return from === to ? say(from) : w.span(say(from), say(to));
  return from !== null ? w.since(say(from)) : w.until(say(to as string));
}
