import { type Lang, lang } from '../settings.ts';

/** The words of a part of the page that has its own, in the language in use. */
export function inUse<T>(tables: Record<Lang, T>): T {
  return tables[lang.value];
}

/** What stands between the parts of a list, in the language in use. */
export const comma = () => (lang.value === 'zh' ? '、' : ', ');
