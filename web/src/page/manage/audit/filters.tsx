import { DateField, Field, Pick } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { deeds } from './deeds.ts';
import { everything, type Filter, narrows } from './filter.ts';
import { words } from './words.ts';

/** What narrows the audit: its kind, who, to whom or what, and when. */
export function Filters({ of, set }: { of: Filter; set: (next: Filter) => void }) {
  const t = inUse(words);
  return (
    <search class="stack tight">
      <div class="form-grid audit-filters">
        <Field
          label={t.byWho}
          hint={t.byWhoHint}
          type="search"
          maxLength={100}
          value={of.who}
          set={(who) => set({ ...of, who })}
        />
        <Field
          label={t.byObject}
          hint={t.byObjectHint}
          type="search"
          maxLength={100}
          value={of.object}
          set={(object) => set({ ...of, object })}
        />
        <Pick
          label={t.action}
          value={of.action}
          set={(action) => set({ ...of, action })}
          options={[['', t.everything], ...Object.entries(inUse(deeds).families)]}
        />
        <DateField label={t.since} value={of.since} set={(since) => set({ ...of, since })} />
        <DateField label={t.until} value={of.until} set={(until) => set({ ...of, until })} />
      </div>
      {narrows(of) && (
        <p>
          <button type="button" class="button bare" onClick={() => set(everything)}>
            {t.clear}
          </button>
        </p>
      )}
    </search>
  );
}
