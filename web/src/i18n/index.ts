import { computed } from '@preact/signals';
import { type Lang, lang } from '../settings.ts';
import { en } from './en.ts';
import { type Text, zh } from './zh.ts';

const tables: Record<Lang, Text> = { zh, en };

/** The strings of the language in use. Components read `text.value`. */
export const text = computed<Text>(() => tables[lang.value]);

/** Picks one of two names that the service gives in both languages; Chinese stands in where there is no English. */
export function named(name: { zh: string; en: string }): string {
  return lang.value === 'en' ? name.en || name.zh : name.zh || name.en;
}

export type { Text };
