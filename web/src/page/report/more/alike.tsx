import './more.css';
import { useEffect } from 'preact/hooks';
import { alikeCases } from '../../../api/office.ts';
import type { State } from '../../../api/types.ts';
import { categories } from '../../../data/site.ts';
import { ago, distance } from '../../../format.ts';
import { named, text } from '../../../i18n/index.ts';
import { lang } from '../../../settings.ts';
import { minute } from '../../../ui/clock.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { category, place, sameAs } from '../draft.ts';
import { words } from './words.ts';

/** How long the pin must rest before its surroundings are asked for, ms. */
const rest = 500;

/** Open cases near by that may be the same matter. Failure shows nothing: it is an offer, no step of the report. */
export function Alike() {
  const t = inUse(words).alike;
  const [p, code] = [place.value, category.value];
  // About 10 m: enough to ask who is near, and not the exact place in every log on the way.
  const key = p && code ? `${p.lon.toFixed(4)},${p.lat.toFixed(4)},${code}` : '';
  const { data } = useFetched(key, async (signal) => {
    if (!key) return { key, cases: [] };
    await pause(rest, signal);
    const [lon, lat] = key.split(',').map(Number) as [number, number];
    return { key, cases: await alikeCases(lon, lat, code as string, signal) };
  });
  const cases = data?.key === key ? data.cases : [];
  const gone = sameAs.value !== null && data?.key === key && !cases.some((c) => c.id === sameAs.value);
  useEffect(() => {
    if (gone || !key) sameAs.value = null;
  }, [gone, key]);
  if (cases.length === 0) return null;
  return (
    <fieldset class="part alike">
      <legend class="alike-title">{t.title}</legend>
      <p class="small soft">{t.lead}</p>
      <ul>
        {cases.map((c) => {
          const kind = categories.value.data?.find((k) => k.code === codeOf(c.category));
          return (
            <li key={c.id} class="row spread">
              <span>
                <span class="alike-name">{kind ? named(kind.name) : codeOf(c.category)}</span>
                <span class="small soft">
                  {text.value.state[c.state as State]} · {t.away(distance(c.distance_m, text.value))} ·{' '}
                  {ago(new Date(c.opened_at), new Date(minute.value), lang.value, text.value)}
                </span>
              </span>
              <button
                type="button"
                class="button"
                aria-pressed={sameAs.value === c.id}
                onClick={() => {
                  sameAs.value = sameAs.value === c.id ? null : c.id;
                }}
              >
                {t.me}
              </button>
            </li>
          );
        })}
      </ul>
      <p class="small" role="status">
        {sameAs.value !== null && t.chosen}
      </p>
    </fieldset>
  );
}

const codeOf = (of: string | { code: string }) => (typeof of === 'string' ? of : of.code);

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('replaced', 'AbortError'));
    });
  });
}
