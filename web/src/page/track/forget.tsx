import { useState } from 'preact/hooks';
import { forgetContact } from '../../api/office.ts';
import { Failure } from '../../ui/failure.tsx';
import { useAct } from '../../ui/use-act.ts';
import { inUse } from '../../ui/words.ts';
import { words } from './words.ts';

/** Deletes how to reach whoever reported, where they left it. It can't be brought back, so it is asked twice. */
export function Forget({ number, left }: { number: string; left: boolean }) {
  const t = inUse(words);
  const [stage, setStage] = useState<'idle' | 'asked' | 'gone'>('idle');
  const { busy, error, act } = useAct();
  const forget = async () => {
    if (await act(() => forgetContact(number))) setStage('gone');
  };
  return (
    <section class="stack tight" aria-labelledby="privacy">
      <h2 id="privacy">{t.privacy}</h2>
      <div role="status">{stage === 'gone' && <p class="notice">{t.forgotten}</p>}</div>
      {stage === 'idle' && !left && <p class="soft">{t.noContact}</p>}
      {stage === 'idle' && left && (
        <p>
          <button type="button" class="button" onClick={() => setStage('asked')}>
            {t.forget}
          </button>
        </p>
      )}
      {stage === 'asked' && (
        <>
          <p>{t.forgetWhy}</p>
          {error && <Failure error={error} />}
          <p class="actions">
            <button type="button" class="button" disabled={busy} onClick={() => void forget()}>
              {t.forgetSure}
            </button>
            <button type="button" class="button bare" onClick={() => setStage('idle')}>
              {t.keep}
            </button>
          </p>
        </>
      )}
    </section>
  );
}
