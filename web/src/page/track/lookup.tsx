import { useState } from 'preact/hooks';
import { date } from '../../format.ts';
import { trackingNumber } from '../../number.ts';
import { lang } from '../../settings.ts';
import { Icon } from '../../ui/icon.tsx';
import { offerUndo } from '../../ui/undo.tsx';
import { inUse } from '../../ui/words.ts';
import { forget, recent, restore } from './recent.ts';
import { words } from './words.ts';

/** Where a number is typed, or picked from those that this device has seen. */
export function Lookup({ show, first = '' }: { show: (number: string) => void; first?: string }) {
  const t = inUse(words);
  const [typed, setTyped] = useState(first);
  const [wrong, setWrong] = useState(false);
  const look = (event: Event) => {
    event.preventDefault();
    const found = trackingNumber(typed);
    setWrong(!found);
    if (found) show(found);
  };
  return (
    <>
      <form class="block" onSubmit={look} noValidate>
        <div>
          <label class="label" for="number">
            {t.number}
          </label>
          <input
            id="number"
            class="field number"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            placeholder={t.hint}
            value={typed}
            aria-invalid={wrong}
            aria-describedby={wrong ? 'number-fault' : undefined}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          {wrong && (
            <p class="fault" id="number-fault" role="alert">
              {t.notNumber}
            </p>
          )}
        </div>
        <button type="submit" class="button chief">
          {t.look}
        </button>
      </form>
      <RecentList show={show} />
    </>
  );
}

function RecentList({ show }: { show: (number: string) => void }) {
  const t = inUse(words);
  const [list, setList] = useState(() => recent());
  if (list.length === 0) return null;
  const remove = (number: string) => {
    const before = list;
    forget(number);
    setList(recent());
    offerUndo(t.removed, () => {
      restore(before);
      setList(before);
    });
  };
  return (
    <section class="stack tight" aria-labelledby="recent">
      <h2 id="recent">{t.recent}</h2>
      <p class="small soft">{t.recentNote}</p>
      <ul class="recent">
        {list.map(({ number, at }) => (
          <li key={number}>
            <button type="button" class="recent-number" onClick={() => show(number)}>
              <span class="number">{number}</span>
              <span class="small soft">{date(new Date(at), lang.value)}</span>
            </button>
            <button
              type="button"
              class="button bare square"
              aria-label={t.remove(number)}
              onClick={() => remove(number)}
            >
              <Icon name="close" size={20} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
