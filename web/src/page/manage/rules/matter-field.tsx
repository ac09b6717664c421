import { likeliest } from '../../../data/likeliest.ts';
import { categories } from '../../../data/site.ts';
import { named } from '../../../i18n/index.ts';
import { type Choice, ChoiceField } from '../../../ui/choice-field.tsx';
import type { Common } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { words } from './words.ts';

interface Props extends Common {
  /** The code of the matter chosen; empty: none. */
  value: string;
  set: (code: string) => void;
  /** Whether it may be any matter, or all whose codes begin alike: a rule's. */
  many?: boolean;
}

/** A matter chosen by name from the hundreds there are, its code beside it. */
export function MatterField({ value, set, many = false, ...common }: Props) {
  const t = inUse(words);
  const { data, error } = categories.value;
  const all = (data ?? []).map((c) => ({ code: c.code, name: named(c.name) }));
  const choices = (typed: string): readonly Choice[] => {
    const code = typed.trim();
    const begin = all.filter((c) => c.code.startsWith(code)).length;
    return [
      ...(many && code === '' ? [{ value: '', name: t.anyCategory }] : []),
      ...(many && code !== '' && begin > 1 ? [{ value: code, name: t.startsWith(code, begin) }] : []),
      ...likeliest(all, typed).map((c) => ({ value: c.code, name: c.name, more: c.code })),
    ];
  };
  return (
    <ChoiceField
      {...common}
      value={value}
      name={many || value !== '' ? matterName(value) : ''}
      set={set}
      choices={choices}
      free={error !== null}
      placeholder={t.matterPlaceholder}
      listed={t.matterChoices}
      none={t.noMatter}
    />
  );
}

/** What the matters of a rule are called: one, all whose codes begin alike, or any. */
export function matterName(code: string): string {
  const t = inUse(words);
  if (code === '') return t.anyCategory;
  const all = categories.value.data ?? [];
  const found = all.find((c) => c.code === code);
  return found ? named(found.name) : t.startsWith(code, all.filter((c) => c.code.startsWith(code)).length);
}
