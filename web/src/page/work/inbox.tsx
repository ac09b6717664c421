import { batch } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { QueueName } from '../../api/work.ts';
import { count } from '../../format.ts';
import { Failure } from '../../ui/failure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Filters } from './filter.tsx';
import { Row } from './row.tsx';
import {
  category,
  cell,
  cursor,
  filtering,
  fresh,
  left,
  list,
  live,
  loadMore,
  loadRows,
  pageSize,
  queue,
  queues,
  renew,
  rows,
  search,
  selected,
  signedOut,
  total,
} from './store.ts';
import { words } from './words.ts';

/** The queues, the search, and the cases of the queue in effect. */
export function Inbox() {
  const t = words.value;
  return (
    <section class="work-inbox" aria-label={t.inbox}>
      <div class="work-inbox-head">
        <div class="row spread">
          <h1>{t.title}</h1>
          <Live />
        </div>
        <Queues />
        <div class="row work-find">
          <Search />
          <button
            type="button"
            class="button square work-filter"
            aria-label={t.filter}
            title={t.filter}
            aria-expanded={filtering.value}
            data-on={category.value || cell.value ? '' : undefined}
            onClick={() => {
              filtering.value = !filtering.value;
            }}
          >
            <FilterIcon />
          </button>
        </div>
        <Filters />
      </div>
      <Bar />
      <div class="work-list" id="work-list" role="tabpanel" tabIndex={-1} aria-busy={list.value.loading}>
        <List />
      </div>
    </section>
  );
}

/** Whether what is shown follows what happens. */
function Live() {
  const t = words.value;
  const state = signedOut.value ? 'lost' : live.value;
  return (
    <span class="work-live tiny" data-live={state} role="status">
      <span class="work-live-dot" aria-hidden="true" />
      {signedOut.value ? t.ended : state === 'lost' ? t.lost : state === 'live' ? t.live : ''}
    </span>
  );
}

function Queues() {
  const t = words.value;
  const known = queues.value.data ?? [];
  const tab = `queue-${queue.value}`;
  const drawn = known.length > 0;
  useEffect(() => {
    // On a phone the row of queues is wider than the page.
    if (drawn) document.getElementById(tab)?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [tab, drawn]);
  if (known.length === 0 && queues.value.loading)
    return (
      <div class="work-queues" aria-hidden="true">
        <span class="skeleton" />
      </div>
    );
  // An empty queue is worth no place, unless one is in it.
  // Of what is settled nobody keeps count: there may be a million.
  const shown: { queue: QueueName; count?: number }[] = [
    ...known.filter((q) => q.count > 0 || q.queue === queue.value || q.queue === 'all'),
    { queue: 'settled' },
  ];
  const choose = (name: QueueName) => {
    selected.value = null;
    queue.value = name;
  };
  const step = (event: KeyboardEvent) => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = shown.findIndex((q) => q.queue === queue.value);
    const next = way && shown[at + way];
    if (!next) return;
    event.preventDefault();
    choose(next.queue);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`#queue-${next.queue}`)?.focus());
  };
  return (
    <div class="work-queues" role="tablist" aria-label={t.queues} onKeyDown={step}>
      {shown.map((q) => (
        <button
          key={q.queue}
          id={`queue-${q.queue}`}
          type="button"
          role="tab"
          class="work-queue"
          aria-selected={q.queue === queue.value}
          aria-controls="work-list"
          tabIndex={q.queue === queue.value ? 0 : -1}
          data-queue={q.queue}
          onClick={() => choose(q.queue)}
        >
          {t.queue[q.queue]} {q.count !== undefined && <span class="work-count figure">{count(q.count)}</span>}
        </button>
      ))}
    </div>
  );
}

/** Up to how many settled cases the service counts. */
const mostCounted = 1000;

/** Lines that grow shorter: what is left of them. */
function FilterIcon() {
  return (
    <svg class="icon" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 7h16M7 12h10M10 17h4" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" />
    </svg>
  );
}

/** How long typing rests before the search is asked, ms. */
const rest = 300;

function Search() {
  const t = words.value;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const ask = (q: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      search.value = q.trim();
    }, rest);
  };
  return (
    <div class="search work-search">
      <Icon name="search" size={20} />
      <input
        class="field"
        type="search"
        id="work-search"
        aria-label={t.search}
        placeholder={t.search}
        value={search.value}
        onInput={(event) => ask(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          if (event.currentTarget.value) {
            event.currentTarget.value = '';
            ask('');
          } else event.currentTarget.blur();
        }}
      />
    </div>
  );
}

/** What the queue has that the list does not show yet: only a press moves the list. */
function Bar() {
  const t = words.value;
  const parts = [fresh.value > 0 && t.fresh(fresh.value), left.value.size > 0 && t.left_(left.value.size)].filter(
    Boolean,
  );
  return (
    <div role="status" class="work-bar">
      {parts.length > 0 && (
        <button type="button" class="button fresh" onClick={() => void renew()}>
          {parts.join(' · ')} · {t.renew}
        </button>
      )}
    </div>
  );
}

function List() {
  const t = words.value;
  const { loading, error, asked } = list.value;
  const q = queue.value;
  if (signedOut.value && rows.value.length === 0) return null; // The banner says it.
  if (error && rows.value.length === 0) return <Failure error={error} retry={() => void renew()} />;
  if (!asked || (queues.value.error && !q)) {
    if (queues.value.error && !q)
      return <Failure error={queues.value.error} retry={() => void loadRows({ queue: 'all' })} />;
    return <Skeletons />;
  }
  if (rows.value.length === 0 && loading) return <Skeletons />;
  if (rows.value.length === 0 && q) return <Empty of={q} />;
  return (
    <>
      {error && !signedOut.value && <p class="notice warn">{t.offline}</p>}
      <ul>
        {rows.value.map((row) => (
          <Row key={row.id} of={row} />
        ))}
      </ul>
      {cursor.value && (
        <button type="button" class="button more" onClick={() => void loadMore()}>
          {t.more(Math.min(pageSize, total.value - rows.value.length))}
        </button>
      )}
      <p class="tiny soft work-total">
        {q === 'settled' && total.value > mostCounted ? t.moreThan(count(mostCounted)) : t.total(count(total.value))}
      </p>
    </>
  );
}

/** Why there is nothing, and the way to something. */
function Empty({ of: q }: { of: QueueName }) {
  const t = words.value;
  const filtered = category.value !== '' || cell.value !== '';
  const clear = () =>
    batch(() => {
      search.value = '';
      category.value = '';
      cell.value = '';
    });
  return (
    <div class="work-empty">
      <p class="soft">{filtered ? t.noneSuch : search.value ? t.noMatch(search.value) : t.empty[q]}</p>
      {(filtered || search.value) && (
        <button type="button" class="button" onClick={clear}>
          {filtered ? t.clearFilters : t.clear}
        </button>
      )}
    </div>
  );
}

function Skeletons() {
  return (
    <ul aria-hidden="true">
      {[0, 1, 2, 3, 4, 5].map((i) => (
        <li key={i} class="work-row">
          <span class="skeleton work-bone" />
          <span class="work-row-words">
            <span class="skeleton" style={{ width: '60%' }} />
            <span class="skeleton" style={{ width: '85%' }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
