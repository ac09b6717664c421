import { effect } from '@preact/signals';
import type { FeatureCollection } from 'geojson';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Bounds, Pin } from '../../api/types.ts';
import { site } from '../../data/site.ts';
import { text } from '../../i18n/index.ts';
import { borders } from '../../map/borders.ts';
import type { Canvas, Room } from '../../map/canvas.ts';
import { markName, markOf, scaleOf } from '../../map/marks.ts';
import { readPalette } from '../../map/palette.ts';
import { shade, size } from '../../settings.ts';
import { Icon } from '../../ui/icon.tsx';
import { anyForce, breaks } from './classes.ts';
import { StatusLine } from './status-line.tsx';
import {
  arrived,
  base,
  bounds,
  camera,
  cells,
  coverage,
  fetchView,
  layersOn,
  netBounds,
  pins,
  revision,
  selectedCell,
  selectedPin,
  selection,
} from './store.ts';

type Stage = 'opening' | 'drawn' | 'impossible' | 'failed';

/** The map in effect, for other parts of the page that move it. */
let canvas: Canvas | null = null;

export const showWhole = () => netBounds.value && canvas?.fit(netBounds.value, room());
export const reveal = (at: readonly [number, number]) => canvas?.reveal(at, room());
export const approach = (at: readonly [number, number]) => canvas?.approach(at, room());
export const fitTo = (box: readonly [number, number, number, number]) => canvas?.fit(box, room());

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

/** The map itself, with its buttons and what must stand on it. */
export function MapView() {
  const frame = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage>('opening');
  const ready = netBounds.value !== null;
  useEffect(() => {
    if (!ready) return;
    let left = false;
    let stop = () => {};
    import('../../map/canvas.ts').then(
      (module) => {
        if (left || !frame.current) return;
        if (!module.canDraw()) return setStage('impossible');
        stop = draw(module, frame.current, () => setStage('drawn'));
      },
      () => setStage('failed'),
    );
    return () => {
      left = true;
      stop();
      canvas = null;
    };
  }, [ready]);

  const t = text.value;
  return (
    <div class="map-frame">
      <section class="map" ref={frame} aria-label={t.map.label} data-stage={stage} />
      {stage === 'opening' && <p class="map-message">{t.map.loading}</p>}
      {stage === 'impossible' && <p class="map-message">{t.map.noGraphics}</p>}
      {stage === 'failed' && <p class="map-message">{t.problem.page}</p>}
      {site.value.data?.synthetic && <p class="synthetic">{t.map.synthetic}</p>}
      {stage === 'drawn' && (
        <div class="map-buttons">
          <MapButton icon="plus" label={t.map.zoomIn} act={() => canvas?.map.zoomIn()} />
          <MapButton icon="minus" label={t.map.zoomOut} act={() => canvas?.map.zoomOut()} />
          <MapButton icon="whole" label={t.map.whole} act={showWhole} />
        </div>
      )}
      <div class="map-foot">
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
      ].filter(([, value]) => value)
    : [];
  return parts.length > 0 ? <p class="source">{parts.map(([name, value]) => `${name} ${value}`).join(' · ')}</p> : null;
}

/** Draws the map and keeps it in step with the store until the returned function is called. */
function draw(module: typeof import('../../map/canvas.ts'), container: HTMLElement, drawn: () => void): () => void {
  const choices = () => ({ breaks: breaks.value, scale: size.value === 'large' ? 1.25 : 1, on: layersOn.value });
  const start = camera.peek() ?? { bounds: netBounds.peek() as Bounds, room: room() };
  const own = new module.Canvas(container, start, readPalette(), choices(), text.peek().map.help);
  canvas = own;
  const moved = () => {
    bounds.value = own.bounds();
    const { lng, lat } = own.map.getCenter();
    // A map that was never moved has no place in the link: it opens on the whole net.
    if (camera.peek() || !('bounds' in start) || touched)
      camera.value = { centre: [lng, lat], zoom: own.map.getZoom() };
    revision.value++;
    fetchView();
  };
  let touched = false;
  own.map.on('movestart', (event) => {
    touched ||= 'originalEvent' in event && event.originalEvent !== undefined;
  });
  own.map.on('zoomstart', () => {
    touched = true;
  });
  own.map.on('moveend', moved);
  own.map.once('load', () => {
    container.dataset.loaded = 'true';
    drawn();
  });
  own.map.on('idle', () => {
    container.dataset.idle = String(Number(container.dataset.idle ?? 0) + 1);
  });
  bounds.value = own.bounds();
  fetchView();
  const unhand = hand(own, container);
  let seen = arrived.peek().length;
  let palette = readPalette();
  let drawnShade = shade.peek();
  const stops = [
    effect(() => own.set('base', shown(base.state.value.features))),
    effect(() => own.set('cells', shown(cells.state.value.features))),
    effect(() => own.set('borders', borders(cells.state.value.features))),
    effect(() => own.set('labels', labels())),
    // Where nobody is registered, a map full of gaps would say what nobody knows; the legend says it in words.
    effect(() => own.set('coverage', shown(anyForce.value ? coverage.state.value.features : []))),
    effect(() => own.set('pins', shown(pins.value.map(dressed)))),
    effect(() => own.set('chosen', shown([selectedCell.value, selectedPin.value].filter((f) => f !== null)))),
    effect(() => own.relabel(text.value.map.help)),
    effect(() => {
      if (shade.value !== drawnShade) {
        drawnShade = shade.value;
        palette = readPalette();
      }
      own.restyle(palette, choices());
    }),
    effect(() => {
      for (const pin of arrived.value.slice(seen)) own.pulse(pin.geometry.coordinates as [number, number]);
      seen = arrived.value.length;
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    unhand();
    own.remove();
  };
}

/** What a click and the pointer do. */
function hand(own: Canvas, container: HTMLElement): () => void {
  const click = own.map.on('click', (event) => {
    const { pin, cell } = own.at(event);
    if (pin) selection.value = { kind: 'case', id: pin };
    else if (cell) selection.value = { kind: 'cell', id: cell };
    else selection.value = null;
  });
  const over = own.map.on('mousemove', (event) => {
    const { pin, cell } = own.at(event);
    container.classList.toggle('over', pin !== null || cell !== null);
  });
  return () => {
    click.unsubscribe();
    over.unsubscribe();
  };
}

const shown = (features: readonly unknown[]) => ({ type: 'FeatureCollection', features }) as FeatureCollection;

/** A pin with what the style needs to draw it: the mark, its size, and what lies on top. */
function dressed(pin: Pin) {
  const p = pin.properties;
  const order = (p.settled ? 0 : 10) + ['routine', 'priority', 'urgent', 'emergency'].indexOf(p.severity);
  return { ...pin, properties: { id: p.id, mark: markName(markOf(p)), scale: scaleOf(p.severity, p.settled), order } };
}

/** The places of the cells' names. */
function labels(): FeatureCollection {
  return shown(
    cells.state.value.features.map((c) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: c.properties.label },
      properties: { name: c.properties.name || c.properties.code, code: c.properties.code },
    })),
  );
}
