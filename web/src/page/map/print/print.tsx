import './print.css';
import { effect, signal } from '@preact/signals';
import type { Map as MapLibre } from 'maplibre-gl';
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Bounds } from '../../../api/types.ts';
import { categories, loadCategories, site } from '../../../data/site.ts';
import { named } from '../../../i18n/index.ts';
import { holdShade } from '../../../settings.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { camera, netBounds } from '../store.ts';
import {
  framed,
  mapMM,
  marginMM,
  type Orientation,
  type Paper,
  pageMM,
  papers,
  pxOfMM,
  ratioOf,
  type Sheet as Size,
} from './paper.ts';
import { Sheet } from './sheet.tsx';
import { shoot } from './shot.ts';
import { words } from './words.ts';

interface Order {
  size: Size;
  title: string;
}

const asking = signal(true);

/** Asks for paper and title, then shows the sheet and hands it to the printer. */
export function Print({ map, close }: { map: () => MapLibre | null; close: () => void }) {
  const [order, setOrder] = useState<Order | null>(null);
  useEffect(() => {
    asking.value = true;
    if (!categories.peek().data) void loadCategories();
  }, []);
  useEffect(() => {
    if (!order) return;
    // Beside the page, not in it: the printer gets this and nothing else.
    const host = document.createElement('div');
    host.className = 'print-root';
    document.body.append(host);
    const app = document.getElementById('app');
    app?.setAttribute('inert', '');
    render(<Preview order={order} map={map} close={close} />, host);
    return () => {
      render(null, host);
      host.remove();
      app?.removeAttribute('inert');
      // Only now can it be focused: what is inert takes no focus.
      document.querySelector<HTMLElement>('[data-tool="print"]')?.focus();
    };
  }, [order, map, close]);
  const ordered = useRef(false);
  useEffect(
    () =>
      effect(() => {
        if (!asking.value && !ordered.current) close();
      }),
    [close],
  );
  return (
    <Dialog open={asking} title={words.value.title}>
      <Form
        done={(chosen) => {
          ordered.current = true;
          setOrder(chosen);
          asking.value = false;
        }}
      />
    </Dialog>
  );
}

function Form({ done }: { done: (order: Order) => void }) {
  const t = words.value;
  const [title, setTitle] = useState(() =>
    site.peek().data ? named(site.peek().data?.title ?? { zh: '', en: '' }) : '',
  );
  const [paper, setPaper] = useState<Paper>('A4');
  const [orientation, setOrientation] = useState<Orientation>('landscape');
  return (
    <form
      class="settings"
      onSubmit={(event) => {
        event.preventDefault();
        done({ size: { paper, orientation }, title: title.trim() });
      }}
    >
      <label>
        <span class="label">{t.heading}</span>
        <input class="field" maxLength={80} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
      </label>
      <Choice
        legend={t.paper}
        options={(Object.keys(papers) as Paper[]).map((name) => [name, name])}
        value={paper}
        choose={setPaper}
      />
      <Choice
        legend={t.orientation}
        options={Object.entries(t.orientations) as [Orientation, string][]}
        value={orientation}
        choose={setOrientation}
      />
      <button type="submit" class="button chief">
        {t.make}
      </button>
    </form>
  );
}

interface ChoiceProps<T> {
  legend: string;
  options: [T, string][];
  value: T;
  choose: (value: T) => void;
}

function Choice<T extends string>({ legend, options, value, choose }: ChoiceProps<T>) {
  return (
    <fieldset>
      <legend class="label">{legend}</legend>
      <div class="row">
        {options.map(([id, words]) => (
          <button key={id} type="button" class="button" aria-pressed={value === id} onClick={() => choose(id)}>
            {words}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

interface PreviewProps {
  order: Order;
  map: () => MapLibre | null;
  close: () => void;
}

type Stage = { image: string; lat: number; zoom: number; whole: boolean } | 'drawing' | 'failed';

/** The sheet on the screen, as it will be on paper, with the button that prints it. */
function Preview({ order, map, close }: PreviewProps) {
  const [stage, setStage] = useState<Stage>('drawing');
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let left = false;
    let image = '';
    const release = holdShade('light'); // paper is white
    root.current?.querySelector<HTMLElement>('button')?.focus();
    draw(map(), order.size).then(
      (shot) => {
        if (left) return;
        image = URL.createObjectURL(shot.image);
        setStage({ image, lat: shot.lat, zoom: shot.zoom, whole: shot.whole });
      },
      (error: unknown) => {
        console.error(error);
        setStage('failed');
      },
    );
    return () => {
      left = true;
      release();
      URL.revokeObjectURL(image);
    };
  }, [order, map]);
  useEffect(() => {
    if (typeof stage === 'string') return;
    let left = false;
    // The printer takes what is there: an image that is not decoded yet would be a white field.
    void root.current
      ?.querySelector('img')
      ?.decode()
      .then(() => left || print());
    return () => {
      left = true;
    };
  }, [stage]);
  useEffect(() => {
    // The page under the sheet hears no keys: they are not meant for it.
    const onKey = (event: KeyboardEvent) => {
      event.stopPropagation();
      if (event.key === 'Escape') close();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [close]);
  const t = words.value;
  const [width, height] = pageMM(order.size);
  return (
    <div ref={root} class="print-preview" role="dialog" aria-modal="true" aria-label={t.title}>
      <style>{`@page { size: ${width}mm ${height}mm; margin: ${marginMM}mm; }`}</style>
      <div class="print-bar-top row">
        <button type="button" class="button" onClick={close}>
          {t.close}
        </button>
        <button type="button" class="button chief" disabled={typeof stage === 'string'} onClick={() => print()}>
          {t.print}
        </button>
        <p class="small" role="status">
          {stage === 'drawing' ? t.drawing : stage === 'failed' ? t.failed : t.ready}
        </p>
      </div>
      {typeof stage !== 'string' && (
        <div
          class="print-paper"
          style={{ '--width': `${width}mm`, '--height': `${height}mm`, '--margin': `${marginMM}mm` }}
        >
          <Sheet size={order.size} title={order.title} {...stage} />
        </div>
      )}
    </div>
  );
}

/** The map's picture for the sheet. The link to the view stays what it was: only the sheet looked elsewhere. */
async function draw(map: MapLibre | null, size: Size) {
  if (!map) throw new Error('there is no map to print');
  const [width, height] = mapMM(size).map((mm) => Math.round(mm * pxOfMM)) as [number, number];
  const before = camera.peek();
  try {
    const view = framed(map.getBounds().toArray().flat() as unknown as Bounds, netBounds.peek());
    return await shoot(map, view, width, height, ratioOf(size.paper));
  } finally {
    camera.value = before;
  }
}
