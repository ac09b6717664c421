import { useState } from 'preact/hooks';
import type { FiguresRow, Indicators } from '../../api/figures.ts';
import { inUse } from '../../ui/words.ts';
import { type FigureName, figureNames, written } from './formulas.ts';
import { ordered, pressed, type Sort, type SortKey } from './order.ts';
import { words } from './words.ts';

const columns: readonly FigureName[] = [
  'received',
  'filed',
  'due',
  'settled',
  'overdue',
  'settled_rate',
  'settled_in_time_rate',
  'rework_rate',
  'hops_mean',
  'limbo_hours_mean',
  'settle_hours_median',
];

const isRate = (name: FigureName) => figureNames[name].kind !== 'count';

interface Props {
  rows: readonly FiguresRow[];
  total: Indicators;
  title: (row: FiguresRow) => string;
}

/** Every group with its figures, by name unless somebody asks otherwise. Rates of few cases are grey, with the reason. */
export function Table({ rows, total, title }: Props) {
  const t = inUse(words);
  const [sort, setSort] = useState<Sort>({ by: 'name', down: false });
  const headOf = (name: FigureName) => (figureNames[name].kind === 'hours' ? t.inHours(t.names[name]) : t.names[name]);
  const anySmall = rows.some((r) => r.indicators.small);
  const head = (by: SortKey, name: string, more: string) => (
    <th
      scope="col"
      class={more}
      aria-sort={sort.by === by ? (sort.down ? 'descending' : 'ascending') : undefined}
      title={by === 'name' ? undefined : t.formulas[by]}
    >
      <button type="button" class="sort" aria-label={t.sortBy(name)} onClick={() => setSort(pressed(sort, by))}>
        {name}
        <span aria-hidden="true">{sort.by === by ? (sort.down ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
  return (
    <div class="stack tight">
      <h2>{t.table}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="table-frame" tabIndex={0} aria-label={t.table}>
        <table class="table figures-table">
          <thead>
            <tr>
              {head('name', t.name, '')}
              {columns.map((name) => head(name, headOf(name), 'num'))}
            </tr>
          </thead>
          <tbody>
            {ordered(rows, sort, title).map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  {title(row)} {row.indicators.small && <span class="tag">{t.small}</span>}
                </th>
                {columns.map((name) => (
                  <td key={name} class="num" data-small={(row.indicators.small && isRate(name)) || undefined}>
                    {written(figureNames[name].kind, row.indicators[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t.total}</th>
              {columns.map((name) => (
                <td key={name} class="num">
                  {written(figureNames[name].kind, total[name])}
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </section>
      {anySmall && <p class="small soft">{t.smallNote}</p>}
    </div>
  );
}
