import { computed } from '@preact/signals';
import { categories } from '../../data/site.ts';
import { named, text } from '../../i18n/index.ts';
import { lang } from '../../settings.ts';
import { filterWords } from './filter-words.ts';
import { filters } from './filters.ts';
import { cellName } from './list.tsx';

const categoryNames = computed(() => new Map(categories.value.data?.map((c) => [c.code, named(c.name)])));
/** What codes are called; the code itself where that is not known. */
export const names = {
  category: (code: string) => categoryNames.value.get(code) ?? code,
  cell: (code: string) => (code === '' ? text.value.figures.noCell : cellName(code)),
};

/** The filters in effect, in words. */
export const chosenWords = computed(() => filterWords(filters.value, text.value, lang.value, names));
