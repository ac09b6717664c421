import { DeedLine } from './act.tsx';
import { deeds, leftOver } from './deeds.ts';
import { openCase, selected } from './store.ts';
import { words } from './words.ts';

/** What is on its way of cases that are not on show, the newest below. */
export function Toasts() {
  const t = words.value;
  const others = deeds.value.filter((d) => d.caseId !== selected.value);
  const failed = others.filter((d) => d.state === 'conflict' || d.state === 'refused');
  const going = others.filter((d) => !failed.includes(d)).slice(-2);
  if (others.length === 0 && leftOver.value === 0) return null;
  return (
    <div class="work-toasts">
      <LeftOver />
      {failed.map((d) => (
        <button key={d.key} type="button" class="work-toast work-toast-failed" onClick={() => openCase(d.caseId)}>
          <strong class="figure">{d.number}</strong> {d.state === 'conflict' ? t.conflict : t.refused} · {t.openIt}
        </button>
      ))}
      {going.map((d) => (
        <div key={d.key} class="work-toast">
          <DeedLine of={d} number />
        </div>
      ))}
    </div>
  );
}

/** Whoever is back is told that what they did before goes out now. */
function LeftOver() {
  const t = words.value;
  const n = leftOver.value;
  return (
    <div role="status">
      {n > 0 && (
        <div class="work-toast row spread">
          <span>{t.leftOver(n)}</span>
          <button
            type="button"
            class="button"
            onClick={() => {
              leftOver.value = 0;
            }}
          >
            {t.dismiss}
          </button>
        </div>
      )}
    </div>
  );
}
