import { useState } from 'preact/hooks';
import { inUse } from './words.ts';

const cancel = { zh: '取消', en: 'Cancel' };

interface Props {
  /** On the button that asks. */
  words: string;
  /** What will happen to whom, in a sentence. */
  what: string;
  /** On the button that does it. */
  sure: string;
  act: () => void;
  disabled?: boolean;
}

/** A button for what reaches other people or can't be undone: it says what will happen before it does. */
export function Confirm({ words, what, sure, act, disabled = false }: Props) {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <button type="button" class="button" disabled={disabled} onClick={() => setAsked(true)}>
        {words}
      </button>
    );
  }
  return (
    <fieldset class="confirm" aria-label={what}>
      <p class="small">{what}</p>
      <span class="actions">
        <button
          type="button"
          class="button chief"
          onClick={() => {
            setAsked(false);
            act();
          }}
        >
          {sure}
        </button>
        <button type="button" class="button bare" onClick={() => setAsked(false)}>
          {inUse(cancel)}
        </button>
      </span>
    </fieldset>
  );
}
