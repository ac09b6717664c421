import './wall.css';
import { useEffect } from 'preact/hooks';
import type { Pin } from '../../../api/types.ts';
import { site } from '../../../data/site.ts';
import { ago, count } from '../../../format.ts';
import { named, text } from '../../../i18n/index.ts';
import { markOf } from '../../../map/marks.ts';
import { holdShade, holdSize, lang } from '../../../settings.ts';
import { Icon } from '../../../ui/icon.tsx';
import { MarkIcon } from '../../../ui/mark.tsx';
import { drawnMap, showWhole } from '../map-view.tsx';
import { chosenWords, names } from '../names.ts';
import { StatusLine } from '../status-line.tsx';
import { camera } from '../store.ts';
import { stayAwake } from './awake.ts';
import { clockAt } from './clock.ts';
import { now, startWall, wall } from './data.ts';
import { fillScreen, followScreen, leaveWall } from './state.ts';

/** Beside the map on a wall display: the clock, the figures, what came in last, and how old the picture is. */
export function Wall() {
  useEffect(() => {
    const stops = [holdShade('dark'), holdSize('large'), stayAwake(), followScreen(), startWall()];
    // The map has another size now. Where the link names no place, all of the net is to be seen.
    const frame = document.querySelector('.map');
    const watch = new ResizeObserver(() => requestAnimationFrame(seeAll));
    if (frame && !camera.peek()) watch.observe(frame);
    return () => {
      watch.disconnect();
      for (const stop of stops) stop();
    };
  }, []);
  const t = text.value.wall;
  const { data, error } = wall.value;
  return (
    <section class="wall" aria-label={t.label}>
      <Head />
      {chosenWords.value.length > 0 && <p class="wall-filter">{chosenWords.value.join(' · ')}</p>}
      <dl class="wall-figures">
        <Figure name={t.figures.open} value={data?.open} kind="open" />
        <Figure name={t.figures.busy} value={data?.busy} />
        <Figure name={t.figures.overdue} value={data?.overdue} kind="overdue" />
        <Figure name={t.figures.today} value={data?.today} />
        <Figure name={t.figures.settled} value={data?.settled} />
      </dl>
      <h2>{t.newest}</h2>
      <ol class="wall-newest">
        {data?.newest.map((pin) => (
          <Newest key={pin.properties.id} pin={pin} />
        ))}
      </ol>
      {data?.newest.length === 0 && <p>{t.none}</p>}
      <div class="wall-foot">
        {error && <p role="status">{t.lost}</p>}
        <StatusLine />
      </div>
    </section>
  );
}

/** Shows the whole net, and has the link go on naming no place. */
function seeAll(): void {
  drawnMap()?.once('moveend', () => {
    camera.value = null;
  });
  showWhole();
}

function Head() {
  const t = text.value.wall;
  const clock = clockAt(now.value, site.value.data?.time_zone, lang.value);
  return (
    <header class="wall-head">
      <div>
        <p class="wall-clock figure">{clock.time}</p>
        <p class="wall-date">{clock.date}</p>
      </div>
      <div class="wall-buttons">
        {!document.fullscreenElement && (
          <button type="button" class="button bare square" aria-label={t.full} title={t.full} onClick={fillScreen}>
            <Icon name="whole" />
          </button>
        )}
        <button type="button" class="button bare square" aria-label={t.close} title={t.close} onClick={leaveWall}>
          <Icon name="close" />
        </button>
      </div>
    </header>
  );
}

/** A figure; a dash while it is not known. */
function Figure({ name, value, kind }: { name: string; value: number | undefined; kind?: 'open' | 'overdue' }) {
  return (
    <div data-kind={kind} data-some={value ? '' : undefined}>
      <dt>{name}</dt>
      <dd class="figure">{value === undefined ? '–' : count(value)}</dd>
    </div>
  );
}

function Newest({ pin }: { pin: Pin }) {
  const p = pin.properties;
  return (
    <li data-id={p.id}>
      <MarkIcon mark={markOf(p)} />
      <span class="wall-words">
        <span>{named({ zh: p.name_zh, en: p.name_en })}</span>
        <span class="soft">{p.cell ? names.cell(p.cell) : text.value.pin.noCell}</span>
      </span>
      <time dateTime={p.opened_at}>{ago(new Date(p.opened_at), now.value, lang.value, text.value)}</time>
    </li>
  );
}
