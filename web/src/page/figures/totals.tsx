import type { Indicators } from '../../api/figures.ts';
import { inUse } from '../../ui/words.ts';
import { type FigureKind, type FigureName, figureNames, worked, written } from './formulas.ts';
import { words } from './words.ts';

/** A figure with its unit. */
function withUnit(kind: FigureKind, value: number | null): string {
  const t = inUse(words);
  const n = written(kind, value);
  if (value === null) return t.noValue;
  if (kind === 'count') return t.cases(n);
  if (kind === 'times') return t.times(n);
  return kind === 'hours' ? t.hours(n) : n;
}

/** All together. Each figure opens its formula, in words and with its numbers. */
export function Totals({ of }: { of: Indicators }) {
  const t = inUse(words);
  return (
    <section class="stack tight" aria-labelledby="total">
      <h2 id="total">{t.total}</h2>
      <p class="small soft no-print">{t.totalNote}</p>
      <div class="totals">
        {(Object.keys(figureNames) as FigureName[]).map((name) => {
          const { kind } = figureNames[name];
          const numbers = worked(name, of);
          return (
            <details key={name} class="total">
              <summary>
                <span class="small soft">{t.names[name]}</span>
                <strong class="figure">{withUnit(kind, of[name])}</strong>
              </summary>
              <p class="small">{t.formulas[name]}</p>
              {numbers && (
                <p class="small figure">
                  = {numbers} = {written(kind, of[name])}
                </p>
              )}
            </details>
          );
        })}
      </div>
    </section>
  );
}
