import { useEffect, useState } from 'preact/hooks';
import { members, type Span } from '../../../api/manage.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { TimeInput } from '../../../ui/time-input.tsx';
import { useEdit } from '../../../ui/use-edit.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { nextSpan, overlap } from './roster.ts';
import { words } from './words.ts';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** The hours that a member serves, weekday by weekday. */
export function RosterEditor({ id }: { id: number }) {
  const t = inUse(words);
  const got = useFetched(String(id), (signal) => members.roster(id, signal));
  const [spans, setSpans] = useState<readonly Span[]>([]);
  const { busy, error, edit } = useEdit(() => undefined);
  useEffect(() => setSpans(got.data ?? []), [got.data]);
  if (got.error) return <Failure error={got.error} retry={got.again} />;
  if (!got.data) return <span class="skeleton" />;
  const clash = overlap(spans);
  const put = (before: Span, after: Span | null) =>
    setSpans(spans.flatMap((s) => (s === before ? (after ? [after] : []) : [s])));
  const save = async () => {
    const [before, next] = [got.data as Span[], [...spans]];
    const back = { words: t.rosterSaved, undo: () => members.setRoster(id, before), undone: () => got.put(before) };
    if (await edit(() => members.setRoster(id, next), back)) got.put(next);
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
                    <TimeInput
                      label={`${name} ${t.from}`}
                      value={span.from}
                      set={(from) => put(span, { ...span, from })}
                    />
                    –
                    <TimeInput label={`${name} ${t.to}`} value={span.to} set={(to) => put(span, { ...span, to })} />
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
