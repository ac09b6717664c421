import { useState } from 'preact/hooks';
import { contest, type Track } from '../../api/office.ts';
import { date } from '../../format.ts';
import { lang } from '../../settings.ts';
import { minute } from '../../ui/clock.ts';
import { Failure } from '../../ui/failure.tsx';
import { useAct } from '../../ui/use-act.ts';
import { inUse } from '../../ui/words.ts';
import { contestable } from './steps.ts';
import { words } from './words.ts';

/** Lets whoever reported say that the matter is not settled, while the time for it runs. */
export function Contest({ of, put }: { of: Track; put: (of: Track) => void }) {
  const t = inUse(words);
  const [what, setWhat] = useState('');
  const [missing, setMissing] = useState(false);
  const [sent, setSent] = useState(false);
  const { busy, error, act } = useAct();
  const open = contestable(of, minute.value);
  const until = of.contest_until ? date(new Date(of.contest_until), lang.value) : '';
  // Closed anew, it can be contested anew.
  if (sent && of.state === 'contested') {
    return (
      <p class="notice" role="status">
        {t.contested}
      </p>
    );
  }
  if (open === 'over') return <p class="small soft">{t.contestOver(until)}</p>;
  if (open === 'no') return null;
  const send = async (event: Event) => {
    event.preventDefault();
    setMissing(what.trim() === '');
    if (what.trim() === '') return;
    await act(async () => {
      put(await contest(of.tracking, what.trim()));
      setSent(true);
      setWhat('');
    });
  };
  return (
    <details class="more block">
      <summary>{t.contest}</summary>
      <form class="stack" onSubmit={send} noValidate aria-busy={busy}>
        <p>{t.contestLead(until)}</p>
        <div>
          <label class="label" for="contest">
            {t.contestWords}
          </label>
          <textarea
            id="contest"
            class="field"
            maxLength={1000}
            placeholder={t.contestHint}
            value={what}
            aria-invalid={missing}
            aria-describedby={missing ? 'contest-fault' : undefined}
            onInput={(event) => setWhat(event.currentTarget.value)}
          />
          {missing && (
            <p class="fault" id="contest-fault" role="alert">
              {t.contestNeed}
            </p>
          )}
        </div>
        <p class="small soft">{t.contestNext}</p>
        {error && <Failure error={error} />}
        <p>
          <button type="submit" class="button chief" disabled={busy}>
            {t.contestSend}
          </button>
        </p>
      </form>
    </details>
  );
}
