import { batch, computed, effect, signal, untracked } from '@preact/signals';
import { aborted, type Entries, fetchLayer } from '../../api/client.ts';
import { type CaseChange, type LiveState, listen, type Picture } from '../../api/live.ts';
import { type Bounds, boundsOf, type Pin, within } from '../../api/types.ts';
import { LayerStore, widen } from '../../data/layer.ts';
import { refusal } from '../../data/load.ts';
import { loadNets, nets, site } from '../../data/site.ts';
import { caseTiles, cellTiles, tiles } from '../../data/tiles.ts';
import { ValuesStore } from '../../data/values.ts';
import { lang, langChosen } from '../../settings.ts';
import {
  type CellFigure,
  firstLayers,
  formatView,
  isPointLayer,
  type LayerID,
  type Mode,
  parseBounds,
  parseView,
  pointLayers,
  type Selection,
} from '../../view.ts';
import { type Filters, filters, formatFilters } from './filters.ts';
import { passes } from './passes.ts';

/*
 * What the map page shows, for the map, the list and the card alike: they read the same signals, so they can't differ. The map
 * draws from tiles; what is held here is what is read: the newest cases in view, the cells in view, a figure of each cell.
 */

export const layersOn = signal<readonly LayerID[]>(firstLayers);
export const netCode = signal<string | null>(null);
export const selection = signal<Selection | null>(null);
/** How cases are drawn, and by which figure where cells are coloured by them. */
export const mode = signal<Mode>('marks');
export const figure = signal<CellFigure>('cases');
/** What the map shows; the whole net before it has been drawn. */
export const bounds = signal<Bounds | null>(null);
/** Centre and zoom, for the link; null before the map was moved. */
export const camera = signal<{ centre: readonly [number, number]; zoom: number } | null>(null);
export const live = signal<LiveState>('connecting');
/** When the picture was last known to be current. */
export const currentAt = signal(new Date());
/** Whether the service itself still hears from its database; if not, what moment it shows. */
export const picture = signal<Picture | null>(null);
/** Cases that came in while the page was open, newest last, for the pulse and for who listens instead of looking. */
export const arrived = signal<readonly Pin[]>([]);
/** Counts what the person did that may move the list: moving the map, switching layers, filtering. */
export const revision = signal(0);
/** Whether the time window is being played: what is shown changes by itself, and the link waits until it stands. */
export const playing = signal(false);

/** Rows of the list of cases and of cells: the newest, the rest being a matter of coming nearer. */
export const listLimit = 200;

export const cases = new LayerStore('all', { limit: listLimit, exact: true });
export const cells = new LayerStore('cells', { limit: listLimit, exact: true });
export const base = new LayerStore('base', { limit: 20_000 });
/** Figures of cells by the cases in them, volunteers, and staff where there are no volunteers. */
export const figures = new ValuesStore('cells');
export const volunteers = new ValuesStore('coverage');
export const staff = new ValuesStore('coverage');

export const net = computed(() => {
  const list = nets.value.data ?? [];
  return list.find((n) => n.code === netCode.value) ?? list[0] ?? null;
});
export const netBounds = computed(() => boundsOf(net.value?.bbox) ?? boundsOf(site.value.data?.bbox));
const isOn = (id: LayerID) => layersOn.value.includes(id);
/** The site's time zone, in which days begin and end; the reader's own until that is known. */
export const zone = (): string => site.value.data?.time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What narrows every question about cases: the layers that are on, and filters. Null while no layer is on. */
function queryOf(f: Filters): Entries | null {
  const on = layersOn.value.filter(isPointLayer);
  return on.length > 0 ? [['layer', on.join(',')], ...formatFilters(f)] : null;
}
export const caseQuery = computed(() => queryOf(filters.value));

/** The address of the tiles of cases that pass filters; null while there is nothing to ask for. */
export function tilesFor(f: Filters): string | null {
  const query = queryOf(f);
  if (!query || !net.value) return null;
  // Cells are named in the words of a net.
  const inNet: Entries = f.cell.length > 0 ? [['net', net.value.code]] : [];
  // Heat is smooth only where bins are small.
  const bins: Entries = mode.value === 'heat' ? [['bins', '64']] : [];
  // All layers are what comes by itself: the service has those tiles at hand for everybody.
  const every = pointLayers.every((id) => layersOn.value.includes(id));
  const narrowed = every ? query.filter(([name]) => name !== 'layer') : query;
  return caseTiles([...narrowed, ...inNet, ...bins]);
}

/** The newest cases in view of the layers that are on, newest first. */
export const pins = computed<readonly Pin[]>(() => (caseQuery.value ? cases.state.value.features : []));
/** Cases in view beyond the limit of the list. */
export const unseen = computed(() =>
  caseQuery.value ? Math.max(cases.state.value.matched - cases.state.value.features.length, 0) : 0,
);
/** Cases that were taken off the map while the page was open. */
export const gone = signal<ReadonlySet<string>>(new Set());

/** The selected case where the list does not have it. */
export const fetched = signal<{ pin: Pin | null; loading: boolean }>({ pin: null, loading: false });
export const selectedPin = computed(() => {
  const s = selection.value;
  if (s?.kind !== 'case') return null;
  const listed = pins.value.find((p) => p.properties.id === s.id);
  const alone = fetched.value.pin?.properties.id === s.id ? fetched.value.pin : null;
  return listed ?? alone;
});
/** The place selected, where many cases are. */
export const selectedPlace = computed(() =>
  selection.value?.kind === 'place' ? parseBounds(selection.value.id) : null,
);

export function newer(a: Pin, b: Pin): boolean {
  const [x, y] = [a.properties, b.properties];
  return x.opened_at === y.opened_at ? x.id > y.id : x.opened_at > y.opened_at;
}

/** Takes over the view that a link holds. */
export function openView(query: string): void {
  const v = parseView(query);
  batch(() => {
    layersOn.value = v.layers;
    netCode.value = v.net;
    selection.value = v.selection;
    mode.value = v.mode;
    figure.value = v.figure;
    filters.value = v.filters;
    camera.value = v.centre && v.zoom !== null ? { centre: v.centre, zoom: v.zoom } : null;
  });
}

/** The view in effect, as a link holds it. */
export const viewQuery = computed(() =>
  formatView({
    centre: camera.value?.centre ?? null,
    zoom: camera.value?.zoom ?? null,
    layers: layersOn.value,
    net: netCode.value,
    selection: selection.value,
    mode: mode.value,
    figure: figure.value,
    filters: filters.value,
    lang: langChosen.value ? lang.value : null,
  }),
);

/** Asks for what the view needs. */
export function fetchView(): void {
  const [n, query] = [net.peek(), caseQuery.peek()];
  const b = bounds.peek() ?? (netBounds.peek() && widen(widen(netBounds.peek() as Bounds))); // before the map stands
  if (!b || !n) return;
  const inNet: Entries = [['net', n.code]];
  if (query) cases.want(b, [...inNet, ...query]);
  cells.want(b, inNet);
  if (layersOn.peek().includes('base')) base.want(b);
  if (layersOn.peek().includes('coverage')) {
    volunteers.want('volunteers', n.code);
    if (nobody.peek()) staff.want('staff', n.code);
  }
  if (mode.peek() === 'cells' && query) figures.want(figure.peek(), n.code, query);
}

const none = (values: readonly (number | null)[] | undefined) => values?.every((n) => n === 0) ?? true;
const nobody = computed(() => volunteers.state.value.data !== null && none(volunteers.state.value.data.values));
/** Whether anybody at all is registered for the net. */
export const anyForce = computed(
  () => volunteers.state.value.data !== null && !(nobody.value && none(staff.state.value.data?.values)),
);

/** How long the map may be on the move, or the time window played, before the new view is asked for, ms. */
const settleMS = 200;

/** Keeps what is asked for in step with the view, the layers and the filters until the returned function is called. */
export function startView(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown = { bounds: bounds.peek(), query: caseQuery.peek() };
  const stops = [
    effect(() => {
      tiles.cells.show(net.value ? cellTiles(net.value) : null);
    }),
    effect(() => {
      tiles.cases.show(tilesFor(filters.value));
    }),
    effect(() => {
      // Whatever any of these are, they are what is shown.
      [net.value, layersOn.value, mode.value, figure.value, nobody.value];
      const next = { bounds: bounds.value, query: caseQuery.value };
      const onTheMove = shown.bounds !== null && (next.bounds !== shown.bounds || playing.peek());
      if (next.query !== shown.query) untracked(() => revision.value++);
      shown = next;
      clearTimeout(timer);
      if (onTheMove) timer = setTimeout(fetchView, settleMS);
      else untracked(fetchView);
    }),
    effect(() => {
      const s = selection.value;
      if (s?.kind === 'case' && !selectedPin.peek()) void untracked(() => fetchCase(s.id));
    }),
  ];
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

/** Fetches the selected case: it is not among those in view. */
async function fetchCase(id: string): Promise<void> {
  fetched.value = { pin: null, loading: true };
  let pin: Pin | null = null;
  try {
    pin = (await fetchLayer('all', { limit: 1, more: [['id', id]] })).features[0] ?? null;
  } catch (error) {
    if (!aborted(error)) refusal(error);
  }
  if (selection.peek()?.id === id) fetched.value = { pin, loading: false };
}

export function switchLayer(id: LayerID): void {
  layersOn.value = isOn(id) ? layersOn.value.filter((l) => l !== id) : firstLayers.filter((l) => l === id || isOn(l));
  revision.value++;
}

export function switchNet(code: string): void {
  batch(() => {
    netCode.value = code === nets.value.data?.[0]?.code ? null : code;
    selection.value = null;
    // Codes of one net's cells mean nothing in another.
    filters.value = { ...filters.value, cell: [] };
    for (const store of [cells, figures, volunteers, staff]) store.forget();
    revision.value++;
  });
}

/** Loads everything anew: what was missed is not known. */
async function reload(): Promise<void> {
  await loadNets(); // another edition has tiles of another address
  tiles.cases.reload();
  await Promise.all([cases, cells, base, figures, volunteers, staff].map((store) => store.again()));
  figuresChanged.value++;
  revision.value++;
  fetchView();
}

/** Listens for changes until the returned function is called. */
export function startLive(): () => void {
  const beat = setInterval(() => {
    if (live.value === 'live' && picture.value?.current !== false) currentAt.value = new Date();
  }, 5000);
  const stop = listen('/api/v1/changes', {
    onCase: takeCase,
    onEdition: () => void reload(),
    onMembers: () => {
      void volunteers.again();
      void staff.again();
      figuresChanged.value++;
    },
    onPicture: (told) => {
      picture.value = told;
      if (told.current) currentAt.value = new Date();
    },
    onReset: () => void reload(),
    onState: (state) => {
      live.value = state;
      if (state !== 'live') return;
      currentAt.value = new Date();
      tiles.cases.retry();
      tiles.cells.retry();
    },
  });
  return () => {
    clearInterval(beat);
    clearTimeout(counting);
    counting = undefined;
    stop();
  };
}

/** How old a case may be that is told of as new, ms: clocks differ, and a report waits for a network. */
const newMS = 10 * 60_000;

function takeCase(change: CaseChange): void {
  currentAt.value = new Date();
  for (const { layer, tile } of change.stale ?? []) if (isPointLayer(layer) && isOn(layer)) tiles.cases.stale(tile);
  const shown = change.feature && isPointLayer(change.layer) && isOn(change.layer) ? change.feature : null;
  const feature = shown && passes(shown.properties, filters.peek(), untracked(zone)) ? shown : null;
  const known = cases.state.peek().features.some((f) => f.properties.id === change.id);
  cases.change(change.id, feature, newer);
  if (Boolean(feature) === gone.peek().has(change.id)) {
    const next = new Set(gone.peek());
    if (feature) next.delete(change.id);
    else next.add(change.id);
    gone.value = next;
  }
  if (fetched.peek().pin?.properties.id === change.id) fetched.value = { pin: change.feature, loading: false };
  const told = known || arrived.peek().some((p) => p.properties.id === change.id);
  if (feature && !told && Date.now() - Date.parse(feature.properties.opened_at) < newMS)
    arrived.value = [...arrived.value.slice(-99), feature];
  const b = bounds.peek();
  const inView = known || (change.feature && (!b || within(change.feature.geometry.coordinates, b)));
  countAgain(Boolean(inView));
}

/** Figures are fetched again at most so often while cases come in, ms; and the list, for its number. */
const burstMS = 1500;
let counting: ReturnType<typeof setTimeout> | undefined;
let listToo = false;
/** Counts the times that figures may have changed. */
export const figuresChanged = signal(0);
function countAgain(list: boolean): void {
  listToo ||= list;
  if (counting !== undefined) return;
  counting = setTimeout(() => {
    counting = undefined;
    figuresChanged.value++;
    if (mode.peek() === 'cells') void figures.again();
    if (listToo) {
      void cells.again();
      // Beyond its limit the list can't know its own number.
      if (unseen.peek() > 0) void cases.again();
    }
    listToo = false;
  }, burstMS);
}
