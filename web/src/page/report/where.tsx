import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Refusal } from '../../api/client.ts';
import type { Located } from '../../api/types.ts';
import { distance, percent } from '../../format.ts';
import { text } from '../../i18n/index.ts';
import { Icon } from '../../ui/icon.tsx';
import {
  askSide,
  type DatumName,
  datumNames,
  located,
  parseCoordinates,
  place,
  placeOf,
  side,
  sides,
} from './draft.ts';
import { bringPin, zoom } from './place-map.tsx';

/** Below this the pin covers several houses. */
const nearEnough = 14.5;

/** Step one: the place, the cell that it falls in, and which side near a border. */
export function Where({ tried }: { tried: boolean }) {
  const t = text.value.report;
  return (
    <section class="part" id="step-where" tabIndex={-1} aria-labelledby="where">
      <h2 id="where">
        <span class="step figure" aria-hidden="true">
          1
        </span>
        {t.where}
      </h2>
      <div class="owner" aria-live="polite" aria-busy={located.value.loading}>
        <Owner />
      </div>
      {askSide.value && <WhichSide tried={tried} />}
      <p class={`small ${tried && !place.value ? 'fault' : 'soft'}`}>{t.mapHelp}</p>
      <div class="row wrap">
        <FindMe />
      </div>
      <Typed />
    </section>
  );
}

type Finding = 'idle' | 'finding' | 'denied' | 'failed' | number;
const finding = signal<Finding>('idle');

/** How long a phone may look for satellites before it is given up, ms. */
const fixTimeout = 15_000;

function FindMe() {
  const t = text.value.report;
  const find = () => {
    if (!navigator.geolocation) {
      finding.value = 'failed';
      return;
    }
    finding.value = 'finding';
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        finding.value = coords.accuracy;
        bringPin({ lon: coords.longitude, lat: coords.latitude, accuracyM: Math.max(coords.accuracy, 1), from: 'fix' });
      },
      (error) => {
        finding.value = error.code === error.PERMISSION_DENIED ? 'denied' : 'failed';
      },
      { enableHighAccuracy: true, timeout: fixTimeout, maximumAge: 10_000 },
    );
  };
  const state = finding.value;
  return (
    <>
      <button type="button" class="button" onClick={find} disabled={state === 'finding'}>
        <Icon name="locate" />
        {state === 'finding' ? t.finding : t.findMe}
      </button>
      <span class={`small ${state === 'denied' || state === 'failed' ? 'fault' : 'soft'}`} role="status">
        {state === 'denied' && t.denied}
        {state === 'failed' && t.noFix}
        {typeof state === 'number' && place.value?.from === 'fix' && t.found(distance(state, text.value))}
      </span>
    </>
  );
}

function Typed() {
  const t = text.value;
  const [typed, setTyped] = useState('');
  const [datum, setDatum] = useState<DatumName>('wgs84');
  const [fault, setFault] = useState<string | null>(null);
  const goThere = async () => {
    const found = parseCoordinates(typed);
    if (found === 'bad') return setFault(t.report.badCoordinates);
    if (found === 'swapped') return setFault(t.report.swapped);
    try {
      bringPin(await placeOf(found.lon, found.lat, datum));
      setFault(null);
    } catch (error) {
      setFault(error instanceof Refusal && error.status > 0 ? error.message : t.problem.offline);
    }
  };
  return (
    <details class="typed">
      <summary>{t.report.type}</summary>
      <label class="label" for="coordinates">
        {t.report.coordinates}
      </label>
      <input
        id="coordinates"
        class="field figure"
        inputMode="text"
        autocomplete="off"
        placeholder="106.1469, 29.4089"
        value={typed}
        aria-invalid={fault !== null}
        aria-describedby={fault ? 'coordinates-fault' : undefined}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          void goThere();
        }}
      />
      {fault && (
        <p class="fault" id="coordinates-fault" role="alert">
          {fault}
        </p>
      )}
      <label class="label" for="datum">
        {t.report.datum}
      </label>
      <div class="row">
        <select
          id="datum"
          class="field"
          value={datum}
          onChange={(event) => setDatum(event.currentTarget.value as DatumName)}
        >
          {datumNames.map((name) => (
            <option key={name} value={name}>
              {t.datum[name]}
            </option>
          ))}
        </select>
        <button type="button" class="button go" onClick={() => void goThere()}>
          {t.report.go}
        </button>
      </div>
    </details>
  );
}

function Owner() {
  const t = text.value.report;
  const { data, error, loading } = located.value;
  if (!place.value) return null;
  if (error && !loading) return <p class="small">{t.locateFailed}</p>;
  if (!data) return <p class="small soft">{t.locating}</p>;
  return (
    <>
      <p class={loading ? 'soft' : ''}>
        {data.cell ? (
          <>
            {t.owner} <strong>{data.name || data.cell}</strong>
          </>
        ) : (
          t.outside
        )}
      </p>
      <p class="small soft">{border(data)}</p>
      {zoom.value > 0 && zoom.value < nearEnough && <p class="small soft">{t.comeNearer}</p>}
    </>
  );
}

function border(at: Located): string {
  const t = text.value.report;
  if (at.border_m === null) return '';
  const m = distance(at.border_m, text.value);
  switch (at.status) {
    case 'border':
      return t.onBorder;
    case 'snapped':
      return t.snapped(at.name || at.cell || '', m);
    case 'outside':
      return t.near(m);
    default:
      return t.fromBorder(m);
  }
}

function WhichSide({ tried }: { tried: boolean }) {
  const t = text.value.report;
  const option = (value: string, words: string, more?: string) => (
    <label key={value} class="side">
      <input
        type="radio"
        name="side"
        value={value}
        checked={side.value === value}
        onChange={() => {
          side.value = value;
        }}
      />
      <span>{words}</span>
      {more && <span class="small soft">{more}</span>}
    </label>
  );
  return (
    <fieldset class="sides">
      <legend class="label">{t.whichSide}</legend>
      {sides.value.map((c) => option(c.cell as string, c.name || (c.cell as string), t.share(percent(c.share))))}
      {option('unsure', t.unsure)}
      {tried && side.value === null && (
        <p class="fault" role="alert">
          {t.needSide}
        </p>
      )}
    </fieldset>
  );
}
