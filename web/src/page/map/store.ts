import { computed, signal } from '@preact/signals';
import { type CaseChange, type LiveState, listen } from '../../api/live.ts';
import { type Bounds, boundsOf, type Cell, type Pin, within } from '../../api/types.ts';
import { LayerStore, widen } from '../../data/layer.ts';
import { loadNets, nets, site } from '../../data/site.ts';
import { lang, langChosen } from '../../settings.ts';
import {
  firstLayers,
  formatView,
  isPointLayer,
  type LayerID,
  parseView,
  pointLayers,
  type Selection,
} from '../../view.ts';

/*
 * What the map page shows, for the map, the list and the card alike: they read the same signals, so they can't differ.
 */

export const layersOn = signal<readonly LayerID[]>(firstLayers);
export const netCode = signal<string | null>(null);
export const selection = signal<Selection | null>(null);
/** What the map shows; the whole net before it has been drawn. */
export const bounds = signal<Bounds | null>(null);
/** Centre and zoom, for the link; null before the map was moved. */
export const camera = signal<{ centre: readonly [number, number]; zoom: number } | null>(null);
export const live = signal<LiveState>('connecting');
/** When the picture was last known to be current. */
export const currentAt = signal(new Date());
/** Cases that came in while the page was open, newest last, for the pulse and for who listens instead of looking. */
export const arrived = signal<readonly Pin[]>([]);
/** Counts what the person did that may move the list: moving the map, switching layers. */
export const revision = signal(0);

/** Pins in one answer: more than a screen can tell apart, few enough for a phone. */
const pinLimit = 5000;
/** Nets up to this many cells are fetched whole. */
export const wholeNet = 3000;

export const points = {
  hazards: new LayerStore('hazards', pinLimit),
  'road-defects': new LayerStore('road-defects', pinLimit),
  other: new LayerStore('other', pinLimit),
};
export const cells = new LayerStore('cells', wholeNet);
export const coverage = new LayerStore('coverage', wholeNet);
export const base = new LayerStore('base', 20_000);

export const net = computed(() => {
  const list = nets.value.data ?? [];
  return list.find((n) => n.code === netCode.value) ?? list[0] ?? null;
});
export const netBounds = computed(() => boundsOf(net.value?.bbox) ?? boundsOf(site.value.data?.bbox));
const isOn = (id: LayerID) => layersOn.value.includes(id);

/** Every pin of the layers that are on, newest first. */
export const pins = computed<readonly Pin[]>(() => {
  const all = pointLayers.filter(isOn).flatMap((id) => points[id].state.value.features);
  return all.sort((a, b) => (newer(a, b) ? -1 : 1));
});
export const pinsInView = computed(() => {
  const b = bounds.value;
  return b ? pins.value.filter((p) => within(p.geometry.coordinates, b)) : pins.value;
});
export const cellsInView = computed<readonly Cell[]>(() => {
  const b = bounds.value;
  return cells.state.value.features.filter((c) => !b || within(c.properties.label, b));
});
/** Pins that are in the layers' answers but beyond their limit. */
export const unseen = computed(() =>
  pointLayers
    .filter(isOn)
    .reduce((n, id) => n + points[id].state.value.matched - points[id].state.value.features.length, 0),
);
export const selectedPin = computed(() => {
  const s = selection.value;
  return s?.kind === 'case' ? (pins.value.find((p) => p.properties.id === s.id) ?? null) : null;
});
export const selectedCell = computed(() => {
  const s = selection.value;
  return s?.kind === 'cell' ? (cells.state.value.features.find((c) => c.properties.code === s.id) ?? null) : null;
});

export function newer(a: Pin, b: Pin): boolean {
  const [x, y] = [a.properties, b.properties];
  return x.opened_at === y.opened_at ? x.id > y.id : x.opened_at > y.opened_at;
}

/** Takes over the view that a link holds. */
export function openView(query: string): void {
  const v = parseView(query);
  layersOn.value = v.layers;
  netCode.value = v.net;
  selection.value = v.selection;
  camera.value = v.centre && v.zoom !== null ? { centre: v.centre, zoom: v.zoom } : null;
}

/** The view in effect, as a link holds it. */
export const viewQuery = computed(() =>
  formatView({
    centre: camera.value?.centre ?? null,
    zoom: camera.value?.zoom ?? null,
    layers: layersOn.value,
    net: netCode.value,
    selection: selection.value,
    lang: langChosen.value ? lang.value : null,
  }),
);

/** Asks for what the view needs. */
export function fetchView(): void {
  const b = bounds.value ?? (netBounds.value && widen(widen(netBounds.value))); // before the map stands, what it will show
  if (!b || !net.value) return;
  const mosaic = net.value.cells <= wholeNet ? 'all' : b;
  for (const id of pointLayers) if (isOn(id)) points[id].want(b);
  cells.want(mosaic, net.value.code);
  if (isOn('coverage')) coverage.want(mosaic, net.value.code);
  if (isOn('base')) base.want(b);
}

export function switchLayer(id: LayerID): void {
  layersOn.value = isOn(id) ? layersOn.value.filter((l) => l !== id) : firstLayers.filter((l) => l === id || isOn(l));
  revision.value++;
  fetchView();
}

export function switchNet(code: string): void {
  netCode.value = code === nets.value.data?.[0]?.code ? null : code;
  selection.value = null;
  revision.value++;
  fetchView();
}

/** Loads everything anew: what was missed is not known. */
async function reload(): Promise<void> {
  await loadNets();
  await Promise.all([...Object.values(points), cells, coverage, base].map((layer) => layer.again()));
  revision.value++;
  fetchView();
}

/** Listens for changes until the returned function is called. */
export function startLive(): () => void {
  const beat = setInterval(() => {
    if (live.value === 'live') currentAt.value = new Date();
  }, 5000);
  const stop = listen('/api/v1/changes', {
    onCase: takeCase,
    onEdition: () => void reload(),
    onMembers: () => void coverage.again(),
    onReset: () => void reload(),
    onState: (state) => {
      live.value = state;
      if (state === 'live') currentAt.value = new Date();
    },
  });
  return () => {
    clearInterval(beat);
    stop();
  };
}

function takeCase(change: CaseChange): void {
  currentAt.value = new Date();
  const known = pointLayers.some((id) => points[id].state.peek().features.some((f) => f.properties.id === change.id));
  for (const id of pointLayers) points[id].change(change.id, change.layer === id ? change.feature : null, newer);
  if (change.feature && !known && isPointLayer(change.layer))
    arrived.value = [...arrived.value.slice(-99), change.feature];
  countAgain(change.cell);
}

/** Figures of cells are fetched again once a burst of changes is over, and only where the cell is known here. */
let counting: ReturnType<typeof setTimeout> | undefined;
export const figuresChanged = signal(0);
function countAgain(cell: string): void {
  if (!cells.state.peek().features.some((c) => c.properties.code === cell)) return;
  clearTimeout(counting);
  counting = setTimeout(() => {
    figuresChanged.value++;
    void cells.again();
  }, 1500);
}
