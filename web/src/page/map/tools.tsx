import './tools.css';
import { signal } from '@preact/signals';
import { text } from '../../i18n/index.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Lazy } from '../../ui/lazy.tsx';
import { drawnMap } from './map-view.tsx';
import { enterWall, leaveWall, onWall } from './wall/state.ts';

export type Tool = 'figures' | 'print';

/** Which of the map's tools is open. */
export const tool = signal<Tool | null>(null);

/** Closes the tool that is open, and goes back to the button that opened it; whether there was one. */
export function closeTool(): boolean {
  const open = tool.peek();
  if (!open) return false;
  tool.value = null;
  document.querySelector<HTMLElement>(`[data-tool="${open}"]`)?.focus();
  return true;
}

/** The buttons of what can be done with the map beyond looking at it, under those that move it. */
export function Tools() {
  const t = text.value;
  return (
    <div class="map-tools">
      <ToolButton of="figures" label={t.figures.open} />
      <ToolButton of="print" label={t.print.open} />
      <button
        type="button"
        class="button square"
        data-tool="wall"
        aria-label={t.wall.open}
        title={t.wall.open}
        onClick={enterWall}
      >
        <Icon name="wall" />
      </button>
    </div>
  );
}

function ToolButton({ of, label }: { of: Tool & IconName; label: string }) {
  const open = tool.value === of;
  return (
    <button
      type="button"
      class="button square"
      data-tool={of}
      aria-pressed={open}
      aria-label={label}
      title={label}
      onClick={() => {
        tool.value = open ? null : of;
      }}
    >
      <Icon name={of} />
    </button>
  );
}

const loadFigures = () => import('./figures/figures.tsx').then((m) => m.Figures);
const loadPrint = () => import('./print/print.tsx').then((m) => m.Print);

const loadWall = () => import('./wall/wall.tsx').then((m) => m.Wall);

/** The tool that is open; its script comes with it. */
export function OpenTool() {
  if (onWall.value) return <Lazy key="wall" load={loadWall} props={{}} />;
  switch (tool.value) {
    case 'figures':
      return <Lazy key="figures" load={loadFigures} props={{ close: closeTool }} />;
    case 'print':
      return <Lazy key="print" load={loadPrint} props={{ map: drawnMap, close: closeTool }} />;
    default:
      return null;
  }
}

/** The keys of the tools; whether one was meant. */
export function toolKey(key: string): boolean {
  if (key === 'w' || (key === 'Escape' && onWall.peek())) {
    if (onWall.peek()) leaveWall();
    else enterWall();
    return true;
  }
  return false;
}
