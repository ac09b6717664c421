import { useRef } from 'preact/hooks';
import type { Milestone, Unit } from '../../../api/manage.ts';
import { Field, Pick } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { limitOf } from './limit.ts';
import { words } from './words.ts';

/** A milestone as it is typed; key tells rows apart while they come and go. */
export interface TypedStep {
  key: number;
  zh: string;
  en: string;
  amount: string;
  unit: Unit;
}

/** As many as the service takes. */
const most = 10;

export const typedSteps = (of: readonly Milestone[]): TypedStep[] =>
  of.map((m, key) => ({ key, zh: m.title.zh, en: m.title.en, amount: String(m.limit.amount), unit: m.limit.unit }));

/** What is sent; null when a row isn't whole. */
export function stepsOf(typed: readonly TypedStep[]): Milestone[] | null {
  const out: Milestone[] = [];
  for (const { zh, en, amount, unit } of typed) {
    const limit = limitOf(amount, unit);
    if (!zh.trim() || !en.trim() || !limit || limit === 'bad') return null;
    out.push({ title: { zh: zh.trim(), en: en.trim() }, limit });
  }
  return out;
}

interface Props {
  typed: readonly TypedStep[];
  put: (next: TypedStep[]) => void;
  tried: boolean;
}

/** The steps on the way to the end of a matter. */
export function Milestones({ typed, put, tried }: Props) {
  const t = inUse(words);
  const add = useRef<HTMLButtonElement>(null);
  const units = Object.entries(t.units) as [Unit, string][];
  const change = (key: number, more: Partial<TypedStep>) =>
    put(typed.map((m) => (m.key === key ? { ...m, ...more } : m)));
  const fresh = () => {
    const key = Math.max(-1, ...typed.map((m) => m.key)) + 1;
    put([...typed, { key, zh: '', en: '', amount: '', unit: 'work_days' }]);
  };
  return (
    <fieldset class="stack">
      <legend>{t.milestones}</legend>
      <p class="small soft">{t.milestonesHint}</p>
      {typed.map((m, i) => {
        const whole = m.zh.trim() && m.en.trim();
        const limit = limitOf(m.amount, m.unit);
        return (
          <fieldset key={m.key} class="form-grid" aria-label={t.milestone(i + 1)}>
            <Field
              label={t.chinese}
              value={m.zh}
              set={(zh) => change(m.key, { zh })}
              maxLength={60}
              fault={tried && !whole ? t.needBoth : null}
            />
            <Field label={t.english} value={m.en} set={(en) => change(m.key, { en })} maxLength={80} />
            <Field
              label={t.amount(t.milestone(i + 1))}
              value={m.amount}
              set={(amount) => change(m.key, { amount })}
              fault={tried && (!limit || limit === 'bad') ? t.needAmount : null}
            />
            <Pick
              label={t.unit(t.milestone(i + 1))}
              value={m.unit}
              set={(unit) => change(m.key, { unit: unit as Unit })}
              options={units}
            />
            <button
              type="button"
              class="button bare"
              aria-label={`${t.removeMilestone} ${t.milestone(i + 1)}`}
              onClick={() => {
                put(typed.filter((other) => other.key !== m.key));
                add.current?.focus();
              }}
            >
              {t.removeMilestone}
            </button>
          </fieldset>
        );
      })}
      <div class="actions">
        <button ref={add} type="button" class="button" onClick={fresh} disabled={typed.length >= most}>
          {t.addMilestone}
        </button>
      </div>
    </fieldset>
  );
}
