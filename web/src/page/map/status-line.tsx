import { ago } from '../../format.ts';
import { text } from '../../i18n/index.ts';
import { lang } from '../../settings.ts';
import { minute } from '../../ui/clock.ts';
import { currentAt, live } from './store.ts';

/** Whether the picture is live; if not, how old it is. */
export function StatusLine() {
  const t = text.value;
  const words =
    live.value === 'live'
      ? t.live.live
      : live.value === 'connecting'
        ? t.live.connecting
        : t.live.lost(ago(currentAt.value, new Date(minute.value), lang.value, t));
  return (
    <p class="status-line" data-live={live.value} role="status">
      <span class="status-dot" aria-hidden="true" />
      {words}
    </p>
  );
}
