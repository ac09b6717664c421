import { useEffect, useState } from 'preact/hooks';
import { categories, loadCategories } from '../../../data/site.ts';
import { text } from '../../../i18n/index.ts';
import { DateInput } from '../../../ui/date-input.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { inUse } from '../../../ui/words.ts';
import { filters, type StateFilter, severities, states } from '../filters.ts';
import { figuresChanged } from '../store.ts';
import { Categories } from './categories.tsx';
import { Choice } from './choice.tsx';
import { counted, countOf, startCounts } from './counts.ts';
import { words } from './words.ts';

/** The words that stand for several states. */
const main = ['open', 'settled'] as const satisfies readonly StateFilter[];

/** What cases can be filtered by: category, progress, urgency and time. */
export function FilterPanel() {
  const t = text.value;
  useEffect(() => {
    if (!categories.peek().data) void loadCategories();
    return startCounts();
  }, []);
  const error = counted.category.value.error;
  return (
    <div class="filter-panel">
      {error && <Failure error={error} retry={() => figuresChanged.value++} />}
      <fieldset>
        <legend>{t.filter.state}</legend>
        {main.map((s) => (
          <Choice key={s} by="state" value={s} words={t.filter[s]} n={null} />
        ))}
        <States />
      </fieldset>
      <fieldset>
        <legend>{t.filter.severity}</legend>
        <div class="filter-pairs">
          {severities.map((s) => (
            <Choice key={s} by="severity" value={s} words={t.severity[s]} n={countOf('severity', s)} />
          ))}
        </div>
      </fieldset>
      <Categories />
      <Time />
    </div>
  );
}

/** Every state by itself, folded while none is chosen. */
function States() {
  const t = text.value;
  const chosen = filters.value.state.filter((s) => s !== 'open' && s !== 'settled').length;
  const [open, setOpen] = useState(chosen > 0);
  return (
    <details class="filter-group" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="filter-words">{inUse(words).states}</span>
        {chosen > 0 && <span class="filter-count">{inUse(words).chosen(chosen)}</span>}
      </summary>
      {open && (
        <section aria-label={inUse(words).states}>
          {states.map((s) => (
            <Choice key={s} by="state" value={s} words={t.state[s]} n={countOf('state', s)} />
          ))}
        </section>
      )}
    </details>
  );
}

function Time() {
  const t = text.value.filter;
  const day = (name: 'from' | 'to') => (
    <div>
      <label class="label" for={`filter-${name}`}>
        {t[name]}
      </label>
      <DateInput
        id={`filter-${name}`}
        value={filters.value[name]?.slice(0, 10) ?? ''}
        min={name === 'to' ? (filters.value.from?.slice(0, 10) ?? undefined) : undefined}
        max={name === 'from' ? (filters.value.to?.slice(0, 10) ?? undefined) : undefined}
        set={(written) => {
          const next = { ...filters.peek(), [name]: written || null };
          // Days in the wrong order let nothing through: the one that was just written counts.
          if (next.from && next.to && next.from > next.to) next[name === 'from' ? 'to' : 'from'] = null;
          filters.value = next;
        }}
      />
    </div>
  );
  return (
    <fieldset>
      <legend>{t.time}</legend>
      <div class="filter-time">
        {day('from')}
        {day('to')}
      </div>
    </fieldset>
  );
}
