import './filter.css';
import { text } from '../../i18n/index.ts';
import { lang } from '../../settings.ts';
import { Icon } from '../../ui/icon.tsx';
import { spanWords } from './filter-words.ts';
import { type Filters, filters, isFiltered, type ListFilter, noFilters, toggled } from './filters.ts';
import { names } from './names.ts';

interface Chip {
  key: string;
  words: string;
  without: Filters;
}

/** More values of a filter than this share one chip. */
const mostChips = 6;

function chipsOf(f: Filters): Chip[] {
  const t = text.value;
  const words: Record<ListFilter, (value: string) => string> = {
    category: names.category,
    state: (s) => (s === 'open' || s === 'settled' ? t.filter[s] : t.state[s as keyof typeof t.state]),
    severity: (s) => t.severity[s as keyof typeof t.severity],
    cell: names.cell,
  };
  const lists = (['category', 'state', 'severity', 'cell'] as const).flatMap((name) => {
    if (f[name].length > mostChips)
      return [
        { key: name, words: `${t.filter[name]} · ${t.filter.chosen(f[name].length)}`, without: { ...f, [name]: [] } },
      ];
    return f[name].map((value) => ({
      key: `${name} ${value}`,
      words: words[name](value),
      without: toggled(f, name, value as never),
    }));
  });
  if (f.from === null && f.to === null) return lists;
  const span = spanWords(f.from, f.to, t, lang.value);
  return [...lists, { key: 'time', words: span, without: { ...f, from: null, to: null } }];
}

/** What is filtered by, each with its own way out, and the way out of all. */
export function Chips() {
  const t = text.value.filter;
  const f = filters.value;
  if (!isFiltered(f)) return null;
  return (
    <section class="chips" aria-label={t.active}>
      {chipsOf(f).map(({ key, words, without }) => (
        <button
          key={key}
          type="button"
          class="chip"
          aria-label={t.remove(words)}
          onClick={() => {
            filters.value = without;
          }}
        >
          {words}
          <Icon name="close" size={16} />
        </button>
      ))}
      <button type="button" class="button bare" onClick={clear}>
        {t.clear}
      </button>
    </section>
  );
}

function clear(): void {
  filters.value = noFilters;
}
