import { batch, computed, effect, signal } from '@preact/signals';
import { api, type Refusal, take } from '../../api/client.ts';
import type { CaseFile, CaseRow, NearCase, Person, Post, Queue, QueueName, Route } from '../../api/work.ts';
import { type Loaded, load, loaded, refusal } from '../../data/load.ts';
import { address, go, page, setQuery } from '../../router.ts';
import { me } from '../../session.ts';
import { type Deed, Deeds, deeds, openDeedShelf } from './deeds.ts';
import { drafts } from './draft.ts';
import { type LiveState, listenWork } from './live.ts';
import { merge } from './merge.ts';
import { queueNames } from './words/list.ts';

/*
 * What the work page shows. The list stays as it was asked for: what changes meanwhile is written into its rows, what has left or
 * is new is counted, and only a person makes it move.
 */

export const queues = loaded<readonly Queue[]>();
/** Null until the first answer says which queue has something to do. */
export const queue = signal<QueueName | null>(null);
export const search = signal('');
/** A category's code, or how it begins; a cell's, or how that begins. Empty: any. */
export const category = signal('');
export const cell = signal('');
export const rows = signal<readonly CaseRow[]>([]);
export const total = signal(0);
export const cursor = signal<string | null>(null);
export const list = signal<{ loading: boolean; error: Refusal | null; asked: boolean }>(idle());
/** Whether the fields that narrow the list are unfolded. */
export const filtering = signal(false);
/** Rows that are in the queue no more, and how many it has that are not shown. */
export const left = signal<ReadonlySet<string>>(new Set());
export const fresh = signal(0);
export const live = signal<LiveState>('connecting');

export const selected = signal<string | null>(null);
export const file: { value: Loaded<CaseFile>; peek(): Loaded<CaseFile> } = loaded<CaseFile>();
/** The highest event that somebody has seen of the case on show; later ones are marked. */
export const seenSeq = signal(0);
export const near = loaded<readonly NearCase[]>();
export const departments = loaded<readonly Post[]>();
/** Who may be given the case on show. */
export const assignable = loaded<readonly Person[]>();

/** What is said to those who listen. */
export const said = signal('');

export const pageSize = 50;
const largestPage = 200;

/** A deed of the case that is not done. */
export const deedOf = (id: string): Deed | null => deeds.value.find((d) => d.caseId === id) ?? null;

let box: Deeds | null = null;
export const deedBox = () => box;

/** Begins to work with the page until the returned function is called. */
export function startWork(): () => void {
  const stops = [followAddress(), startDeeds(), listenWork({ onCase, onQueues, onReset, onState })];
  let known = me.peek();
  stops.push(
    me.subscribe((account) => {
      // Signed in again, here or in another tab: what was refused is asked for anew.
      if (account && account !== known && signedOut.peek()) askAnew();
      known = account;
    }),
    effect(() => {
      narrowing.value; // What narrows the list narrows what each queue is said to hold.
      void loadQueues().then(() => {
        const { data, error } = queues.peek();
        if (queue.peek() === null && (data || error)) queue.value = firstQueue(data ?? []);
      });
    }),
    effect(() => {
      if (wanted.value) void loadRows(wanted.value);
    }),
    effect(() => {
      const id = selected.value;
      near.value = { data: null, loading: false, error: null };
      assignable.value = { data: null, loading: false, error: null };
      if (id) void loadFile(id);
      else file.value = { data: null, loading: false, error: null };
    }),
    effect(() => {
      if (queue.value === null || page.peek() !== 'work') return; // On the way to another page its address is not ours.
      const query = new URLSearchParams({ queue: queue.value });
      if (search.value) query.set('q', search.value);
      if (category.value) query.set('category', category.value);
      if (cell.value) query.set('cell', cell.value);
      if (selected.value) query.set('case', selected.value);
      setQuery(query.toString());
    }),
  );
  void loadDepartments();
  return () => {
    for (const stop of stops) stop();
    clearTimeout(freshening);
    rowsRequest?.abort();
    batch(() => {
      rows.value = [];
      queue.value = null;
      selected.value = null;
      search.value = '';
      category.value = '';
      cell.value = '';
      list.value = idle();
    });
  };
}

function idle() {
  return { loading: false, error: null, asked: false };
}

function followAddress(): () => void {
  return effect(() => {
    const query = new URLSearchParams(address.value.query);
    batch(() => {
      const named = query.get('queue') as QueueName;
      if (queueNames.includes(named)) queue.value = named;
      search.value = query.get('q') ?? '';
      category.value = query.get('category') ?? '';
      cell.value = query.get('cell') ?? '';
      selected.value = query.get('case');
    });
  });
}

function startDeeds(): () => void {
  let stopped = false;
  let stopTurning = () => {};
  void openDeedShelf().then((shelf) => {
    if (stopped) return;
    const opened = new Deeds(shelf, onDone);
    box = opened;
    stopTurning = me.subscribe((account) => {
      if (account) begins(account.id);
      void opened.turnTo(account?.id ?? null);
      for (const d of deeds.peek()) if (d.signIn && d.account === account?.id) void opened.flush(d.key);
    });
  });
  const leave = () => document.visibilityState === 'hidden' && void box?.flush(null, true);
  const hide = () => void box?.flush(null, true);
  const online = () => void box?.flush();
  document.addEventListener('visibilitychange', leave);
  addEventListener('pagehide', hide);
  addEventListener('online', online);
  return () => {
    stopped = true;
    stopTurning();
    hide();
    document.removeEventListener('visibilitychange', leave);
    removeEventListener('pagehide', hide);
    removeEventListener('online', online);
  };
}

let worker: number | null = null;

/** Somebody works here: what another was typing is not for them to see. */
function begins(account: number): void {
  if (worker !== account) drafts.value = new Map();
  worker = account;
}

/** The first queue with something in it; all where none has. */
function firstQueue(known: readonly Queue[]): QueueName {
  return known.find((q) => q.count > 0 && q.queue !== 'all')?.queue ?? 'all';
}

let queuesRequest: AbortController | null = null;

/** How much is in each queue, of what the search and the filters let through. */
async function loadQueues(): Promise<void> {
  queuesRequest?.abort();
  queuesRequest = new AbortController();
  const { signal } = queuesRequest;
  const query = narrowing.peek();
  await load(
    queues,
    async () => (await take(api.GET('/api/v1/work/queues', { params: { query }, signal }))).queues ?? [],
  );
}

async function loadDepartments(): Promise<void> {
  if (departments.peek().data) return;
  await load(
    departments,
    async () => (await take(api.GET('/api/v1/departments'))).departments?.filter((d) => !d.closed) ?? [],
  );
}

/** Which cases are listed, as the service is asked for them. */
interface Wanted {
  queue: QueueName;
  q?: string;
  category?: string;
  cell?: string;
}

/** What the search and the filters ask for, of whichever queue. */
const narrowing = computed<Omit<Wanted, 'queue'>>(() => ({
  ...(search.value && { q: search.value }),
  ...(category.value && { category: category.value }),
  ...(cell.value && { cell: cell.value }),
}));

/** Null until it is known which queue is in effect. */
export const wanted = computed<Wanted | null>(() =>
  queue.value === null ? null : { queue: queue.value, ...narrowing.value },
);

type Page = Awaited<ReturnType<typeof fetchRows>>;
let rowsRequest: AbortController | null = null;

const fetchRows = (which: Wanted, limit: number, after?: string, signal?: AbortSignal) =>
  take(
    api.GET('/api/v1/work/cases', {
      params: { query: { ...which, limit, ...(after && { after }) } },
      signal: signal ?? null,
    }),
  );

/** Asks for the list anew: this is when it may move. */
export async function loadRows(which: Wanted): Promise<void> {
  rowsRequest?.abort();
  const request = new AbortController();
  rowsRequest = request;
  list.value = { ...list.peek(), loading: true };
  try {
    const page = await fetchRows(which, pageSize, undefined, request.signal);
    batch(() => {
      show(page.cases ?? [], page);
      list.value = { loading: false, error: null, asked: true };
    });
  } catch (error) {
    if (request.signal.aborted) return;
    list.value = { loading: false, error: refusal(error), asked: list.peek().asked };
  }
}

function show(shown: readonly CaseRow[], page: Page): void {
  rows.value = shown;
  total.value = page.total;
  cursor.value = page.next;
  left.value = new Set();
  fresh.value = 0;
  done.clear();
}

export async function renew(): Promise<void> {
  const which = wanted.peek();
  if (which) await loadRows(which);
}

export async function loadMore(): Promise<void> {
  const [which, after] = [wanted.peek(), cursor.peek()];
  if (!which || !after) return;
  try {
    const page = await fetchRows(which, pageSize, after);
    if (which !== wanted.peek()) return; // Another list is wanted by now.
    const known = new Set(rows.peek().map((r) => r.id));
    batch(() => {
      rows.value = [...rows.peek(), ...(page.cases ?? []).filter((r) => !known.has(r.id))];
      cursor.value = page.next;
      total.value = page.total;
    });
  } catch (error) {
    if (which === wanted.peek()) list.value = { ...list.peek(), error: refusal(error) };
  }
}

/** Cases that were acted on since the list was asked for: nobody is led to them again. */
const done = new Set<string>();

let freshening: ReturnType<typeof setTimeout> | undefined;
/** How long changes are gathered before the list is looked at again, ms. */
const gatherMs = 800;

/** Looks what the queue is now, without moving what is shown. */
function freshen(): void {
  clearTimeout(freshening);
  freshening = setTimeout(async () => {
    const which = wanted.peek();
    if (!which || !list.peek().asked || list.peek().loading) return;
    try {
      const limit = Math.min(Math.max(pageSize, rows.peek().length), largestPage);
      const page = await fetchRows(which, limit);
      if (which !== wanted.peek()) return;
      const merged = merge(rows.peek(), page.cases ?? [], page.next === null);
      batch(() => {
        rows.value = merged.rows;
        left.value = merged.left;
        fresh.value = merged.fresh;
        total.value = page.total;
        list.value = { ...list.peek(), error: null };
      });
    } catch (error) {
      // The connection's own state says that nothing comes; what is shown stays.
      const failed = refusal(error);
      if (failed.status === 401) list.value = { ...list.peek(), error: failed };
    }
  }, gatherMs);
}

export async function loadFile(id: string): Promise<void> {
  const same = file.peek().data?.id === id;
  if (!same) file.value = { data: null, loading: true, error: null };
  try {
    const got = await take(api.GET('/api/v1/cases/{id}', { params: { path: { id } } }));
    if (selected.peek() !== id) return;
    adopt(got, !same);
  } catch (error) {
    if (selected.peek() !== id) return;
    file.value = { data: same ? file.peek().data : null, loading: false, error: refusal(error) };
  }
}

/** Takes over a case as it stands now; opened says that somebody begins to look at it. */
function adopt(got: CaseFile, opened: boolean): void {
  const shown = file.peek().data;
  if (shown?.id === got.id && shown.version > got.version) return; // An answer that was overtaken.
  batch(() => {
    if (opened) seenSeq.value = lastSeq(got);
    file.value = { data: got, loading: false, error: null };
    rows.value = rows.peek().map((row) => (row.id === got.id && row.version <= got.version ? rowOf(row, got) : row));
  });
}

export const lastSeq = (c: CaseFile) => Math.max(0, ...(c.events ?? []).map((e) => e.seq));

/** A row with what a case says of itself; the counts are the row's own. */
function rowOf(row: CaseRow, { reports, photos, ...c }: CaseFile): CaseRow {
  return { ...row, ...c, reports: reports?.length ?? row.reports, photos: photos?.length ?? row.photos };
}

export async function loadNear(id: string): Promise<void> {
  await load(
    near,
    async () => (await take(api.GET('/api/v1/cases/{id}/near', { params: { path: { id } } }))).cases ?? [],
  );
}

export async function loadAssignable(id: string): Promise<void> {
  await load(
    assignable,
    async () => (await take(api.GET('/api/v1/cases/{id}/assignable', { params: { path: { id } } }))).accounts ?? [],
  );
}

/** Where the routing rules would send a case now. */
export const routeOf = async (id: string, signal: AbortSignal): Promise<Route> =>
  (await take(api.GET('/api/v1/cases/{id}/route', { params: { path: { id } }, signal }))).assignment;

function onDone(deed: Deed, after: CaseFile): void {
  done.add(deed.caseId);
  if (selected.peek() === deed.caseId) adopt(after, true);
  else rows.value = rows.peek().map((row) => (row.id === after.id ? rowOf(row, after) : row));
  onQueues();
  freshen();
}

function onCase({ id, version }: { id: string; version: number }): void {
  const shown = file.peek().data;
  // Photos change without an event of their own: the version stays.
  if (shown?.id === id && version >= shown.version) void loadFile(id);
  freshen();
}

let counting: ReturnType<typeof setTimeout> | undefined;
function onQueues(): void {
  clearTimeout(counting);
  counting = setTimeout(() => void loadQueues(), gatherMs);
}

function onReset(): void {
  onQueues();
  freshen();
  const id = selected.peek();
  if (id) void loadFile(id);
}

function askAnew(): void {
  onReset();
  void renew();
  departments.value = { ...departments.peek(), error: null };
  near.value = { ...near.peek(), error: null };
  assignable.value = { ...assignable.peek(), error: null };
  void loadDepartments();
}

function onState(state: LiveState): void {
  live.value = state;
}

const narrow = () => innerWidth < 1024;
/** Whether the case on show was opened by a step that the way back undoes. */
let stepped = false;

/** Shows a case. On a phone it covers the list, so the way back leads there. */
export function openCase(id: string): void {
  if (narrow() && selected.peek() === null) {
    const query = new URLSearchParams(location.search);
    query.set('case', id);
    stepped = true;
    go(`${location.pathname}?${query}`);
  } else selected.value = id;
}

/**
 * Brings the focus to the row of the case on show: by its id, for the page is drawn anew only afterwards. At once where the
 * row is there to be seen: a key pressed before the next frame must not go to the row that had it before.
 */
export function focusRow(id = selected.peek()): void {
  if (!id || focusNow(id)) return;
  requestAnimationFrame(() => focusNow(id));
}

function focusNow(id: string): boolean {
  const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
  row?.focus();
  return row !== null && document.activeElement === row;
}

export function closeCase(): void {
  const id = selected.peek();
  if (stepped && narrow()) {
    stepped = false;
    history.back();
  } else selected.value = null;
  focusRow(id);
}

/** The row after or before the one on show, the first where there is none; null at the end. free: one that waits for somebody. */
export function neighbour(step: 1 | -1, free = false): CaseRow | null {
  const all = rows.peek();
  const at = all.findIndex((r) => r.id === selected.peek());
  if (at < 0) return all[0] ?? null;
  for (let i = at + step; i >= 0 && i < all.length; i += step) {
    const row = all[i] as CaseRow;
    if (!free || !busy(row.id)) return row;
  }
  return null;
}

/** Whether somebody has done with the row: what was decided is on its way, or has taken it off the queue. */
const busy = (id: string) => deedOf(id) !== null || done.has(id) || left.peek().has(id);

export const position = computed(() => {
  const at = rows.value.findIndex((r) => r.id === selected.value);
  // A row that has left its queue stands in the list until it is renewed.
  return at < 0 ? null : { at: at + 1, of: Math.max(total.value, rows.value.length) };
});

/** Whether something failed because nobody is signed in any more. */
export const signedOut = computed(
  () =>
    deeds.value.some((d) => d.signIn) ||
    [list, file, queues, near, assignable, departments].some(({ value }) => value.error?.status === 401),
);
