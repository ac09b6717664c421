import { useEffect, useState } from 'preact/hooks';
import { members, type Span } from '../../../api/manage.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { offerUndo } from '../../../ui/undo.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { clock, minutes, nextSpan, overlap } from './roster.ts';
import { words } from './words.ts';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** The hours that a member serves, weekday by weekday. */
export function RosterEditor({ id }: { id: number }) {
  const t = inUse(words);
  const got = useFetched(String(id), (signal) => members.roster(id, signal));
  const [spans, setSpans] = useState<readonly Span[]>([]);
  const { busy, error, act } = useAct();
  useEffect(() => setSpans(got.data ?? []), [got.data]);
  if (got.error) return <Failure error={got.error} retry={got.again} />;
  if (!got.data) return <span class="skeleton" />;
  const clash = overlap(spans);
  const put = (before: Span, after: Span | null) =>
    setSpans(spans.flatMap((s) => (s === before ? (after ? [after] : []) : [s])));
  const save = async () => {
    const before = got.data as Span[];
    if (!(await act(() => members.setRoster(id, [...spans])))) return;
    got.put([...spans]);
    offerUndo(t.rosterSaved, () => {
      void act(() => members.setRoster(id, before)).then((done) => done && got.put(before));
    });
  };
  return (
    <div class="stack">
      <p class="small soft">{t.rosterLead}</p>
      <ul class="roster">
        {weekdays.map((weekday) => {
          const name = t.weekdays[weekday - 1] as string;
          const mine = spans.filter((s) => s.weekday === weekday);
          return (
            <li key={weekday}>
              <span class="roster-day">{name}</span>
              <span class="roster-spans">
                {mine.length === 0 && <span class="soft">{t.rest}</span>}
                {mine.map((span, i) => (
                  <span key={i} class="roster-span">
                    <Time label={`${name} ${t.from}`} value={span.from} set={(from) => put(span, { ...span, from })} />
                    –
                    <Time label={`${name} ${t.to}`} value={span.to} set={(to) => put(span, { ...span, to })} />
                    <button
                      type="button"
                      class="button bare square"
                      aria-label={t.removeSpan(name, i + 1)}
                      onClick={() => put(span, null)}
                    >
                      <Icon name="close" size={20} />
                    </button>
                  </span>
                ))}
              </span>
              <button
                type="button"
                class="button bare square"
                aria-label={t.addSpan(name)}
                onClick={() => setSpans([...spans, nextSpan(weekday, spans)])}
              >
                <Icon name="plus" size={20} />
              </button>
            </li>
          );
        })}
      </ul>
      {clash !== null && (
        <p class="fault" role="alert">
          {t.overlap(t.weekdays[clash - 1] as string)}
        </p>
      )}
      {error && <Failure error={error} />}
      <p>
        <button type="button" class="button chief" disabled={busy || clash !== null} onClick={() => void save()}>
          {t.saveRoster}
        </button>
      </p>
    </div>
  );
}

/** A time of day. The browser's field has no 24:00: the end of the day is shown as 00:00. */
function Time({ label, value, set }: { label: string; value: number; set: (minutes: number) => void }) {
  return (
    <input
      class="field figure"
      type="time"
      aria-label={label}
      value={clock(value % 1440)}
      onChange={(event) => {
        const to = minutes(event.currentTarget.value);
        if (to !== null) set(to);
      }}
    />
  );
}
