import { useState } from 'preact/hooks';
import type { Refusal } from '../../../api/client.ts';
import type { DepartmentKind, DepartmentRow } from '../../../api/manage.ts';
import { AreaField } from '../../../ui/area-field.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Field, faultOf, Pick, Tick } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { words } from './words.ts';

interface Props {
  of: DepartmentRow;
  /** The codes that there are. */
  taken: readonly string[];
  save: (next: DepartmentRow) => void;
  cancel: () => void;
  busy: boolean;
  error: Refusal | null;
}

export function DepartmentForm({ of, taken, save, cancel, busy, error }: Props) {
  const t = inUse(words);
  const [d, set] = useState(of);
  const [tried, setTried] = useState(false);
  const isNew = of.code === '';
  const badCode = isNew && (!/^[a-z0-9][a-z0-9_-]{0,39}$/.test(d.code) || taken.includes(d.code));
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (d.title.zh.trim() && !badCode) save(d);
  };
  return (
    <form class="stack" onSubmit={submit} noValidate aria-busy={busy}>
      <div class="form-grid">
        <Field
          label={t.chinese}
          value={d.title.zh}
          set={(zh) => set({ ...d, title: { ...d.title, zh } })}
          maxLength={60}
          fault={tried && !d.title.zh.trim() ? t.needName : null}
        />
        <Field
          label={t.english}
          value={d.title.en}
          set={(en) => set({ ...d, title: { ...d.title, en } })}
          maxLength={60}
        />
        {isNew && (
          <Field
            label={t.code}
            hint={t.codeHint}
            value={d.code}
            set={(code) => set({ ...d, code })}
            maxLength={40}
            fault={(tried && badCode && t.needCode) || faultOf(error, 'code')}
          />
        )}
        <Pick
          label={t.kind}
          value={d.kind}
          set={(kind) => set({ ...d, kind: kind as DepartmentKind })}
          options={Object.entries(t.kinds) as [string, string][]}
        />
        <AreaField
          label={t.area}
          all={t.everywhere}
          prefixes
          value={d.area}
          set={(area) => set({ ...d, area })}
          fault={faultOf(error, 'area')}
        />
        <Field
          label={t.contact}
          type="tel"
          value={d.contact}
          set={(contact) => set({ ...d, contact })}
          maxLength={40}
        />
      </div>
      <div class="actions">
        <Tick label={t.always} value={d.always_on} set={(always_on) => set({ ...d, always_on })} />
        {!isNew && <Tick label={t.closed} value={d.closed} set={(closed) => set({ ...d, closed })} />}
      </div>
      {error && <Failure error={error} />}
      <p class="actions">
        <button type="submit" class="button chief" disabled={busy}>
          {t.save}
        </button>
        <button type="button" class="button bare" onClick={cancel}>
          {t.cancel}
        </button>
      </p>
    </form>
  );
}
