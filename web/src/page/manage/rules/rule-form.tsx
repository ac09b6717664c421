import { useEffect, useRef } from 'preact/hooks';
import type { Rule } from '../../../api/manage.ts';
import { named } from '../../../i18n/index.ts';
import { AreaField } from '../../../ui/area-field.tsx';
import { Field, Pick, Tick, TimeField } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { departmentOptions } from '../departments/data.ts';
import { MatterField } from './matter-field.tsx';
import { words } from './words.ts';

interface Props {
  of: Rule;
  set: (next: Rule) => void;
  done: () => void;
  remove: () => void;
}

/** One rule, field by field. What is changed stands in the list at once, and holds once all is saved. */
export function RuleForm({ of, set, done, remove }: Props) {
  const t = inUse(words);
  const first = useRef<HTMLElement>(null);
  useEffect(() => first.current?.querySelector('input')?.focus(), []);
  const severity = t.severities.map((name, i) => [String(i), name] as const);
  const toggle = (list: readonly (number | string)[], x: number | string, on: boolean) =>
    on ? [...list, x] : list.filter((y) => y !== x);
  return (
    <section class="stack" ref={first} aria-label={t.editing(named(of.title))}>
      <div class="form-grid">
        <Field
          label={t.name}
          value={of.title.zh}
          set={(zh) => set({ ...of, title: { ...of.title, zh } })}
          maxLength={60}
        />
        <Field
          label={t.english}
          value={of.title.en}
          set={(en) => set({ ...of, title: { ...of.title, en } })}
          maxLength={60}
        />
        <MatterField
          label={t.category}
          hint={t.categoryHint}
          many
          value={of.category}
          set={(category) => set({ ...of, category })}
        />
        <AreaField label={t.area} all={t.anyArea} prefixes value={of.area} set={(area) => set({ ...of, area })} />
        <Pick
          label={t.minSeverity}
          value={String(of.min_severity)}
          set={(n) => set({ ...of, min_severity: Number(n), max_severity: Math.max(Number(n), of.max_severity) })}
          options={severity}
        />
        <Pick
          label={t.maxSeverity}
          value={String(of.max_severity)}
          set={(n) => set({ ...of, max_severity: Number(n), min_severity: Math.min(Number(n), of.min_severity) })}
          options={severity}
        />
        <TimeField label={t.from} value={of.from_minute} set={(m) => set({ ...of, from_minute: m % 1440 })} />
        <TimeField
          label={t.until}
          hint={t.untilHint}
          value={of.to_minute}
          set={(m) => set({ ...of, to_minute: m || 1440 })}
        />
        <Pick
          label={t.to}
          value={of.department}
          set={(department) => set({ ...of, department })}
          options={departmentOptions()}
        />
      </div>
      <fieldset>
        <legend class="label">{t.weekdayTitle}</legend>
        <div class="actions">
          {t.weekdays.map((name, i) => (
            <Tick
              key={name}
              label={name}
              value={(of.weekdays ?? []).includes(i + 1)}
              set={(on) =>
                set({
                  ...of,
                  weekdays: toggle(of.weekdays ?? [], i + 1, on)
                    .map(Number)
                    .sort(),
                })
              }
            />
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend class="label">{t.alsoTitle}</legend>
        <div class="actions">
          {departmentOptions()
            .filter(([code]) => code !== of.department)
            .map(([code, name]) => (
              <Tick
                key={code}
                label={name}
                value={(of.also ?? []).includes(code)}
                set={(on) => set({ ...of, also: toggle(of.also ?? [], code, on).map(String) })}
              />
            ))}
        </div>
      </fieldset>
      <div class="actions">
        <Tick label={t.duty} value={of.to_duty} set={(to_duty) => set({ ...of, to_duty })} />
        <Tick label={t.enabled} value={of.enabled} set={(enabled) => set({ ...of, enabled })} />
      </div>
      <p class="actions">
        <button type="button" class="button" onClick={done}>
          {t.done}
        </button>
        <button type="button" class="button bare" onClick={remove}>
          {t.remove}
        </button>
      </p>
    </section>
  );
}
