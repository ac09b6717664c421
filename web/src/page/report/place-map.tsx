import { effect, signal } from '@preact/signals';
import type { Feature, Polygon } from 'geojson';
import { useRef, useState } from 'preact/hooks';
import type { Bounds } from '../../api/types.ts';
import { site } from '../../data/site.ts';
import { cellTiles, tiles } from '../../data/tiles.ts';
import { text } from '../../i18n/index.ts';
import type { Canvas } from '../../map/canvas.ts';
import { metresPerPixel, ring } from '../../map/circle.ts';
import { closeUp, collection, type Draw, type Look, StageMessage, useCanvas } from '../../map/use-canvas.tsx';
import { address } from '../../router.ts';
import { base, net, netBounds } from '../map/store.ts';
import { askSide, located, outcome, type Place, place, side, sides } from './draft.ts';

/** A finger's uncertainty on the glass, pixels: what the eye takes for the place may be so far off. */
const fingerPx = 12;
/** Steps of the arrow keys, pixels: with Alt, alone, with Shift. */
const steps = { fine: 1, plain: 12, large: 80 };

let canvas: Canvas | null = null;
/** Where the place of the next stop of the map comes from, when not from a hand. */
let carried: Omit<Place, 'lon' | 'lat'> | null = null;
/** The map's zoom, for the hint to come nearer. */
export const zoom = signal(0);

/** Brings the pin to a place; where the map can't be drawn, the place is taken all the same. */
export function bringPin(to: Place): void {
  if (!canvas) {
    place.value = to;
    return;
  }
  const { lon, lat, ...rest } = to;
  carried = rest;
  const near = Math.max(canvas.map.getZoom(), closeUp);
  canvas.map.easeTo({ center: [lon, lat], zoom: near, duration: 300 });
}

/** The map under a pin that stands in its middle. */
export function PlaceMap() {
  const { frame, stage } = useCanvas(netBounds.value !== null, tiles, look, draw);
  const t = text.value;
  return (
    <div class="place-map">
      <section class="map" ref={frame} aria-label={t.report.mapLabel} data-stage={stage} />
      <StageMessage stage={stage} impossible={t.report.type} />
      {site.value.data?.synthetic && <p class="synthetic">{t.map.synthetic}</p>}
      {stage === 'drawn' && outcome.value === null && <PinHandle />}
    </div>
  );
}

/** The pin. It stays in the middle of the map: dragging it, or its arrow keys, moves the map under it. */
function PinHandle() {
  const from = useRef<{ x: number; y: number } | null>(null);
  const [offset, setOffset] = useState<readonly [number, number]>([0, 0]);
  const drop = () => {
    if (!from.current || !canvas) return;
    from.current = null;
    const { clientWidth: w, clientHeight: h } = canvas.map.getContainer();
    const to = canvas.map.unproject([w / 2 + offset[0], h / 2 + offset[1]]);
    setOffset([0, 0]);
    if (offset[0] === 0 && offset[1] === 0) return;
    canvas.map.jumpTo({ center: to });
  };
  return (
    <button
      type="button"
      class="pin"
      data-moving={from.current !== null}
      aria-label={text.value.report.pin}
      style={{ translate: `${offset[0]}px ${offset[1]}px` }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={(event) => {
        if (from.current) setOffset([event.clientX - from.current.x, event.clientY - from.current.y]);
      }}
      onPointerUp={drop}
      onPointerCancel={drop}
      onKeyDown={push}
    >
      <svg width="40" height="52" viewBox="0 0 40 52" aria-hidden="true">
        <path
          d="M20 51C20 51 37 31 37 19A17 17 0 0 0 3 19C3 31 20 51 20 51Z"
          fill="var(--accent)"
          stroke="var(--map-halo)"
          stroke-width="2.5"
        />
        <circle cx="20" cy="19" r="6" fill="var(--map-halo)" />
      </svg>
    </button>
  );
}

function push(event: KeyboardEvent): void {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.key === '+' || event.key === '=') canvas?.map.zoomIn();
  else if (event.key === '-') canvas?.map.zoomOut();
  else if (way) {
    const step = event.shiftKey ? steps.large : event.altKey ? steps.fine : steps.plain;
    canvas?.map.panBy([(way[0] as number) * step, (way[1] as number) * step], { duration: 0 });
  } else return;
  event.preventDefault();
}

/**
 * Whether the pin is still where something better than a hand has put it: the map tells of a move too when it is given another
 * size, as by a keyboard that comes up, or another zoom. 1e-6 degree is 10 cm.
 */
function stands(lon: number, lat: number): boolean {
  const p = place.peek();
  return p !== null && p.from !== 'map' && Math.hypot(lon - p.lon, lat - p.lat) < 1e-6;
}

/** Cells and ground only: what others have reported would distract. */
const look: Look = () => ({ on: ['cells', 'base'], mode: 'marks', fill: null, chosen: owners(), heat: 1 });

/** Draws the map and keeps it in step with the draft until the returned function is called. */
const draw: Draw = (make, _, drawn) => {
  const at = startAt();
  const known = at ?? place.peek();
  const start = known
    ? { centre: [known.lon, known.lat] as const, zoom: closeUp }
    : { bounds: netBounds.peek() as Bounds, room: { top: 64, right: 24, bottom: 24, left: 24 } };
  const own = make(start);
  canvas = own;
  zoom.value = own.map.getZoom();
  if (at) place.value = at;
  own.map.on('moveend', () => {
    const { lng: lon, lat } = own.map.getCenter();
    zoom.value = own.map.getZoom();
    const hand = { accuracyM: Math.max(fingerPx * metresPerPixel(lat, own.map.getZoom()), 2), from: 'map' as const };
    if (settled && outcome.peek() === null && (carried || !stands(lon, lat)))
      place.value = { lon, lat, ...(carried ?? hand) };
    carried = null;
    base.want(own.bounds());
  });
  own.map.on('click', (event) => {
    const { lng: lon, lat } = event.lngLat;
    const near = Math.max(own.map.getZoom(), closeUp);
    own.map.easeTo({ center: [lon, lat], zoom: near, duration: 300 });
  });
  // Until the map stands, its movements are its own and no choice of place.
  let settled = false;
  own.map.once('load', () => {
    settled = true;
    drawn();
  });
  base.want(own.bounds());
  const stops = [
    effect(() => tiles.cells.show(net.value && cellTiles(net.value))),
    effect(() => own.set('base', collection(base.state.value.features))),
    effect(() => own.set('accuracy', collection(disc()))),
  ];
  return () => {
    for (const stop of stops) stop();
    own.remove();
    canvas = null;
  };
};

/** The place that a link brings: ?at=lon,lat. */
function startAt(): Place | null {
  const [lon, lat] = (new URLSearchParams(address.peek().query).get('at') ?? '').split(',').map(Number);
  if (lon === undefined || lat === undefined || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null;
  return { lon, lat, accuracyM: fingerPx * metresPerPixel(lat, closeUp), from: 'map' };
}

/** The cell that the report goes to; both where the reporter is asked. */
function owners(): readonly string[] {
  const cells = askSide.value
    ? side.value && side.value !== 'unsure'
      ? [side.value]
      : sides.value.map((s) => s.cell)
    : [located.value.data?.cell];
  return cells.filter((code) => typeof code === 'string');
}

function disc(): Feature<Polygon>[] {
  const p = place.value;
  return p && p.accuracyM > 3 ? [ring([p.lon, p.lat], p.accuracyM)] : [];
}
