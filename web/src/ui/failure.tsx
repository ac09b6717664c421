import type { Refusal } from '../api/client.ts';
import { text } from '../i18n/index.ts';

/** What went wrong, what it means and what to do, with the id to quote in small print. With a retry it is about something fetched, without about something done. */
export function Failure({ error, retry }: { error: Refusal; retry?: () => void }) {
  const t = text.value.problem;
  return (
    <div class="notice warn failure" role="alert">
      <p>
        {error.status === 0
          ? t.offline
          : error.status === 429
            ? t.busy
            : (error.problem?.title ?? t.refused(error.status))}
      </p>
      {error.status === 0 && <p class="tiny">{retry ? t.offlineMeans : t.unsent}</p>}
      {error.problem?.detail && <p class="tiny">{error.problem.detail}</p>}
      {retry && (
        <button type="button" class="button" onClick={retry}>
          {t.retry}
        </button>
      )}
      {error.problem?.request_id && (
        <p class="tiny">
          {t.id} <code>{error.problem.request_id}</code>
        </p>
      )}
    </div>
  );
}
