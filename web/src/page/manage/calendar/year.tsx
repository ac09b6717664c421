import { useState } from 'preact/hooks';
import { Field } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { type Exceptions, stateOf, step, weeks } from './days.ts';
import { words } from './words.ts';

const months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;

/** A year of twelve months, each day a button; the exceptions stand out by shape as well as shade. */
export function Year({ days, set }: { days: Exceptions; set: (days: Exceptions) => void }) {
  const t = inUse(words);
  const [year, setYear] = useState(() => new Date().getFullYear());
  const [chosen, setChosen] = useState<string | null>(null);
  const press = (day: string) => {
    setChosen(day);
    set(step(days, day));
  };
  const exception = chosen === null ? undefined : days.get(chosen);
  return (
    <section class="block" aria-labelledby="days">
      <div class="row spread year-head">
        <h2 id="days">{t.days}</h2>
        <span class="actions">
          <button type="button" class="button square" aria-label={t.earlier} onClick={() => setYear(year - 1)}>
            ←
          </button>
          <strong class="figure" aria-live="polite">
            {year}
          </strong>
          <button type="button" class="button square" aria-label={t.later} onClick={() => setYear(year + 1)}>
            →
          </button>
        </span>
      </div>
      <p class="small soft">{t.daysLead}</p>
      <p class="actions small">
        <span class="day-key" data-state="rest" aria-hidden="true" /> {t.legend.rest}
        <span class="day-key" data-state="work" aria-hidden="true" /> {t.legend.work}
      </p>
      {chosen !== null && exception && (
        <div class="toolbar">
          <Field
            label={`${t.chosen(chosen)} · ${t.note}`}
            hint={t.noteHint}
            value={exception.note}
            set={(note) => set(new Map(days).set(chosen, { ...exception, note }))}
            maxLength={40}
          />
        </div>
      )}
      <div class="year">
        {months.map((m) => (
          <table key={m} class="month">
            <caption>{t.month(m)}</caption>
            <thead>
              <tr>
                {t.short.map((name, i) => (
                  <th key={t.weekdays[i]} scope="col" aria-label={t.weekdays[i]}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeks(year, m).map((week) => (
                <tr key={week.find(Boolean)}>
                  {week.map((day, i) => (
                    <td key={day ?? t.weekdays[i]}>
                      {day && <Day day={day} days={days} press={press} weekend={i > 4} />}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </section>
  );
}

interface DayProps {
  day: string;
  days: Exceptions;
  weekend: boolean;
  press: (day: string) => void;
}

function Day({ day, days, weekend, press }: DayProps) {
  const t = inUse(words);
  const state = stateOf(days, day);
  const note = days.get(day)?.note ?? '';
  return (
    <button
      type="button"
      class="day figure"
      data-state={state}
      data-weekend={weekend || undefined}
      title={note || undefined}
      aria-label={[String(Number(day.slice(8))), day, t.states[state], note].filter(Boolean).join(', ')}
      onClick={() => press(day)}
    >
      {Number(day.slice(8))}
    </button>
  );
}
