import './calendar.css';
import { useState } from 'preact/hooks';
import { type CalendarRow, calendars } from '../../../api/manage.ts';
import { named } from '../../../i18n/index.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Field, Pick } from '../../../ui/form.tsx';
import { useEdit } from '../../../ui/use-edit.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { differing, type Exceptions, parseSpans, spansText } from './days.ts';
import { words } from './words.ts';
import { Year } from './year.tsx';

/** Working hours and the days that are exceptions: holidays, and the weekends worked in their place. */
export function Calendar() {
  const { data, error, again } = useFetched('calendars', (signal) => calendars.list(signal));
  const [code, setCode] = useState<string | null>(null);
  if (error) return <Failure error={error} retry={again} />;
  if (!data) return <span class="skeleton" />;
  const chosen = data.find((c) => c.code === code) ?? data[0];
  if (!chosen) return null;
  return (
    <div class="stack">
      <p class="soft">{inUse(words).lead}</p>
      {data.length > 1 && (
        <Pick
          label={named(chosen.title)}
          value={chosen.code}
          set={setCode}
          options={data.map((c) => [c.code, named(c.title)] as const)}
        />
      )}
      <Editor key={`${chosen.code}${JSON.stringify(chosen)}`} of={chosen} changed={again} />
    </div>
  );
}

const weekdays = ['1', '2', '3', '4', '5', '6', '7'] as const;
const exceptionsOf = (of: CalendarRow): Exceptions =>
  new Map((of.days ?? []).map(({ day, working, note }) => [day, { working, note }]));
/** A span of the document is a list of numbers; ours are two. */
const spansOf = (of: CalendarRow, day: string) =>
  (of.hours[day] ?? []).flatMap((s) => (s?.length === 2 ? [s as [number, number]] : []));
const hoursOf = (of: CalendarRow) => weekdays.map((d) => spansText(spansOf(of, d)));

function Editor({ of, changed }: { of: CalendarRow; changed: () => void }) {
  const t = inUse(words);
  const [hours, setHours] = useState(() => hoursOf(of));
  const [days, setDays] = useState(() => exceptionsOf(of));
  const { busy, error, edit } = useEdit(changed);
  const parsed = hours.map(parseSpans);
  const n = differing(exceptionsOf(of), days);
  const otherHours = hours.join('|') !== hoursOf(of).join('|');
  const save = async () => {
    const next: CalendarRow = {
      ...of,
      hours: Object.fromEntries(weekdays.map((d, i) => [d, parsed[i] ?? []])),
      days: [...days].map(([day, e]) => ({ day, ...e })).sort((a, b) => a.day.localeCompare(b.day)),
    };
    await edit(() => calendars.save(next), { words: t.saved, undo: () => calendars.save(of) });
  };
  return (
    <div class="stack">
      <section class="block" aria-labelledby="hours">
        <h2 id="hours">{t.hours}</h2>
        <p class="tiny soft">{t.spansHint}</p>
        <div class="form-grid hours-grid">
          {t.weekdays.map((name, i) => (
            <Field
              key={name}
              label={name}
              placeholder={t.off}
              value={hours[i] ?? ''}
              set={(typed) => setHours(hours.map((h, j) => (j === i ? typed : h)))}
              fault={parsed[i] === null ? t.badSpans : null}
            />
          ))}
        </div>
      </section>
      <Year days={days} set={setDays} />
      {(n > 0 || otherHours) && (
        <section class="block save-bar" aria-label={t.save}>
          <p role="status">{[n > 0 && t.changed(n), otherHours && t.hoursChanged].filter(Boolean).join(' · ')}</p>
          {error && <Failure error={error} />}
          <p class="actions">
            <button
              type="button"
              class="button chief"
              disabled={busy || parsed.includes(null)}
              onClick={() => void save()}
            >
              {t.save}
            </button>
            <button
              type="button"
              class="button bare"
              onClick={() => {
                setHours(hoursOf(of));
                setDays(exceptionsOf(of));
              }}
            >
              {t.restore}
            </button>
          </p>
        </section>
      )}
    </div>
  );
}
