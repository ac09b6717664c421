import { ago, moment } from '../../format.ts';
import { text } from '../../i18n/index.ts';
import { lang } from '../../settings.ts';
import { minute } from '../../ui/clock.ts';
import { currentAt, live, picture } from './store.ts';

/** Whether the picture is live; if not, how old it is: what the service shows, or what this page last heard. */
export function StatusLine() {
  const t = text.value.live;
  const told = picture.value;
  const stands = live.value === 'live' && told?.current === false ? told.at : null;
  const words = stands
    ? t.stands(moment(new Date(stands), lang.value))
    : live.value === 'lost'
      ? t.lost(ago(currentAt.value, new Date(minute.value), lang.value, text.value))
      : t[live.value];
  return (
    <p class="status-line" data-live={stands ? 'lost' : live.value} role="status">
      <span class="status-dot" aria-hidden="true" />
      {words}
    </p>
  );
}
