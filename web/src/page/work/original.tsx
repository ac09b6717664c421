import { useEffect, useRef, useState } from 'preact/hooks';
import { api, take } from '../../api/client.ts';
import type { CaseRow } from '../../api/work.ts';
import { distance } from '../../format.ts';
import { named, text } from '../../i18n/index.ts';
import { Failure } from '../../ui/failure.tsx';
import { useFetched } from '../../ui/use-fetched.ts';
import { Fault, type PartProps } from './field.tsx';
import { stateName } from './say.ts';
import { loadNear, near } from './store.ts';
import { words } from './words.ts';

/** How many cases a number or words may find: whoever has to look through more types on. */
const most = 5;
/** How long typing rests before it is looked up, ms. */
const rest = 300;

/** Cases that were chosen here, by their ids: one stays in sight whatever is looked for next. */
const chosen = new Map<string, CaseRow>();

/** Open cases with a number, or with words in a report; none for nothing. */
async function look(q: string, signal: AbortSignal): Promise<readonly CaseRow[]> {
  if (!q) return [];
  const query = { queue: 'all', q, limit: most } as const;
  return (await take(api.GET('/api/v1/work/cases', { params: { query }, signal }))).cases ?? [];
}

/** Which case it is a duplicate of: one of those near, the likest first, or any other by its number. */
export function Original({ c, draft, change, wrong }: PartProps) {
  const t = words.value;
  const box = useRef<HTMLFieldSetElement>(null);
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const found = useFetched(asked, (signal) => look(asked, signal));
  const { data: around, error } = near.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a form is of one case for its life
  useEffect(() => {
    if (!near.peek().data) void loadNear(c.id);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), rest);
    return () => clearTimeout(timer);
  }, [typed]);
  const arrived = (around?.length ?? 0) > 0;
  useEffect(() => {
    // The form opened before there was anything to choose from: the focus is where it would have been, unless somebody types.
    const field = document.activeElement;
    if (!arrived || !(field instanceof HTMLInputElement) || field.id !== 'work-other' || field.value) return;
    box.current?.querySelector<HTMLElement>('[type="radio"]')?.focus();
  }, [arrived]);
  const hits = (found.data ?? []).filter((o) => o.id !== c.id);
  const kept = chosen.get(draft.duplicateOf);
  const beside = kept && !hits.some((o) => o.id === kept.id) ? [kept, ...hits] : hits;
  const others = beside.filter((o) => !around?.some((n) => n.id === o.id));
  const choose = (row: CaseRow) => {
    chosen.set(row.id, row);
    change({ duplicateOf: row.id });
  };
  const take = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const first = hits[0];
    if (!first) return;
    choose(first);
    box.current?.querySelector<HTMLElement>(`[value="${first.id}"]`)?.focus();
  };
  return (
    <fieldset data-need="duplicate_of" ref={box}>
      <legend class="label">{t.duplicateOf}</legend>
      {error && error.status !== 401 && <Failure error={error} retry={() => void loadNear(c.id)} />}
      {around?.map((n) => (
        <One
          key={n.id}
          of={n}
          where={distance(n.distance_m, text.value)}
          chosen={draft.duplicateOf === n.id}
          choose={choose}
        />
      ))}
      {around?.length === 0 && <p class="small soft">{t.noNear}</p>}
      <label class="label" for="work-other">
        {t.otherCase}
      </label>
      <input
        id="work-other"
        class="field"
        type="search"
        autocomplete="off"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={take}
      />
      {others.map((o) => (
        <One
          key={o.id}
          of={o}
          where={o.cell_name || o.cell || ''}
          chosen={draft.duplicateOf === o.id}
          choose={choose}
        />
      ))}
      {found.error && <Failure error={found.error} retry={found.again} />}
      <p class="small soft" role="status">
        {asked && !found.loading && !found.error && hits.length === 0 && t.noOther}
      </p>
      <Fault words={wrong('duplicate_of')} />
    </fieldset>
  );
}

interface OneProps {
  of: CaseRow;
  where: string;
  chosen: boolean;
  choose: (row: CaseRow) => void;
}

function One({ of: row, where, chosen, choose }: OneProps) {
  return (
    <label class="work-choice">
      <input type="radio" name="work-original" value={row.id} checked={chosen} onChange={() => choose(row)} />
      <span>
        {named(row.category.name)}
        <span class="tiny soft"> {[stateName(row.state), where, row.number].filter(Boolean).join(' · ')}</span>
      </span>
    </label>
  );
}
