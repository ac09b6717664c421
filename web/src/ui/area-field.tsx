import { useEffect, useState } from 'preact/hooks';
import type { AreaRow } from '../api/manage.ts';
import { areaName, areasFor, loadAreas, seekAreas } from '../data/areas.ts';
import { likeliest } from '../data/likeliest.ts';
import { type Choice, ChoiceField } from './choice-field.tsx';
import type { Common } from './form.tsx';
import { inUse } from './words.ts';

export const words = {
  zh: {
    choices: '可选的区域',
    kinds: { district: '区县', street: '街道', community: '社区（村）', area: '区域', cell: '网格' },
    none: (typed: string) => `没有“${typed}”，或不在你的范围内`,
    loading: '正在取区域…',
    failed: '没有取到区域，可以直接填编码',
    more: '还有更多，请继续输入名称或编码',
    prefix: (code: string) => `编码以 ${code} 开头的全部`,
    placeholder: '名称或编码',
  },
  en: {
    choices: 'Areas to choose from',
    kinds: { district: 'District', street: 'Street', community: 'Community', area: 'Area', cell: 'Cell' },
    none: (typed: string) => `There is no “${typed}”, or it lies outside your area`,
    loading: 'Fetching areas…',
    failed: 'The areas could not be fetched; type a code instead',
    more: 'There are more: type on, a name or a code',
    prefix: (code: string) => `Everything whose code begins with ${code}`,
    placeholder: 'Name or code',
  },
};

interface Props extends Common {
  /** The code of the area chosen; empty: none. */
  value: string;
  set: (code: string) => void;
  /** Where this permission holds; left out: where any of one's roles does. */
  permission?: string;
  /** Cells only. */
  cells?: boolean;
  /** What it means that none is chosen, where that is a choice: everywhere. */
  all?: string;
  /** Whether any beginning of a code will do, known or not. */
  prefixes?: boolean;
}

/** As many as are drawn; whoever wants another types on. */
const shown = 60;

/** An area chosen from a list by name, its code beside it. */
export function AreaField({ value, set, permission = '', cells = false, all, prefixes = false, ...common }: Props) {
  const t = inUse(words);
  const [typed, setTyped] = useState('');
  const { data, loading, error } = areasFor(permission).value;
  const more = useMore(permission, typed, data !== null && data.total > data.areas.length);
  useEffect(() => void loadAreas(permission), [permission]);
  const find = (text: string) => {
    const listed = likeliest(data?.areas ?? [], text);
    const known = new Set(listed.map((a) => a.code));
    const found = [...listed, ...more.filter((a) => !known.has(a.code))].filter((a) => !cells || a.kind === 'cell');
    return choicesOf(found, text, all, prefixes ? t.prefix : null);
  };
  // A code that can only be one is taken at once.
  const only = (code: string) => {
    const begin = data?.areas.filter((a) => a.code.startsWith(code)) ?? [];
    return code !== '' && begin.length === 1 && begin[0]?.code === code ? code : undefined;
  };
  return (
    <ChoiceField
      {...common}
      value={value}
      name={value === '' ? (all ?? '') : areaName(value)}
      set={set}
      choices={find}
      typing={setTyped}
      atOnce={only}
      free={error !== null}
      waiting={loading && !data}
      placeholder={t.placeholder}
      listed={t.choices}
      none={(text) => (error ? t.failed : loading ? t.loading : t.none(text))}
    />
  );
}

/** What stands in the list: none at all, where that is a choice, then what was found, then whatever begins as typed. */
function choicesOf(
  found: readonly AreaRow[],
  typed: string,
  all: string | undefined,
  prefix: ((code: string) => string) | null,
): readonly Choice[] {
  const { kinds } = inUse(words);
  const code = typed.trim();
  const begins = prefix && /^[\w.-]+$/.test(code) && !found.some((a) => a.code === code);
  return [
    ...(all && code === '' ? [{ value: '', name: all }] : []),
    ...found.slice(0, shown).map((a) => ({
      value: a.code,
      name: a.name,
      more: a.name === a.code ? kinds[a.kind] : `${kinds[a.kind]} ${a.code}`,
    })),
    ...(begins ? [{ value: code, name: prefix(code) }] : []),
  ];
}

/** How long somebody types before the service is asked, ms. */
const settleMS = 200;

/** What the service finds besides, where the list was cut off. */
function useMore(permission: string, typed: string, cut: boolean): readonly AreaRow[] {
  const [more, setMore] = useState<readonly AreaRow[]>([]);
  const q = typed.trim();
  useEffect(() => {
    setMore([]);
    if (!cut || q === '') return;
    const stop = new AbortController();
    // What fails here leaves the list as it is.
    const ask = () => seekAreas(permission, q, stop.signal).then(setMore, () => undefined);
    const timer = setTimeout(ask, settleMS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [permission, q, cut]);
  return more;
}
