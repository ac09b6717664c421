import { useEffect, useRef, useState } from 'preact/hooks';
import type { CaseFile, Task, TaskEnd } from '../../api/work.ts';
import { moment } from '../../format.ts';
import { named } from '../../i18n/index.ts';
import { me } from '../../session.ts';
import { lang } from '../../settings.ts';
import { newKey } from './deeds.ts';
import { drafts, emptyDraft, setDraft } from './draft.ts';
import { deedBox, deedOf, said } from './store.ts';
import { en, words, zh } from './words.ts';

/** What other departments do for the case. Whoever may, says how a task ended: it can be undone like every other step. */
export function Tasks({ of: c }: { of: CaseFile }) {
  const tasks = c.tasks ?? [];
  if (tasks.length === 0) return null;
  return (
    <section class="work-part" aria-labelledby="work-tasks">
      <h3 id="work-tasks">{words.value.tasks}</h3>
      <ul class="work-tasks">
        {tasks.map((task) => (
          <Item key={task.id} of={c} task={task} />
        ))}
      </ul>
    </section>
  );
}

function Item({ of: c, task }: { of: CaseFile; task: Task }) {
  const t = words.value;
  const draft = drafts.value.get(c.id)?.task;
  const end = draft?.id === task.id ? draft.end : null;
  const busy = deedOf(c.id) !== null;
  const begin = (how: TaskEnd) => {
    if (how === 'done') finish(c, task, how, '');
    else setDraft(c.id, { ...emptyDraft('end_task'), task: { id: task.id, end: how } });
  };
  return (
    <li class="work-task" data-state={task.state}>
      <p>{task.title}</p>
      <p class="tiny soft figure">
        {task.department && `${named(task.department.title)} · `}
        {t.task[task.state]}
        {task.state === 'open' && task.due && ` · ${t.until(moment(new Date(task.due), lang.value))}`}
        {task.ended_at && ` · ${moment(new Date(task.ended_at), lang.value)}`}
      </p>
      {task.note && <p class="small work-quote">{task.note}</p>}
      {end && !busy && <Why of={c} task={task} end={end} />}
      {!end && !busy && (task.ends?.length ?? 0) > 0 && (
        <p class="row work-task-ends">
          {(task.ends as TaskEnd[]).map((how) => (
            <button key={how} type="button" class="button small" onClick={() => begin(how)}>
              {t.taskEnd[how]}
            </button>
          ))}
        </p>
      )}
    </li>
  );
}

/** Asks for the words of an end that takes some. */
function Why({ of: c, task, end }: { of: CaseFile; task: Task; end: TaskEnd }) {
  const t = words.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const [lacks, setLacks] = useState(false);
  const draft = drafts.value.get(c.id);
  useEffect(() => field.current?.focus(), []);
  const send = (event: Event) => {
    event.preventDefault();
    const note = draft?.note.trim() ?? '';
    const empty = end === 'returned' && note === '';
    setLacks(empty);
    if (empty) field.current?.focus();
    else finish(c, task, end, note);
  };
  return (
    <form
      class="work-form work-task-why"
      onSubmit={send}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && send(event)}
      noValidate
      aria-label={t.taskEnded[end]}
    >
      <label class="label" for="work-task-note">
        {t.taskWhy[end]}
      </label>
      <textarea
        id="work-task-note"
        ref={field}
        class="field work-note"
        rows={2}
        maxLength={2000}
        value={draft?.note ?? ''}
        aria-invalid={lacks}
        aria-describedby={lacks ? 'work-task-fault' : undefined}
        onInput={(event) => {
          setLacks(false);
          if (draft) setDraft(c.id, { ...draft, note: event.currentTarget.value });
        }}
      />
      {lacks && (
        <p class="fault" id="work-task-fault" role="alert">
          {t.needTaskWhy}
        </p>
      )}
      <p class="row">
        <button type="submit" class="button chief">
          {t.taskEnded[end]}
        </button>
        <button type="button" class="button" onClick={() => setDraft(c.id, null)}>
          {t.cancel}
        </button>
      </p>
    </form>
  );
}

function finish(c: CaseFile, task: Task, end: TaskEnd, note: string): void {
  deedBox()?.hold({
    key: newKey(),
    account: me.peek()?.id ?? 0,
    caseId: c.id,
    number: c.number,
    title: { zh: `${zh.taskEnded[end]} · ${task.title}`, en: `${en.taskEnded[end]} · ${task.title}` },
    to: '',
    path: `/api/v1/tasks/${task.id}`,
    body: { state: end, note },
  });
  setDraft(c.id, null);
  said.value = `${words.peek().taskEnded[end]} · ${words.peek().held(10)}`;
}
