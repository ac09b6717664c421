import { text } from '../../i18n/index.ts';
import { type Fill, type Shape, shapeOf } from '../../map/marks.ts';
import { MarkIcon } from '../../ui/mark.tsx';
import { isPointLayer, type LayerID, layerIDs } from '../../view.ts';
import { anyForce, breaks } from './classes.ts';
import { coverage, layersOn, switchLayer } from './store.ts';

/** The switches of the layers, which are the legend too: what is switched off needs no explaining. */
export function Layers() {
  const t = text.value.layers;
  return (
    <details class="layers" open={innerWidth >= 1024}>
      <summary>
        <h2>{t.title}</h2>
      </summary>
      <ul>
        {layerIDs.map((id) => (
          <li key={id}>
            <label class="switch">
              <input type="checkbox" checked={layersOn.value.includes(id)} onChange={() => switchLayer(id)} />
              <Swatch id={id} />
              <span>{t.names[id]}</span>
            </label>
            {id === 'coverage' && layersOn.value.includes(id) && <Ramp />}
          </li>
        ))}
      </ul>
      <Progress />
    </details>
  );
}

function Swatch({ id }: { id: LayerID }) {
  if (isPointLayer(id)) return <MarkIcon mark={{ shape: shapeOf[id], fill: 'full', ring: false }} />;
  return <span class={`swatch swatch-${id}`} aria-hidden="true" />;
}

/** The classes of the ramp with their bounds; none and too few apart. */
function Ramp() {
  const t = text.value.layers;
  const b = breaks.value;
  if (coverage.state.value.features.length > 0 && !anyForce.value) return <p class="tiny soft">{t.noForce}</p>;
  return (
    <>
      <ul class="ramp">
        <li>
          <span class="ramp-box hatch-zero" aria-hidden="true" />
          {t.zero}
        </li>
        <li>
          <span class="ramp-box hatch-few" aria-hidden="true" />
          {t.tooFew}
        </li>
        {b.map((from, i) => (
          <li key={from}>
            <span class="ramp-box" style={{ background: `var(--cover-${i + 1})` }} aria-hidden="true" />
            {i + 1 < b.length ? t.range(from, (b[i + 1] as number) - 1) : t.from(from)}
          </li>
        ))}
      </ul>
      <p class="tiny soft">{t.coverageRule}</p>
    </>
  );
}

/** What the fill and the ring of a mark say. */
function Progress() {
  const t = text.value.layers;
  if (!layersOn.value.some(isPointLayer)) return null;
  const shapes = layersOn.value.filter(isPointLayer).map((id) => shapeOf[id]);
  const row = (fill: Fill, ring: boolean, words: string) => (
    <li>
      {shapes.map((shape: Shape) => (
        <MarkIcon key={shape} mark={{ shape, fill, ring }} size={20} />
      ))}
      {words}
    </li>
  );
  return (
    <>
      <p class="tiny soft">{t.states}</p>
      <ul class="states">
        {row('full', false, t.open)}
        {row('half', false, t.half)}
        {row('hollow', false, t.settled)}
        {row('full', true, t.urgent)}
      </ul>
    </>
  );
}
