import { DeedLine } from './act.tsx';
import { deeds } from './deeds.ts';
import { openCase, selected } from './store.ts';
import { words } from './words.ts';

/** What is on its way of cases that are not on show, the newest below. */
export function Toasts() {
  const t = words.value;
  const others = deeds.value.filter((d) => d.caseId !== selected.value);
  const failed = others.filter((d) => d.state === 'conflict' || d.state === 'refused');
  const going = others.filter((d) => !failed.includes(d)).slice(-2);
  if (others.length === 0) return null;
  return (
    <div class="work-toasts">
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
