import { useState } from 'preact/hooks';
import { type HookRow, hooks } from '../../../api/manage.ts';
import { Failure } from '../../../ui/failure.tsx';
import type { useEdit } from '../../../ui/use-edit.ts';
import { inUse } from '../../../ui/words.ts';
import { type Draft, HookFields, isAddress } from './fields.tsx';
import { words } from './words.ts';

interface Props {
  of: HookRow;
  editing: ReturnType<typeof useEdit>;
  close: () => void;
}

/** Changes what a hook is called, where it leads and what it tells. */
export function EditHook({ of: h, editing: { busy, error, edit }, close }: Props) {
  const t = inUse(words);
  const before = { title: h.title, area: h.area, events: [...(h.events ?? [])] };
  const [draft, set] = useState<Draft>({ kind: h.kind, secret: '', url: '', ...before });
  const [tried, setTried] = useState(false);
  const save = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const [title, url] = [draft.title.trim(), draft.url.trim()];
    if (!title || (url && !isAddress(url))) return;
    const body = { title, area: draft.area, events: [...draft.events], ...(url && { url }) };
    // The address that was can't be put back: the page never had its key.
    const back = { words: t.changed(title), undo: () => hooks.change(h.id, before) };
    if (await edit(() => hooks.change(h.id, body), url ? undefined : back)) close();
  };
  return (
    <form class="stack" onSubmit={(event) => void save(event)} noValidate aria-busy={busy}>
      <HookFields of={draft} set={set} tried={tried} error={error} old />
      {error && !error.problem?.field && <Failure error={error} />}
      <p class="actions">
        <button type="submit" class="button chief" disabled={busy}>
          {t.save}
        </button>
        <button type="button" class="button bare" onClick={close}>
          {t.cancel}
        </button>
      </p>
    </form>
  );
}
