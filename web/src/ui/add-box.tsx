import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Failure } from './failure.tsx';
import { useAct } from './use-act.ts';

/** A form that adds something: whether it was tried (then what lacks is said), what came of it. */
export function useAdding() {
  const [tried, setTried] = useState(false);
  const [said, setSaid] = useState<ComponentChildren>('');
  const { busy, error, act } = useAct();
  /** Adds, unless something lacks; says what was added. */
  const add = async (sound: boolean, what: () => Promise<ComponentChildren>): Promise<void> => {
    setTried(true);
    if (!sound) return;
    await act(async () => {
      const words = await what();
      setSaid(words);
      setTried(false);
    });
  };
  return { tried, said, busy, error, add };
}

interface Props {
  adding: ReturnType<typeof useAdding>;
  /** On what unfolds the form. */
  title: string;
  /** On its button. */
  button: string;
  submit: () => void;
  children: ComponentChildren;
}

/** The form, folded until it is wanted. */
export function AddBox({ adding: { busy, error, said }, title, button, submit, children }: Props) {
  return (
    <details class="more block">
      <summary>{title}</summary>
      <form
        class="stack"
        noValidate
        aria-busy={busy}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {children}
        {error && !error.problem?.field && <Failure error={error} />}
        <p class="actions">
          <button type="submit" class="button chief" disabled={busy}>
            {button}
          </button>
        </p>
        <div class="small" role="status">
          {said}
        </div>
      </form>
    </details>
  );
}
