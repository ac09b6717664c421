import { useEffect } from 'preact/hooks';
import type { Receipt } from '../../../api/types.ts';
import { waitingPhotos } from '../../../photo-box.ts';
import { HashLink } from '../../../ui/hash-link.tsx';
import { inUse } from '../../../ui/words.ts';
import { remember } from '../../track/recent.ts';
import { photos } from '../draft.ts';
import { words } from './words.ts';

/** After sending: how its photos are doing, and where its progress and certificate are. */
export function Sent({ receipt }: { receipt: Receipt }) {
  const t = inUse(words).sent;
  const { tracking } = receipt;
  useEffect(() => remember(tracking), [tracking]);
  const mine = waitingPhotos.value.filter((p) => p.under?.includes(encodeURIComponent(tracking)));
  const refused = mine.filter((p) => p.refused !== undefined);
  return (
    <>
      {photos.value.length > 0 && (
        <div role="status">
          {mine.length > refused.length ? (
            <>
              <p class="small">{t.sending(mine.length - refused.length)}</p>
              <progress
                class="progress"
                aria-label={t.sending(mine.length - refused.length)}
                max={photos.value.length}
                value={photos.value.length - mine.length}
              />
            </>
          ) : (
            refused.length === 0 && <p class="small">{t.arrived}</p>
          )}
          {refused.length > 0 && (
            <p class="fault">
              {t.refused} <span class="tiny">{refused[0]?.refused?.detail}</span>
            </p>
          )}
        </div>
      )}
      <p class="row wrap">
        <HashLink class="button chief" to={`/track#${tracking}`}>
          {t.track}
        </HashLink>
        <HashLink class="button" to={`/verify#${tracking}`}>
          {t.certificate}
        </HashLink>
      </p>
    </>
  );
}
