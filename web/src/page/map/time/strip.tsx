import './strip.css';
import { computed, effect, signal, untracked } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { load, loaded } from '../../../data/load.ts';
import { site } from '../../../data/site.ts';
import { tiles } from '../../../data/tiles.ts';
import { count, date } from '../../../format.ts';
import { text } from '../../../i18n/index.ts';
import { lang } from '../../../settings.ts';
import { Failure } from '../../../ui/failure.tsx';
import { isPointLayer } from '../../../view.ts';
import { type Counts, fetchCounts, without } from '../figures/counts.ts';
import { type Filters, filters } from '../filters.ts';
import { casesDrawn, tilesInView } from '../map-view.tsx';
import { dayOf } from '../passes.ts';
import { figuresChanged, layersOn, net, playing, tilesFor, zone } from '../store.ts';
import {
  bars,
  dayName,
  dayNumber,
  filterOf,
  firstWindow,
  lastDays,
  lengthOf,
  moveAll,
  moveEnd,
  nextWindow,
  type Window,
  windowOf,
} from './days.ts';
import { play } from './play.ts';

const counted = loaded<Counts>();
/** How long filters may be on the move before days are counted with them, ms. */
const settleMS = 150;

/** The filters but for time: the histogram shows what could be chosen. */
const others = computed(() => JSON.stringify(without(filters.value, 'day')));

/** The days that there are: from the first case to today. */
const range = computed<Window | null>(() => {
  const days = counted.value.data?.groups;
  const first = days?.[0]?.[0];
  if (!days || !first) return null;
  const today = dayNumber(dayOf(new Date(), zone()));
  return { from: dayNumber(first), to: Math.max(today, dayNumber(days.at(-1)?.[0] ?? first)) };
});

/** The window while it is dragged: the map, the list and the figures follow it at intervals. */
const draft = signal<Window | null>(null);
const shown = (all: Window) => draft.value ?? windowOf(filters.value, all);

function choose(w: Window): void {
  if (range.peek()) filters.value = { ...filters.peek(), ...filterOf(w, range.peek() as Window) };
}

/** Time between two windows that are applied while one is dragged, ms. */
const dragMS = 120;
let dragTimer: ReturnType<typeof setTimeout> | undefined;
function drag(w: Window): void {
  draft.value = w;
  if (dragTimer !== undefined) return;
  dragTimer = setTimeout(() => {
    dragTimer = undefined;
    if (draft.peek()) choose(draft.peek() as Window);
    draft.value = null;
  }, dragMS);
}

function startCounts(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let request = new AbortController();
  const stop = effect(() => {
    [others.value, layersOn.value, net.value, figuresChanged.value, site.value];
    clearTimeout(timer);
    timer = setTimeout(() => {
      request.abort();
      request = new AbortController();
      const layers = layersOn.peek().filter(isPointLayer);
      const scope = { layers, net: net.peek()?.code ?? null, bbox: null };
      if (layers.length > 0)
        void load(counted, () => fetchCounts('day', without(filters.peek(), 'day'), scope, request.signal));
    }, settleMS);
  });
  return () => {
    stop();
    clearTimeout(timer);
    request.abort();
  };
}

const stepDays = signal<1 | 7>(1);
/** How long a step is looked at, ms. */
const rests = { slow: 1600, normal: 800, fast: 300 } as const;
const speed = signal<keyof typeof rests>('normal');

/** Plays the window to the last day until it is stopped. A hidden page stops: nobody looks. */
function startPlay(): () => void {
  const stop = new AbortController();
  const all = range.peek();
  if (!all) return () => stop.abort();
  let w = firstWindow(windowOf(filters.peek(), all), all, stepDays.peek());
  choose(w);
  const withWindow = (next: Window): Filters => ({ ...filters.peek(), ...filterOf(next, all) });
  const end = () => {
    playing.value = false;
  };
  const hidden = () => document.hidden && end();
  document.addEventListener('visibilitychange', hidden);
  const steps = {
    prepare: () => {
      const next = nextWindow(w, all, stepDays.peek());
      if (!next) return null;
      w = next;
      const template = tilesFor(withWindow(next));
      return template ? tiles.cases.ahead(template, tilesInView(), stop.signal) : Promise.resolve();
    },
    show: () => {
      choose(w);
      return casesDrawn();
    },
    restMS: () => rests[speed.peek()],
  };
  void play(steps, stop.signal).then(() => !stop.signal.aborted && end());
  return () => {
    stop.abort();
    document.removeEventListener('visibilitychange', hidden);
  };
}

/** The days with their cases, a window over them, and its play. */
export function Strip() {
  const t = text.value.strip;
  useEffect(startCounts, []);
  useEffect(() => effect(() => (playing.value ? untracked(startPlay) : undefined)), []);
  useEffect(
    () => () => {
      playing.value = false;
    },
    [],
  );
  const all = range.value;
  const { error, data } = counted.value;
  return (
    <section class="strip" aria-label={t.title}>
      {error && <Failure error={error} retry={() => figuresChanged.value++} />}
      {!error && !data && <span class="skeleton" />}
      {data && !all && <p class="small soft">{t.none}</p>}
      {all && <Controls all={all} />}
      {all && <Histogram all={all} />}
    </section>
  );
}

const say = (day: number) => date(new Date(`${dayName(day)}T00:00:00`), lang.value);
const spanOf = (w: Window) => (w.from === w.to ? say(w.from) : text.value.figures.filter.span(say(w.from), say(w.to)));

function Controls({ all }: { all: Window }) {
  const t = text.value.strip;
  const w = shown(all);
  const presets = { d7: 7, d30: 30, d90: 90, year: 365, all: lengthOf(all) } as const;
  const whole = w.from === all.from && w.to === all.to;
  const isPreset = (days: number) => w.to === all.to && lengthOf(w) === Math.min(days, lengthOf(all));
  return (
    <div class="strip-controls">
      <button
        type="button"
        class="button"
        aria-pressed={playing.value}
        onClick={() => {
          playing.value = !playing.peek();
        }}
      >
        <PlayIcon on={playing.value} />
        {playing.value ? t.pause : t.play}
      </button>
      <p class="strip-span figure" aria-live={playing.value ? 'off' : 'polite'}>
        {whole ? t.all : spanOf(w)}
        {!whole && <span class="soft"> · {t.days(count(lengthOf(w)))}</span>}
      </p>
      <fieldset class="strip-presets" aria-label={t.title}>
        {(Object.keys(presets) as (keyof typeof presets)[]).map((name) => (
          <button
            key={name}
            type="button"
            class="button"
            aria-pressed={name === 'all' ? whole : !whole && isPreset(presets[name])}
            onClick={() => {
              playing.value = false;
              choose(name === 'all' ? all : lastDays(presets[name], all));
            }}
          >
            {t.presets[name]}
          </button>
        ))}
      </fieldset>
      <label class="strip-select">
        <span class="small soft">{t.step}</span>
        <select
          class="field"
          value={stepDays.value}
          onChange={(event) => {
            stepDays.value = Number(event.currentTarget.value) === 7 ? 7 : 1;
          }}
        >
          <option value={1}>{t.day}</option>
          <option value={7}>{t.week}</option>
        </select>
      </label>
      <label class="strip-select">
        <span class="small soft">{t.speed}</span>
        <select
          class="field"
          value={speed.value}
          onChange={(event) => {
            speed.value = event.currentTarget.value as keyof typeof rests;
          }}
        >
          {(Object.keys(rests) as (keyof typeof rests)[]).map((name) => (
            <option key={name} value={name}>
              {t[name]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function PlayIcon({ on }: { on: boolean }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={on ? 'M4 2.5h3v11H4zM9 2.5h3v11H9z' : 'M4 2.5v11l9-5.5z'} fill="currentColor" />
    </svg>
  );
}

/** Pixels of a bar with its gap, at least. */
const barPx = 4;

function Histogram({ all }: { all: Window }) {
  const t = text.value.strip;
  const track = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    if (track.current) watch.observe(track.current);
    return () => watch.disconnect();
  }, []);
  const made = bars(counted.value.data?.groups ?? [], all, Math.floor(width / barPx));
  const most = Math.max(...made.map((b) => b.count), 1);
  const w = shown(all);
  const share = (day: number) => ((day - all.from) / lengthOf(all)) * 100;
  const total = made.reduce((n, b) => n + (b.to >= w.from && b.from <= w.to ? b.count : 0), 0);
  const label = `${t.histogram}, ${spanOf(all)}, ${t.total(count(total))}`;
  return (
    <div class="strip-track" ref={track}>
      <svg
        class="strip-bars"
        viewBox={`0 0 ${lengthOf(all)} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {made.map((b) => (
          <rect
            key={b.from}
            x={b.from - all.from}
            width={lengthOf(b) * 0.8}
            y={100 - (b.count / most) * 100}
            height={(b.count / most) * 100}
            class={b.to >= w.from && b.from <= w.to ? 'in' : 'out'}
          >
            <title>{t.bar(b.from === b.to ? say(b.from) : spanOf(b), count(b.count))}</title>
          </rect>
        ))}
      </svg>
      <div class="strip-window" style={{ left: `${share(w.from)}%`, right: `${100 - share(w.to + 1)}%` }} />
      <Slider all={all} of="window" at={(share(w.from) + share(w.to + 1)) / 2} span={share(w.to + 1) - share(w.from)} />
      <Slider all={all} of="from" at={share(w.from)} />
      <Slider all={all} of="to" at={share(w.to + 1)} />
    </div>
  );
}

interface SliderProps {
  all: Window;
  of: 'from' | 'to' | 'window';
  /** Where its middle is, and how wide it is, in per cent of the track. */
  at: number;
  span?: number;
}

/** Days that a key moves a slider by. */
const keys: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -30,
  PageUp: 30,
};

/** One end of the window, or all of it: dragged, or moved by keys. */
function Slider({ all, of, at, span }: SliderProps) {
  const t = text.value.strip;
  const from = useRef<{ x: number; w: Window; perPx: number } | null>(null);
  const w = shown(all);
  const value = of === 'to' ? w.to : w.from;
  const move = (start: Window, days: number) => {
    playing.value = false;
    drag(of === 'window' ? moveAll(start, days, all) : moveEnd(start, of, start[of] + days, all));
  };
  return (
    <div
      class={`strip-slider strip-${of}`}
      role="slider"
      tabIndex={0}
      aria-label={t[of]}
      aria-orientation="horizontal"
      aria-valuemin={all.from}
      aria-valuemax={of === 'window' ? all.to - lengthOf(w) + 1 : all.to}
      aria-valuenow={value}
      aria-valuetext={of === 'window' ? spanOf(w) : say(value)}
      style={span === undefined ? { left: `${at}%` } : { left: `${at - span / 2}%`, width: `${span}%` }}
      onPointerDown={(event) => {
        const track = event.currentTarget.parentElement as HTMLElement;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, w, perPx: lengthOf(all) / track.clientWidth };
      }}
      onPointerMove={(event) => {
        const f = from.current;
        if (f) move(f.w, Math.round((event.clientX - f.x) * f.perPx));
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onPointerCancel={() => {
        from.current = null;
      }}
      onKeyDown={(event) => {
        const days = keys[event.key] ?? { Home: all.from - value, End: all.to - value }[event.key];
        if (days === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        move(w, event.shiftKey ? days * 7 : days);
      }}
    />
  );
}
