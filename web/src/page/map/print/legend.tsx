import { text } from '../../../i18n/index.ts';
import { type Fill, type Shape, shapeOf } from '../../../map/marks.ts';
import { ClusterIcon, MarkIcon } from '../../../ui/mark.tsx';
import { isPointLayer } from '../../../view.ts';
import { anyForce } from '../classes.ts';
import { Classes, HeatBar, RampRows } from '../legend.tsx';
import { layersOn, mode } from '../store.ts';
import { words } from './words.ts';

/** What the map's signs mean: of the layers that are on, and of no others. */
export function Legend() {
  const t = text.value.layers;
  const on = layersOn.value;
  const shapes = on.filter(isPointLayer).map((id) => shapeOf[id]);
  return (
    <section class="print-legend">
      <h2>{words.value.legend}</h2>
      <ul>
        {on.filter(isPointLayer).map((id) => (
          <li key={id}>
            <MarkIcon mark={{ shape: shapeOf[id], fill: 'full', ring: false }} size={14} />
            {t.names[id]}
          </li>
        ))}
        {shapes.length > 0 && mode.value === 'marks' && (
          <>
            <Progress shapes={shapes} fill="full" words={t.open} />
            <Progress shapes={shapes} fill="half" words={t.half} />
            <Progress shapes={shapes} fill="hollow" words={t.settled} />
            <Progress shapes={shapes} fill="full" ring words={t.urgent} />
            <li>
              <ClusterIcon open={4} half={3} settled={3} />
              {text.value.mode.clusters}
            </li>
          </>
        )}
        {on.includes('cells') && (
          <li>
            <span class="swatch swatch-cells" aria-hidden="true" />
            {t.names.cells}
          </li>
        )}
        {on.includes('coverage') && mode.value === 'marks' && <Ramp />}
      </ul>
      {shapes.length > 0 && mode.value === 'cells' && <Classes />}
      {shapes.length > 0 && mode.value === 'heat' && <HeatBar />}
    </section>
  );
}

function Progress({
  shapes,
  fill,
  ring = false,
  words,
}: {
  shapes: Shape[];
  fill: Fill;
  ring?: boolean;
  words: string;
}) {
  return (
    <li>
      {shapes.map((shape) => (
        <MarkIcon key={shape} mark={{ shape, fill, ring }} size={14} />
      ))}
      {words}
    </li>
  );
}

function Ramp() {
  const t = text.value.layers;
  if (!anyForce.value) return null;
  return (
    <>
      <li>{t.names.coverage}</li>
      <RampRows />
    </>
  );
}
