import { offerUndo } from './undo.tsx';
import { useAct } from './use-act.ts';

/** The way back from something done. */
interface Back {
  /** What was done, in a sentence. */
  words: string;
  undo: () => Promise<unknown>;
  /** When it has been undone. */
  undone?: () => void;
}

/** Changes to what a list shows: each is made, the list told of it, and the way back offered for ten seconds. */
export function useEdit(changed: () => void) {
  const { busy, error, act } = useAct();
  const edit = async (what: () => Promise<unknown>, back?: Back): Promise<boolean> => {
    if (!(await act(what))) return false;
    changed();
    if (back)
      offerUndo(back.words, () => {
        void act(back.undo).then((done) => {
          if (!done) return;
          back.undone?.();
          changed();
        });
      });
    return true;
  };
  return { busy, error, act, edit };
}
