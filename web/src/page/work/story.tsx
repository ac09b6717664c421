import type { Severity } from '../../api/types.ts';
import type { CaseEvent, CaseFile, Task } from '../../api/work.ts';
import { moment } from '../../format.ts';
import { named } from '../../i18n/index.ts';
import { lang } from '../../settings.ts';
import { eventName, listed, pair, whoDid } from './say.ts';
import { departments, seenSeq } from './store.ts';
import { words } from './words.ts';

/** What happened, newest first, as a thread to be read. What came while one looked is marked. */
export function Story({ of: c }: { of: CaseFile }) {
  const t = words.value;
  const events = [...(c.events ?? [])].sort((a, b) => b.seq - a.seq);
  return (
    <section class="work-part" aria-labelledby="work-story">
      <h3 id="work-story">{t.story}</h3>
      <ol class="work-story">
        {events.map((e) => (
          <Item key={e.seq} of={e} />
        ))}
      </ol>
    </section>
  );
}

function Item({ of: e }: { of: CaseEvent }) {
  const t = words.value;
  return (
    <li class="work-event" data-new={e.seq > seenSeq.value ? '' : undefined} data-kind={e.who.kind}>
      <p class="work-event-head">
        <strong>{eventName(e.action)}</strong>
        {target(e) && <span>→ {target(e)}</span>}
        {e.seq > seenSeq.value && <span class="work-new tiny">{t.changed}</span>}
      </p>
      <p class="tiny soft figure">
        {whoDid(e.who)} · {moment(new Date(e.at), lang.value)}
      </p>
      <Also of={e} />
      {e.reason && (
        <p class="small">
          {t.reason} · {pair(e.reason.title) || e.reason.code}
        </p>
      )}
      {e.note && <p class="small work-quote">{e.note}</p>}
      {e.public_note && (
        <p class="small work-quote work-public">
          <span class="tiny soft">{t.toReporter} </span>
          {e.public_note}
        </p>
      )}
    </li>
  );
}

/** Whom or what an event led to: a department, somebody, a step of the ladder, a severity, what a task is. */
function target({ action, department, detail }: CaseEvent): string {
  const t = words.value;
  if (action === 'dispatch') return department ? named(department.title) : '';
  if (action === 'escalate') return t.levels[Number(detail.level)] ?? '';
  if (action === 'regrade') return t.severities[detail.severity as Severity] ?? '';
  if (action === 'split') return `${titleOf(String(detail.task_for))} · ${detail.task_title}`;
  if (action === 'end_task') return t.task[detail.task_state as Task['state']] ?? '';
  return '';
}

/** A department by its code. */
function titleOf(code: string): string {
  const found = departments.value.data?.find((d) => d.code === code);
  return found ? named(found.title) : code;
}

/** Whom the rules told at the same time. */
function Also({ of: e }: { of: CaseEvent }) {
  const also = (e.detail.also ?? []) as readonly string[];
  if (also.length === 0) return null;
  return <p class="small">{words.value.also(listed(also.map(titleOf)))}</p>;
}
