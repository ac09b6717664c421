import { effect, signal } from '@preact/signals';
import type { Bounds } from '../../api/types.ts';
import type { CaseRow } from '../../api/work.ts';
import { site } from '../../data/site.ts';
import { cellTiles, tiles } from '../../data/tiles.ts';
import { named, text } from '../../i18n/index.ts';
import type { Canvas } from '../../map/canvas.ts';
import { ring } from '../../map/circle.ts';
import { collection, type Draw, type Look, StageMessage, useCanvas } from '../../map/use-canvas.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MarkIcon } from '../../ui/mark.tsx';
import { base, net, netBounds } from '../map/store.ts';
import { markFor } from './say.ts';
import { file, near, openCase, rows, selected } from './store.ts';
import { words } from './words.ts';

let canvas: Canvas | null = null;
/** Counts the map's movements: pins are placed anew with each. */
const moved = signal(0);
const room = { top: 48, right: 48, bottom: 48, left: 48 };

/** The cases of the list on the map: those that the public does not see are among them. */
export function WorkMap() {
  const { frame, stage } = useCanvas(netBounds.value !== null, tiles, look, draw);
  const t = text.value;
  const buttons = [
    ['plus', t.map.zoomIn, () => canvas?.map.zoomIn()],
    ['minus', t.map.zoomOut, () => canvas?.map.zoomOut()],
    ['whole', t.map.whole, () => netBounds.value && canvas?.fit(netBounds.value, room)],
  ] as const;
  return (
    <div class="work-map">
      <section class="map" ref={frame} aria-label={words.value.mapHelp} data-stage={stage} />
      <StageMessage stage={stage} impossible={t.map.noGraphics} />
      {stage === 'drawn' && <Pins />}
      {site.value.data?.synthetic && <p class="synthetic">{t.map.synthetic}</p>}
      {stage === 'drawn' && (
        <div class="map-buttons">
          {buttons.map(([icon, label, act]) => (
            <button key={icon} type="button" class="button square" aria-label={label} title={label} onClick={act}>
              <Icon name={icon} />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Marks over the map. Hidden from who listens: the list beside it has the same. */
function Pins() {
  moved.value;
  const shown: readonly CaseRow[] = rows.value;
  const more = (near.value.data ?? []).filter((c) => !shown.some((r) => r.id === c.id));
  const chosen = file.value.data;
  const alone = chosen && ![...shown, ...more].some((r) => r.id === chosen.id) ? [chosen] : [];
  return (
    <div class="work-pins" aria-hidden="true">
      {[...shown, ...more, ...alone].map((c) => {
        const p = canvas?.map.project([c.lon, c.lat]);
        if (!p) return null;
        return (
          <button
            key={c.id}
            type="button"
            tabIndex={-1}
            class="work-pin"
            data-chosen={c.id === selected.value ? '' : undefined}
            title={named(c.category.name)}
            style={{ transform: `translate(${Math.round(p.x)}px, ${Math.round(p.y)}px)` }}
            onClick={() => openCase(c.id)}
          >
            <MarkIcon mark={markFor(c)} size={28} />
          </button>
        );
      })}
    </div>
  );
}

const look: Look = () => ({
  on: ['cells', 'base'],
  mode: 'marks',
  fill: null,
  chosen: file.value.data?.cell ? [file.value.data.cell] : [],
  heat: 1,
});

const draw: Draw = (make, _, drawn) => {
  const own = make({ bounds: netBounds.peek() as Bounds, room });
  canvas = own;
  own.map.on('move', () => {
    moved.value++;
  });
  own.map.on('resize', () => {
    moved.value++;
  });
  own.map.on('moveend', () => base.want(own.bounds()));
  own.map.once('load', () => drawn());
  base.want(own.bounds());
  let last: string | null = null;
  const stops = [
    effect(() => tiles.cells.show(net.value && cellTiles(net.value))),
    effect(() => own.set('base', collection(base.state.value.features))),
    effect(() => {
      const c = file.value.data;
      const accuracy = c?.reports?.[0]?.accuracy_m ?? 0;
      own.set('accuracy', collection(c && accuracy > 3 ? [ring([c.lon, c.lat], accuracy)] : []));
    }),
    effect(() => {
      const id = selected.value;
      const row = rows.value.find((r) => r.id === id) ?? (file.value.data?.id === id ? file.value.data : null);
      if (!row || id === last) return;
      last = id;
      own.approach([row.lon, row.lat], room);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    own.remove();
    canvas = null;
  };
};
