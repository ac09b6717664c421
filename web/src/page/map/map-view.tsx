import { computed, effect } from '@preact/signals';
import type { Bounds } from '../../api/types.ts';
import { site } from '../../data/site.ts';
import { tiles } from '../../data/tiles.ts';
import { text } from '../../i18n/index.ts';
import { BaseMapNote } from '../../map/base-map-note.tsx';
import type { Canvas, Room } from '../../map/canvas.ts';
import { collection, type Draw, StageMessage, useCanvas } from '../../map/use-canvas.tsx';
import { Icon } from '../../ui/icon.tsx';
import { fill } from './classes.ts';
import { StatusLine } from './status-line.tsx';
import {
  arrived,
  base,
  bounds,
  camera,
  cases,
  fetchView,
  layersOn,
  mode,
  netBounds,
  revision,
  selectedPin,
  selectedPlace,
  selection,
} from './store.ts';

/** The map in effect, for other parts of the page that move it. */
let canvas: Canvas | null = null;

/** For who draws it elsewhere: on paper. */
export const drawnMap = () => canvas?.map ?? null;
export const showWhole = () => netBounds.value && canvas?.fit(netBounds.value, room());
/** In the next frame: a card that opens just now covers a part of the map then, and is measured with the rest. */
export const reveal = (at: readonly [number, number]) => {
  requestAnimationFrame(() => canvas?.reveal(at, room()));
};
export const approach = (at: readonly [number, number]) => canvas?.approach(at, room());
export const fitTo = (box: readonly [number, number, number, number]) => canvas?.fit(box, room());
/** The tiles of cases in view, and when those that the filters ask for are drawn; at once where there is no map. */
export const tilesInView = () => canvas?.tiles() ?? [];
export const casesDrawn = () => canvas?.drawn('cases') ?? Promise.resolve();

/** What of the map's edges is covered by the sheet or the drawer, with a little air. */
function room(): Room {
  const frame = document.querySelector('.map')?.getBoundingClientRect();
  const r = { top: 64, right: 24, bottom: 40, left: 24 };
  if (!frame) return r;
  const drawer = document.querySelector('.drawer')?.getBoundingClientRect();
  const panel = document.querySelector('.panel')?.getBoundingClientRect();
  if (innerWidth >= 1024) {
    if (drawer) r.right += drawer.width;
  } else {
    const cover = Math.max(frame.bottom - (panel?.top ?? frame.bottom), frame.bottom - (drawer?.top ?? frame.bottom));
    r.bottom += Math.min(Math.max(cover, 0), frame.height * 0.6);
  }
  return r;
}

const chosenCells = computed(() => (selection.value?.kind === 'cell' ? [selection.value.id] : none));
const none: readonly string[] = [];

/** Heat is at its fullest where cases are so many times as close together as they are on the whole picture. */
const fullest = 20;

/** Cases on 100 × 100 pixels where heat is at its fullest: to two figures, so that one case more draws nothing anew. */
const heat = computed(() => {
  if (mode.value !== 'heat') return 1;
  const area =
    (document.querySelector('.map')?.clientWidth || 1000) * (document.querySelector('.map')?.clientHeight || 700);
  return Number(Math.max((fullest * cases.state.value.matched * 10_000) / area, 0.2).toPrecision(1));
});

/** The map itself, with its buttons and what must stand on it. */
export function MapView() {
  const { frame, stage } = useCanvas(
    netBounds.value !== null,
    tiles,
    () => ({ on: layersOn.value, mode: mode.value, fill: fill.value, chosen: chosenCells.value, heat: heat.value }),
    draw,
  );
  const t = text.value;
  return (
    <div class="map-frame">
      <section class="map" ref={frame} aria-label={t.map.label} data-stage={stage} />
      <StageMessage stage={stage} impossible={t.map.noGraphics} />
      {site.value.data?.synthetic && <p class="synthetic">{t.map.synthetic}</p>}
      {stage === 'drawn' && (
        <div class="map-buttons">
          <MapButton icon="plus" label={t.map.zoomIn} act={() => canvas?.map.zoomIn()} />
          <MapButton icon="minus" label={t.map.zoomOut} act={() => canvas?.map.zoomOut()} />
          <MapButton icon="whole" label={t.map.whole} act={showWhole} />
        </div>
      )}
      <div class="map-foot">
        <BaseMapNote />
        <StatusLine />
        <Source />
      </div>
    </div>
  );
}

function MapButton({ icon, label, act }: { icon: 'plus' | 'minus' | 'whole'; label: string; act: () => void }) {
  return (
    <button type="button" class="button square" aria-label={label} title={label} onClick={act}>
      <Icon name={icon} />
    </button>
  );
}

/** Source, approval and certificate, where they are configured. */
function Source() {
  const t = text.value.map;
  const s = site.value.data;
  const parts = s
    ? [
        [t.source, s.map_source],
        [t.approval, s.map_approval_no],
        [t.survey, s.surveying_cert_no],
        [t.baseMap, s.base_map?.attribution],
      ].filter(([, value]) => value)
    : [];
  return parts.length > 0 ? <p class="source">{parts.map(([name, value]) => `${name} ${value}`).join(' · ')}</p> : null;
}

/** Draws the map and keeps it in step with the store until the returned function is called. */
const draw: Draw = (make, container, drawn) => {
  const start = camera.peek() ?? { bounds: netBounds.peek() as Bounds, room: room() };
  const own = make(start);
  canvas = own;
  const moved = () => {
    bounds.value = own.bounds();
    const { lng, lat } = own.map.getCenter();
    // A map that was never moved has no place in the link: it opens on the whole net.
    if (camera.peek() || !('bounds' in start) || touched)
      camera.value = { centre: [lng, lat], zoom: own.map.getZoom() };
    revision.value++;
  };
  let touched = false;
  own.map.on('movestart', (event) => {
    touched ||= 'originalEvent' in event && event.originalEvent !== undefined;
  });
  own.map.on('zoomstart', () => {
    touched = true;
  });
  own.map.on('moveend', moved);
  own.map.once('load', drawn);
  bounds.value = own.bounds();
  fetchView();
  const unhand = hand(own, container);
  let last = arrived.peek().at(-1);
  const stops = [
    effect(() => own.set('base', collection(base.state.value.features))),
    effect(() =>
      own.set('chosen', collection([selectedPin.value, placeOf(selectedPlace.value)].filter((f) => f !== null))),
    ),
    effect(() => {
      const fresh = last ? arrived.value.slice(arrived.value.lastIndexOf(last) + 1) : arrived.value;
      for (const pin of fresh) own.pulse(pin.geometry.coordinates as [number, number]);
      last = arrived.value.at(-1);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    unhand();
    own.remove();
    canvas = null;
  };
};

/** What a click and the pointer do. */
function hand(own: Canvas, container: HTMLElement): () => void {
  const click = own.map.on('click', (event) => {
    const { cluster, place, pin, cell } = own.at(event);
    const together = cluster ? own.open(cluster.at, room()) : place;
    if (cluster && !together) return;
    if (together) selection.value = { kind: 'place', id: together.map((n) => n.toFixed(6)).join(',') };
    else if (pin) selection.value = { kind: 'case', id: pin };
    else if (cell) selection.value = { kind: 'cell', id: cell };
    else selection.value = null;
    if (selection.value) reveal([event.lngLat.lng, event.lngLat.lat]);
  });
  const over = own.map.on('mousemove', (event) => {
    const { cluster, pin, cell } = own.at(event);
    container.classList.toggle('over', cluster !== null || pin !== null || cell !== null);
  });
  return () => {
    click.unsubscribe();
    over.unsubscribe();
  };
}

/** The frame around a place that is selected. */
function placeOf(box: Bounds | null) {
  if (!box) return null;
  const [w, s, e, n] = box;
  const ring = [
    [w, s],
    [e, s],
    [e, n],
    [w, n],
    [w, s],
  ];
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } };
}
