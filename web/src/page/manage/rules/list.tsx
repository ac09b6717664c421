import { type ComponentChildren, Fragment } from 'preact';
import type { Rule } from '../../../api/manage.ts';
import { areaName } from '../../../data/areas.ts';
import { named } from '../../../i18n/index.ts';
import { clock } from '../../../time-of-day.ts';
import { Fold } from '../../../ui/listing.tsx';
import { comma, inUse } from '../../../ui/words.ts';
import { departmentName } from '../departments/data.ts';
import { always, daysIn } from './edit.ts';
import { matterName } from './matter-field.tsx';
import { words } from './words.ts';

interface Props {
  rules: readonly Rule[];
  /** The rule that is being edited. */
  open: number | null;
  edit: (i: number | null) => void;
  move: (i: number, step: -1 | 1) => void;
  /** The form of the open one. */
  children: ComponentChildren;
}

/** The rules in the order in which they are asked. */
export function List({ rules, open, edit, move, children }: Props) {
  const t = inUse(words);
  if (rules.length === 0) return <p class="block soft">{t.none}</p>;
  return (
    <div class="table-frame">
      <table class="table cards">
        <thead>
          <tr>
            <th scope="col">{t.title}</th>
            <th scope="col">{t.category}</th>
            <th scope="col">{t.severity}</th>
            <th scope="col">{t.area}</th>
            <th scope="col">{t.when}</th>
            <th scope="col">{t.to}</th>
            <th scope="col" class="cell-actions">
              {t.actions}
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule, i) => (
            <Fragment key={i}>
              <tr data-dim={!rule.enabled || undefined} data-chosen={open === i || undefined}>
                <th scope="row">
                  <span class="figure soft">{i + 1}.</span> {named(rule.title)}{' '}
                  {!rule.enabled && <span class="tag">{t.off}</span>}
                </th>
                <td data-name={t.category}>{matterName(rule.category)}</td>
                <td data-name={t.severity}>{severityWords(rule)}</td>
                <td data-name={t.area}>{rule.area ? areaName(rule.area) : t.anyArea}</td>
                <td data-name={t.when}>{whenWords(rule)}</td>
                <td data-name={t.to}>
                  <strong>{departmentName(rule.department)}</strong>
                  {(rule.also ?? []).length > 0 && (
                    <span class="rule-more">{t.also((rule.also ?? []).map(departmentName).join(comma()))}</span>
                  )}
                  {rule.to_duty && <span class="rule-more">{t.duty}</span>}
                </td>
                <td class="cell-actions">
                  <span class="actions rule-actions">
                    <button
                      type="button"
                      class="button square"
                      aria-label={t.up(named(rule.title))}
                      disabled={i === 0}
                      onClick={() => move(i, -1)}
                    >
                      ↑
                    </button>
                    <button
                      type="button"
                      class="button square"
                      aria-label={t.down(named(rule.title))}
                      disabled={i === rules.length - 1}
                      onClick={() => move(i, 1)}
                    >
                      ↓
                    </button>
                    <button
                      type="button"
                      class="button"
                      aria-expanded={open === i}
                      onClick={() => edit(open === i ? null : i)}
                    >
                      {t.edit}
                    </button>
                  </span>
                </td>
              </tr>
              {open === i && <Fold columns={7}>{children}</Fold>}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function severityWords({ min_severity: min, max_severity: max }: Rule): string {
  const t = inUse(words);
  if (min === 0 && max === 3) return t.anySeverity;
  return min === max ? (t.severities[min] ?? '') : `${t.severities[min]}–${t.severities[max]}`;
}

function whenWords(rule: Rule): string {
  const t = inUse(words);
  if (always(rule)) return t.anyTime;
  const on = rule.weekdays ?? [];
  const days = on.length % 7 === 0 ? '' : t.days(daysIn(on, t.weekdays, comma()));
  const whole = rule.from_minute === 0 && rule.to_minute === 1440;
  return [days, !whole && `${clock(rule.from_minute)}–${clock(rule.to_minute)}`].filter(Boolean).join(' ');
}
