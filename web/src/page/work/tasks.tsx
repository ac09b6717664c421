import { useState } from 'preact/hooks';
import { ask, Refusal } from '../../api/client.ts';
import type { CaseFile, Task } from '../../api/work.ts';
import { moment } from '../../format.ts';
import { named } from '../../i18n/index.ts';
import { can, me } from '../../session.ts';
import { lang } from '../../settings.ts';
import { Failure } from '../../ui/failure.tsx';
import { newKey } from './deeds.ts';
import { loadFile } from './store.ts';
import { words } from './words.ts';

/** What other departments do for the case; who may, says that it is done. */
export function Tasks({ of: c }: { of: CaseFile }) {
  const t = words.value;
  const tasks = c.tasks ?? [];
  const [error, setError] = useState<Refusal | null>(null);
  if (tasks.length === 0) return null;
  const end = async (task: Task) => {
    try {
      await ask('POST', `/api/v1/tasks/${task.id}`, { key: newKey(), body: { state: 'done', note: '' } });
      setError(null);
      await loadFile(c.id);
    } catch (failed) {
      if (!(failed instanceof Refusal)) throw failed;
      setError(failed);
    }
  };
  const mine = (task: Task) =>
    can('case.dispatch') || (can('case.handle') && task.department?.code === me.value?.department?.code);
  return (
    <section class="work-part" aria-labelledby="work-tasks">
      <h3 id="work-tasks">{t.tasks}</h3>
      <ul>
        {tasks.map((task) => (
          <li key={task.id} class="row spread work-task">
            <span class="small">
              {task.title}
              <span class="tiny soft figure">
                {task.department && `${named(task.department.title)} · `}
                {t.task[task.state]}
                {task.due && ` · ${t.until(moment(new Date(task.due), lang.value))}`}
              </span>
            </span>
            {task.state === 'open' && mine(task) && (
              <button type="button" class="button" onClick={() => void end(task)}>
                {t.taskDone}
              </button>
            )}
          </li>
        ))}
      </ul>
      {error && <Failure error={error} />}
    </section>
  );
}
