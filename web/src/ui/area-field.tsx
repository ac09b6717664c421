import './area-field.css';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { AreaRow } from '../api/manage.ts';
import { areaName, areasFor, loadAreas, matchingAreas, seekAreas } from '../data/areas.ts';
import { Around, about, type Common } from './form.tsx';
import { inUse } from './words.ts';

export const words = {
  zh: {
    choices: '可选的区域',
    kinds: { district: '区县', street: '街道', community: '社区（村）', area: '区域', cell: '网格' },
    none: (typed: string) => `没有“${typed}”，或不在您的范围内`,
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

/** An area chosen from a list by name, its code beside it: type a part of either, arrows, Enter. */
export function AreaField({ value, set, permission = '', cells = false, all, prefixes = false, ...common }: Props) {
  const t = inUse(words);
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const open = typed !== null;
  const { found, loading, error } = useAreas(permission, typed ?? '', cells);
  useEffect(() => void loadAreas(permission), [permission]);
  const options = optionsOf(found, typed ?? '', all, prefixes ? t.prefix : null);
  const take = (code: string | undefined) => {
    setTyped(null);
    if (code !== undefined) set(code);
  };
  const type = (text: string) => {
    const code = text.trim();
    const begin =
      areasFor(permission)
        .peek()
        .data?.areas.filter((a) => a.code.startsWith(code)) ?? [];
    // A code that can only be one is taken at once, and any code while the list can't be had. Emptied, none is chosen any more.
    if (code !== '' && begin.length === 1 && begin[0]?.code === code) return take(code);
    if (code === '' || error) set(code);
    setTyped(text);
    setActive(0);
  };
  const unfold = () => {
    setTyped('');
    setActive(
      Math.max(
        options.findIndex((o) => o.code === value),
        0,
      ),
    );
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (open) setActive(Math.min(Math.max(active + step, 0), options.length - 1));
      else unfold();
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      take(options[active]?.code);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setTyped(null);
    }
  };
  const name = value === '' ? (all ?? '') : areaName(value);
  return (
    <Around id={id} {...common}>
      <div class="area-field">
        <input
          id={id}
          class="field"
          role="combobox"
          autocomplete="off"
          aria-expanded={open}
          aria-controls={`${id}-options`}
          aria-activedescendant={open && options[active] ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          aria-invalid={Boolean(common.fault)}
          aria-describedby={about(id, common)}
          placeholder={t.placeholder}
          value={typed ?? name}
          onFocus={(event) => event.currentTarget.select()}
          onClick={() => !open && unfold()}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKey}
          onBlur={() => setTyped(null)}
        />
        {!open && value !== '' && name !== value && <span class="area-code tiny soft figure">{value}</span>}
        <div id={`${id}-options`} role="listbox" aria-label={t.choices} class="area-options" hidden={!open}>
          {open &&
            options.map((o, i) => (
              <Option key={`${o.code}${o.kind}`} id={`${id}-${i}`} of={o} active={i === active} take={take} />
            ))}
        </div>
        {open && options.length === 0 && (
          <p class="area-options area-none small soft" role="status">
            {error ? t.failed : loading ? t.loading : t.none(typed.trim())}
          </p>
        )}
      </div>
    </Around>
  );
}

interface Choosable {
  code: string;
  name: string;
  kind: AreaRow['kind'] | null;
}

/** What stands in the list: none at all, where that is a choice, then what was found, then whatever begins as typed. */
function optionsOf(
  found: readonly AreaRow[],
  typed: string,
  all: string | undefined,
  prefix: ((code: string) => string) | null,
): readonly Choosable[] {
  const code = typed.trim();
  const begins = prefix && /^[\w.-]+$/.test(code) && !found.some((a) => a.code === code);
  return [
    ...(all && code === '' ? [{ code: '', name: all, kind: null }] : []),
    ...found.slice(0, shown),
    ...(begins ? [{ code, name: prefix(code), kind: null }] : []),
  ];
}

interface OptionProps {
  id: string;
  of: Choosable;
  active: boolean;
  take: (code: string) => void;
}

function Option({ id, of, active, take }: OptionProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={row}
      id={id}
      role="option"
      tabIndex={-1}
      class="area-option"
      aria-selected={active}
      // Before the field loses the focus.
      onMouseDown={(event) => {
        event.preventDefault();
        take(of.code);
      }}
    >
      <span>{of.name}</span>
      {of.kind && (
        <span class="tiny soft figure">
          {inUse(words).kinds[of.kind]} {of.name !== of.code && of.code}
        </span>
      )}
    </div>
  );
}

/** How long somebody types before the service is asked, ms. */
const settleMS = 200;

/** What was typed may mean, from the list; of a list that was cut off, from the service too. */
function useAreas(permission: string, typed: string, cells: boolean) {
  const { data, loading, error } = areasFor(permission).value;
  const [more, setMore] = useState<readonly AreaRow[]>([]);
  const cut = data !== null && data.total > data.areas.length;
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
  const listed = matchingAreas(data?.areas ?? [], typed);
  const known = new Set(listed.map((a) => a.code));
  const found = [...listed, ...more.filter((a) => !known.has(a.code))].filter((a) => !cells || a.kind === 'cell');
  return { found, loading, error };
}
