import './tools.css';
import { signal } from '@preact/signals';
import { text } from '../../i18n/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Lazy } from './lazy.tsx';

/** Which of the map's tools is open. */
export const tool = signal<'figures' | null>(null);

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
      <button
        type="button"
        class="button square"
        data-tool="figures"
        aria-pressed={tool.value === 'figures'}
        aria-label={t.figures.open}
        title={t.figures.open}
        onClick={() => {
          if (!closeTool()) tool.value = 'figures';
        }}
      >
        <Icon name="figures" />
      </button>
    </div>
  );
}

/** The tool that is open. */
export function OpenTool() {
  if (tool.value === 'figures')
    return <Lazy load={() => import('./figures/figures.tsx').then((m) => m.Figures)} props={{ close: closeTool }} />;
  return null;
}
