import './layers.css';
import { text } from '../../i18n/index.ts';
import { type Fill, type Shape, shapeOf } from '../../map/marks.ts';
import { ClusterIcon, MarkIcon } from '../../ui/mark.tsx';
import { isPointLayer, type LayerID, layerIDs, type Mode, modes } from '../../view.ts';
import { CellLegend, HeatLegend, RampRows } from './legend.tsx';
import { anyForce, layersOn, mode, switchLayer, volunteers } from './store.ts';

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
      {layersOn.value.some(isPointLayer) && <Modes />}
    </details>
  );
}

function Swatch({ id }: { id: LayerID }) {
  if (isPointLayer(id)) return <MarkIcon mark={{ shape: shapeOf[id], fill: 'full', ring: false }} />;
  return <span class={`swatch swatch-${id}`} aria-hidden="true" />;
}

/** How cases are drawn, and what that looks like. */
function Modes() {
  const t = text.value.mode;
  return (
    <>
      <fieldset class="modes">
        <legend class="small">{t.title}</legend>
        {modes.map((m: Mode) => (
          <label key={m} class="choice">
            <input
              type="radio"
              name="mode"
              checked={mode.value === m}
              onChange={() => {
                mode.value = m;
              }}
            />
            <span>{t[m]}</span>
          </label>
        ))}
      </fieldset>
      {mode.value === 'marks' && <Progress />}
      {mode.value === 'heat' && <HeatLegend />}
      {mode.value === 'cells' && <CellLegend />}
    </>
  );
}

/** The classes of the ramp with their bounds; none and too few apart. */
function Ramp() {
  const t = text.value.layers;
  if (mode.value !== 'marks') return <p class="tiny soft">{t.unseen}</p>;
  if (volunteers.state.value.data && !anyForce.value) return <p class="tiny soft">{t.noForce}</p>;
  return (
    <>
      <ul class="ramp">
        <RampRows />
      </ul>
      <p class="tiny soft">{t.coverageRule}</p>
    </>
  );
}

/** What the fill and the ring of a mark say, and the parts of a cluster. */
function Progress() {
  const t = text.value.layers;
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
      <p class="cluster-key tiny soft">
        <ClusterIcon open={4} half={3} settled={3} />
        {text.value.mode.clusters}
      </p>
    </>
  );
}
