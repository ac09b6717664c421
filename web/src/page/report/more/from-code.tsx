import { useEffect, useState } from 'preact/hooks';
import { type Code, gridCodeOf } from '../../../api/office.ts';
import { refusal } from '../../../data/load.ts';
import { gridCode as readCode } from '../../../number.ts';
import { address } from '../../../router.ts';
import { inUse } from '../../../ui/words.ts';
import { gridCode, type Place, place } from '../draft.ts';
import { bringPin } from '../place-map.tsx';
import { words } from './words.ts';

/** A code hangs on a door: the matter is about as far from it as one can see, metres. */
const doorM = 10;

type Found = 'none' | 'looking' | 'unknown' | 'withdrawn' | 'offline' | Code;

const placeOf = (code: Code): Place => ({ lon: code.lon, lat: code.lat, accuracyM: doorM, from: 'code' });

function goTo(code: Code): void {
  gridCode.value = code.code;
  place.value = placeOf(code); // at once, for the map may not be drawn yet
  bringPin(placeOf(code));
}

/** Where a scanned grid code opened the page (/report?code=…): the place is known, and named. */
export function FromCode() {
  const t = inUse(words).code;
  const asked = new URLSearchParams(address.value.query).get('code');
  const [found, setFound] = useState<Found>(asked ? 'looking' : 'none');
  useEffect(() => {
    if (!asked) return setFound('none');
    const code = readCode(asked);
    if (!code) return setFound('unknown');
    const stop = new AbortController();
    gridCodeOf(code, stop.signal).then(
      (got) => {
        setFound(got.withdrawn ? 'withdrawn' : got);
        if (!got.withdrawn) goTo(got);
      },
      (error) => {
        if (stop.signal.aborted) return;
        const { passing } = refusal(error);
        setFound(passing ? 'offline' : 'unknown');
      },
    );
    return () => stop.abort();
  }, [asked]);
  if (found === 'none') return null;
  if (typeof found === 'string') {
    return (
      <p class={`notice ${found === 'looking' ? '' : 'warn'}`} role="status">
        {t[found]}
      </p>
    );
  }
  const here = place.value?.from === 'code';
  return (
    <div class="notice" role="status">
      <p>{here ? <strong>{t.at(found.label)}</strong> : t.moved}</p>
      {here && found.cell && <p>{t.cell(found.cell_name || found.cell)}</p>}
      {!here && (
        <button type="button" class="button bare" onClick={() => goTo(found)}>
          {t.back}
        </button>
      )}
    </div>
  );
}
