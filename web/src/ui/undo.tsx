import './undo.css';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { text } from '../i18n/index.ts';

/** How long something done can be undone, ms. */
export const undoFor = 10_000;

interface Undoable {
  words: string;
  undo: () => void;
}

const done = signal<Undoable | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says what was done, and offers to undo it for ten seconds. A second thing done takes the place of the first. */
export function offerUndo(words: string, undo: () => void): void {
  clearTimeout(timer);
  done.value = { words, undo };
  timer = setTimeout(clear, undoFor);
}

function clear(): void {
  clearTimeout(timer);
  done.value = null;
}

/** The bar at the foot of a page that offers undo. */
export function UndoBar() {
  useEffect(() => clear, []);
  const it = done.value;
  return (
    <div role="status">
      {it && (
        <p class="undo-bar">
          <span>{it.words}</span>
          <button
            type="button"
            class="button"
            onClick={() => {
              clear();
              it.undo();
            }}
          >
            {text.value.kept.undo}
          </button>
        </p>
      )}
    </div>
  );
}
