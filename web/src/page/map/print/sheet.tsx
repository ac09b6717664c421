import { site } from '../../../data/site.ts';
import { count, distance, moment } from '../../../format.ts';
import { text } from '../../../i18n/index.ts';
import { lang } from '../../../settings.ts';
import { chosenWords } from '../names.ts';
import { currentAt, net } from '../store.ts';
import { Legend } from './legend.tsx';
import { footMM, headMM, mapMM, metresPerPX, pxOfMM, type Sheet as Size, scaleBar, scaleRatio } from './paper.ts';
import { words } from './words.ts';

export interface Printed {
  size: Size;
  title: string;
  /** Address of the map's picture. */
  image: string;
  lat: number;
  zoom: number;
  whole: boolean;
}

/** The sheet as it is printed: title, map, legend, scale, north, and where and when all of it comes from. */
export function Sheet({ size, title, image, lat, zoom, whole }: Printed) {
  const t = text.value;
  const [width, height] = mapMM(size);
  const perMM = metresPerPX(lat, zoom) * pxOfMM;
  return (
    <article class="print-sheet" aria-label={title} style={{ width: mm(width) }}>
      <h1 style={{ height: mm(headMM) }}>{title}</h1>
      <div class="print-map" style={{ height: mm(height) }} data-lat={lat} data-zoom={zoom}>
        <img src={image} alt={t.map.label} />
        <North />
        {site.value.data?.synthetic && <p class="print-synthetic">{t.map.synthetic}</p>}
      </div>
      <footer style={{ height: mm(footMM) }}>
        <Legend />
        <div class="print-facts">
          <Scale perMM={perMM} />
          <Facts whole={whole} />
        </div>
      </footer>
    </article>
  );
}

const mm = (n: number) => `${n}mm`;

function Facts({ whole }: { whole: boolean }) {
  const t = text.value;
  const s = site.value.data;
  const facts = [
    [words.value.pictureAt, moment(currentAt.value, lang.value)],
    [words.value.filter, chosenWords.value.join(lang.value === 'zh' ? '；' : '; ') || words.value.noFilter],
    [t.layers.net, net.value && `${net.value.title || net.value.code} · ${t.cell.edition(net.value.edition)}`],
    [t.map.source, s?.map_source],
    [t.map.approval, s?.map_approval_no],
    [t.map.survey, s?.surveying_cert_no],
    [t.map.baseMap, s?.base_map?.attribution],
  ].filter(([, value]) => value);
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {!whole && <p>{words.value.partial}</p>}
    </dl>
  );
}

/** A bar of round metres in two halves. It shrinks with the sheet and stays true; the ratio holds at full size. */
function Scale({ perMM }: { perMM: number }) {
  const t = text.value;
  const bar = scaleBar(perMM, 50);
  return (
    <figure class="print-scale" aria-label={words.value.bar(distance(bar.metres, t))}>
      <div class="print-bar" style={{ width: mm(bar.mm) }} data-metres={bar.metres}>
        <span />
        <span />
      </div>
      <figcaption>
        <span style={{ width: mm(bar.mm) }}>
          <span>0</span>
          <span>{distance(bar.metres, t)}</span>
        </span>
        {words.value.scale(count(scaleRatio(perMM)))}
      </figcaption>
    </figure>
  );
}

function North() {
  return (
    <svg class="print-north" viewBox="0 0 24 36" role="img" aria-label={words.value.north}>
      <path d="M12 2 19 26 12 21.5 5 26Z" fill="var(--map-halo)" stroke="var(--ink)" stroke-width="1.2" />
      <path d="M12 2 12 21.5 5 26Z" fill="var(--ink)" />
      <text x="12" y="35" text-anchor="middle" font-size="9" fill="var(--ink)">
        N
      </text>
    </svg>
  );
}
