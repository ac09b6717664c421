import { computed } from '@preact/signals';
import { lang } from '../../settings.ts';
import * as act from './words/act.ts';
import * as one from './words/case.ts';
import * as list from './words/list.ts';
import * as terms from './words/terms.ts';

/** What the work page says, in the standard terms of the trade. */
export const zh = { ...terms.zh, ...list.zh, ...one.zh, ...act.zh };
export const en: typeof zh = { ...terms.en, ...list.en, ...one.en, ...act.en };

export const words = computed(() => (lang.value === 'en' ? en : zh));
