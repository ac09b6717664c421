import { signal } from '@preact/signals';
import { text } from '../../../i18n/index.ts';
import { Lazy } from '../../../ui/lazy.tsx';

const strip = () => import('./strip.tsx').then((m) => m.Strip);

const desk = matchMedia('(min-width: 1024px)');
/** Whether there is a desk's width: the timeline stands under the map there, and in the sheet on a phone. */
export const wide = signal(desk.matches);
desk.addEventListener('change', () => {
  wide.value = desk.matches;
});

/** Whether the timeline is unfolded; on a phone it begins folded. */
const open = signal(desk.matches && innerHeight >= 640);

/** The timeline, folded or not; its script comes when it is first unfolded. */
export function StripBox() {
  return (
    <details
      class="layers strip-box"
      open={open.value}
      onToggle={(event) => {
        open.value = event.currentTarget.open;
      }}
    >
      <summary>
        <h2>{text.value.strip.title}</h2>
      </summary>
      {open.value && <Lazy load={strip} props={{}} />}
    </details>
  );
}
