import { count } from '../../../format.ts';
import { filters, type ListFilter, toggled } from '../filters.ts';

interface Props {
  by: ListFilter;
  value: string;
  words: string;
  n: number | null;
}

/** One value of a filter, with how many cases it has. */
export function Choice({ by, value, words: label, n }: Props) {
  const chosen = (filters.value[by] as readonly string[]).includes(value);
  return (
    <label class="switch" data-none={n === 0 || undefined}>
      <input
        type="checkbox"
        checked={chosen}
        onChange={() => {
          filters.value = toggled(filters.peek(), by, value as never);
        }}
      />
      <span class="filter-words">{label}</span>
      {n !== null && <span class="filter-count figure">{count(n)}</span>}
    </label>
  );
}
