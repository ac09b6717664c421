import { count, moment } from '../../format.ts';
import { text } from '../../i18n/index.ts';
import { nothing, unknown } from '../../map/breaks.ts';
import { lang } from '../../settings.ts';
import { Failure } from '../../ui/failure.tsx';
import { type CellFigure, cellFigures } from '../../view.ts';
import { breaks, figureBreaks, figureValues, fillTally } from './classes.ts';
import { figure, figures } from './store.ts';

/** The figure that cells are coloured by, its classes with their numbers and how many cells are in each, and its moment. */
export function CellLegend() {
  const t = text.value.mode;
  const { error } = figures.state.value;
  const values = figureValues.value;
  return (
    <div class="cell-legend">
      <label class="label" for="cell-figure">
        {t.figure}
      </label>
      <select
        id="cell-figure"
        class="field"
        value={figure.value}
        onChange={(event) => {
          figure.value = event.currentTarget.value as CellFigure;
        }}
      >
        {cellFigures.map((f) => (
          <option key={f} value={f}>
            {t.figures[f]}
          </option>
        ))}
      </select>
      {error && <Failure error={error} retry={() => void figures.again()} />}
      {!values && !error && <p class="tiny soft">{t.counting}</p>}
      {values && (
        <>
          <Classes />
          <p class="tiny soft">
            {t.counted(moment(new Date(values.counted_at), lang.value))}
            {Boolean(values.outside) && ` · ${t.outside(count(values.outside ?? 0))}`}
          </p>
        </>
      )}
    </div>
  );
}

/** The classes of the figure, each with its bounds and how many cells are in it. */
export function Classes() {
  const t = text.value.mode;
  const breaks = figureBreaks.value;
  const unit = t.unit[figures.state.value.data?.figure as CellFigure] ?? t.unit[figure.value];
  const cells = (c: number) => fillTally.value.get(c) ?? 0;
  const whole = breaks.every(Number.isInteger) && figure.value !== 'per_1000';
  const range = (i: number) => {
    const [from, next] = [breaks[i] as number, breaks[i + 1]];
    if (next === undefined) return t.above(figureText(from), unit);
    const last = figureText(next - 1);
    return whole
      ? `${figureText(from) === last ? last : `${figureText(from)}–${last}`} ${unit}`
      : t.range(figureText(from), figureText(next), unit);
  };
  return (
    <table class="classes figure">
      <caption class="unseen">{t.figures[figure.value]}</caption>
      <thead class="unseen">
        <tr>
          <th>{t.figures[figure.value]}</th>
          <th>{text.value.list.cells}</th>
        </tr>
      </thead>
      <tbody>
        <ClassRow box={<span class="ramp-box" aria-hidden="true" />} words={t.none} cells={cells(nothing)} />
        {breaks.map((from, i) => (
          <ClassRow
            key={from}
            box={<span class="ramp-box" style={{ background: `var(--cover-${i + 1})` }} aria-hidden="true" />}
            words={range(i)}
            cells={cells(i + 1)}
          />
        ))}
        {cells(unknown) > 0 && (
          <ClassRow
            box={<span class="ramp-box hatch-few" aria-hidden="true" />}
            words={t.unknown}
            cells={cells(unknown)}
          />
        )}
      </tbody>
    </table>
  );
}

function ClassRow({ box, words, cells }: { box: preact.JSX.Element; words: string; cells: number }) {
  return (
    <tr>
      <td>
        {box}
        {words}
      </td>
      <td class="soft">{text.value.mode.cellCount(count(cells))}</td>
    </tr>
  );
}

/** A bound, with its thousands set apart and as many decimals as it has. */
function figureText(n: number): string {
  return Number.isInteger(n) ? count(n) : String(n);
}

/** Heat has no numbers: it is relative to the picture. */
export function HeatLegend() {
  return (
    <>
      <HeatBar />
      <p class="tiny soft">{text.value.mode.heatNote}</p>
    </>
  );
}

export function HeatBar() {
  const t = text.value.mode;
  return (
    <p class="heat-key small" aria-hidden="true">
      {t.few}
      <span class="heat-bar">
        {[1, 2, 3, 4, 5].map((i) => (
          <span key={i} style={{ background: `var(--cover-${i})` }} />
        ))}
      </span>
      {t.many}
    </p>
  );
}

/** The classes of the coverage with their bounds; none and too few apart. On the page and in print. */
export function RampRows() {
  const t = text.value.layers;
  const b = breaks.value;
  return (
    <>
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
    </>
  );
}
