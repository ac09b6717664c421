import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { nets, site } from '../../data/site.ts';
import { named, text } from '../../i18n/index.ts';
import { Chips } from './chips.tsx';
import { FilterBox } from './filter-box.tsx';
import { Layers } from './layers.tsx';
import { List } from './list.tsx';
import { net, switchNet } from './store.ts';
import { StripBox, wide } from './time/strip-box.tsx';

export type Stop = 'peek' | 'half' | 'full';
const stops: readonly Stop[] = ['peek', 'half', 'full'];

/** The panel beside the map; on a phone a sheet over it with three stops. */
export function Panel({ children }: { children?: ComponentChildren }) {
  const [stop, setStop] = useState<Stop>('half');
  const panel = useRef<HTMLElement>(null);
  const t = text.value;
  const title = site.value.data ? named(site.value.data.title) : t.site;
  return (
    <section class="panel" ref={panel} data-stop={stop} aria-label={t.list.panel}>
      <Handle stop={stop} setStop={setStop} panel={panel} />
      <div class="panel-body">
        <p class="panel-title">{title}</p>
        {children}
        <NetChoice />
        <Chips />
        <div class="folds">
          {!wide.value && <StripBox />}
          <Layers />
          <FilterBox />
        </div>
        <List />
      </div>
    </section>
  );
}

interface HandleProps {
  stop: Stop;
  setStop: (stop: Stop) => void;
  panel: { current: HTMLElement | null };
}

/** What the sheet is pulled by. As a button it goes to the next stop. */
function Handle({ stop, setStop, panel }: HandleProps) {
  const from = useRef<{ y: number; height: number; moved: boolean } | null>(null);
  const pulled = useRef(false);
  const next = stops[(stops.indexOf(stop) + 1) % stops.length] as Stop;
  const pull = (event: PointerEvent) => {
    const f = from.current;
    if (!f || !panel.current) return;
    const height = f.height + f.y - event.clientY;
    f.moved ||= Math.abs(f.y - event.clientY) > 6;
    if (f.moved) panel.current.style.height = `${height}px`;
  };
  const release = (event: PointerEvent) => {
    const f = from.current;
    from.current = null;
    pulled.current = f?.moved ?? false;
    if (!f?.moved || !panel.current) return;
    const share = (f.height + f.y - event.clientY) / innerHeight;
    panel.current.style.height = '';
    setStop(share < 0.28 ? 'peek' : share < 0.68 ? 'half' : 'full');
  };
  return (
    <button
      type="button"
      class="handle"
      aria-label={text.value.list.sheet[next]}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { y: event.clientY, height: panel.current?.offsetHeight ?? 0, moved: false };
      }}
      onPointerMove={pull}
      onPointerUp={release}
      onPointerCancel={release}
      onClick={(event) => {
        // A pull has set its stop already; the browser sends a click after it all the same. A key's click has no detail.
        if (event.detail === 0 || !pulled.current) setStop(next);
        pulled.current = false;
      }}
    >
      <span />
    </button>
  );
}

/** Which net of cells is shown, where there are several. */
function NetChoice() {
  const list = nets.value.data ?? [];
  if (list.length < 2) return null;
  return (
    <label class="net-choice">
      <span class="label">{text.value.layers.net}</span>
      <select class="field" value={net.value?.code} onChange={(event) => switchNet(event.currentTarget.value)}>
        {list.map((n) => (
          <option key={n.code} value={n.code}>
            {n.title || n.code}
          </option>
        ))}
      </select>
    </label>
  );
}
