import type { FiguresRow, Grouping } from '../../api/figures.ts';
import { inUse } from '../../ui/words.ts';
import { type FigureName, figureNames, written } from './formulas.ts';
import { ordered } from './order.ts';
import { words } from './words.ts';

/** What is drawn: how much there was, and how it went. */
const drawn: readonly FigureName[] = ['received', 'settled_rate', 'settled_in_time_rate', 'rework_rate'];

/** More groups than this are read better in the table. */
const most = 24;

interface Props {
  by: Grouping;
  rows: readonly FiguresRow[];
  title: (row: FiguresRow) => string;
}

/** Small charts of one colour: columns by month, bars by everything else. They say nothing that the table does not. */
export function Charts({ by, rows, title }: Props) {
  const t = inUse(words);
  const inOrder = ordered(rows, { by: 'name', down: false }, title);
  const some = by === 'month' ? inOrder.slice(-most) : inOrder.slice(0, most);
  return (
    <section class="stack tight" aria-labelledby="charts">
      <h2 id="charts">{t.charts}</h2>
      <div class="charts">
        {drawn.map((name) => (
          <figure key={name} class="chart">
            <figcaption>{t.names[name]}</figcaption>
            {by === 'month' ? (
              <Columns rows={some} name={name} title={title} />
            ) : (
              <Bars rows={some} name={name} title={title} />
            )}
          </figure>
        ))}
      </div>
    </section>
  );
}

interface ChartProps {
  rows: readonly FiguresRow[];
  name: FigureName;
  title: (row: FiguresRow) => string;
}

/** What the longest bar stands for: a round number above the largest; of rates a part of one, so that small ones show too. */
export function top(name: FigureName, values: readonly number[]): number {
  if (figureNames[name].kind === 'rate') {
    const largest = Math.max(...values, 0);
    return [0.05, 0.1, 0.2, 0.5].find((round) => largest <= round) ?? 1;
  }
  const largest = Math.max(...values, 1);
  const digit = 10 ** Math.floor(Math.log10(largest));
  return Math.ceil(largest / digit) * digit;
}

const unsure = (row: FiguresRow, name: FigureName) => figureNames[name].kind !== 'count' && row.indicators.small;

/** One column a month. */
function Columns({ rows, name, title }: ChartProps) {
  const t = inUse(words);
  const { kind } = figureNames[name];
  const max = top(
    name,
    rows.map((r) => r.indicators[name] ?? 0),
  );
  const [w, h, foot] = [360, 150, 18];
  const slot = w / Math.max(rows.length, 1);
  const wide = Math.min(slot * 0.7, 40);
  const every = Math.ceil(rows.length / 8);
  return (
    <svg class="chart-picture" viewBox={`0 -16 ${w} ${h + foot + 16}`} role="img" aria-label={t.chart(t.names[name])}>
      {[0, 0.5, 1].map((part) => (
        <line key={part} x1="0" x2={w} y1={h * (1 - part)} y2={h * (1 - part)} class="chart-line" />
      ))}
      <text x="0" y="-4" class="chart-note">
        {written(kind, max)}
      </text>
      {rows.map((row, i) => {
        const value = row.indicators[name];
        const tall = ((value ?? 0) / max) * h;
        const middle = slot * (i + 0.5);
        return (
          <g key={row.key}>
            {value !== null && (
              <rect
                x={middle - wide / 2}
                y={h - tall}
                width={wide}
                height={tall}
                class="chart-bar"
                data-small={unsure(row, name) || undefined}
              >
                <title>{`${title(row)}: ${written(kind, value)}`}</title>
              </rect>
            )}
            {i % every === 0 && (
              <text x={middle} y={h + foot - 3} text-anchor="middle" class="chart-note">
                {row.key.slice(5, 7) || row.key}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** One bar a group, its name and number in words beside it. */
function Bars({ rows, name, title }: ChartProps) {
  const { kind } = figureNames[name];
  const max = top(
    name,
    rows.map((r) => r.indicators[name] ?? 0),
  );
  return (
    <ul class="bars">
      {rows.map((row) => {
        const value = row.indicators[name];
        return (
          <li key={row.key} data-small={unsure(row, name) || undefined}>
            <span class="bar-name">{title(row)}</span>
            <span class="bar-track" aria-hidden="true">
              <span class="bar" style={{ width: `${((value ?? 0) / max) * 100}%` }} />
            </span>
            <span class="figure bar-value">{written(kind, value)}</span>
          </li>
        );
      })}
    </ul>
  );
}
