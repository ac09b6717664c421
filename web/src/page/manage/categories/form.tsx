import { useState } from 'preact/hooks';
import type { Refusal } from '../../../api/client.ts';
import type { CategoryRow, Unit } from '../../../api/manage.ts';
import { named, text } from '../../../i18n/index.ts';
import { Confirm } from '../../../ui/confirm.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Field, faultOf, Pick, Tick } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { limitOf, ownCode } from './limit.ts';
import { Milestones, stepsOf, typedSteps } from './milestones.tsx';
import { words } from './words.ts';

interface Props {
  of: CategoryRow;
  /** It is new: its code is asked for. */
  fresh?: boolean;
  layers: readonly string[];
  save: (next: CategoryRow) => void;
  cancel: () => void;
  busy: boolean;
  error: Refusal | null;
}

interface Typed {
  amount: string;
  unit: Unit;
}

const typedOf = (of: CategoryRow, key: 'make_safe' | 'resolve'): Typed => ({
  amount: of[key] ? String(of[key].amount) : '',
  unit: of[key]?.unit ?? 'work_days',
});

export function CategoryForm({ of, fresh = false, layers, save, cancel, busy, error }: Props) {
  const t = inUse(words);
  const [c, set] = useState(of);
  const [safe, setSafe] = useState(() => typedOf(of, 'make_safe'));
  const [resolve, setResolve] = useState(() => typedOf(of, 'resolve'));
  const [typed, setTyped] = useState(() => typedSteps(of.milestones));
  const [tried, setTried] = useState(false);
  const limits = [limitOf(safe.amount, safe.unit), limitOf(resolve.amount, resolve.unit)] as const;
  const layerNames: Record<string, string> = text.value.layers.names;
  const send = () => {
    setTried(true);
    const [make_safe, res] = limits;
    const milestones = stepsOf(typed);
    if (fresh && !ownCode(c.code)) return;
    if (c.name.zh.trim() && make_safe !== 'bad' && res !== 'bad' && milestones)
      save({ ...c, make_safe, resolve: res, milestones });
  };
  const units = Object.entries(t.units) as [Unit, string][];
  const limit = (what: string, value: Typed, put: (next: Typed) => void, bad: boolean) => (
    <>
      <Field
        label={t.amount(what)}
        hint={t.amountHint}
        value={value.amount}
        set={(amount) => put({ ...value, amount })}
        fault={tried && bad ? t.badAmount : null}
      />
      <Pick
        label={t.unit(what)}
        value={value.unit}
        set={(unit) => put({ ...value, unit: unit as Unit })}
        options={units}
      />
    </>
  );
  // What becomes public reaches everybody.
  const opens = of.sensitive && !c.sensitive;
  return (
    <form
      class="stack"
      noValidate
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault();
        if (!opens) send();
      }}
    >
      <div class="form-grid">
        {fresh && (
          <Field
            label={t.code}
            hint={t.codeHint}
            value={c.code}
            set={(code) => set({ ...c, code: code.normalize('NFKC').trim() })}
            maxLength={5}
            fault={(tried && !ownCode(c.code) ? t.badCode : null) ?? faultOf(error, 'code')}
          />
        )}
        <Field
          label={t.chinese}
          value={c.name.zh}
          set={(zh) => set({ ...c, name: { ...c.name, zh } })}
          maxLength={60}
          fault={tried && !c.name.zh.trim() ? t.needName : null}
        />
        <Field
          label={t.english}
          value={c.name.en}
          set={(en) => set({ ...c, name: { ...c.name, en } })}
          maxLength={80}
        />
        <Pick
          label={t.layer}
          value={c.layer}
          set={(layer) => set({ ...c, layer })}
          options={layers.map((l) => [l, layerNames[l] ?? l] as const)}
        />
        <Pick
          label={t.severity}
          value={c.severity}
          set={(severity) => set({ ...c, severity: severity as CategoryRow['severity'] })}
          options={Object.entries(text.value.severity) as [string, string][]}
        />
        {limit(t.makeSafe, safe, setSafe, limits[0] === 'bad')}
        {limit(t.resolve, resolve, setResolve, limits[1] === 'bad')}
      </div>
      <Milestones typed={typed} put={setTyped} tried={tried} />
      <div class="actions">
        <Tick label={t.sensitive} value={c.sensitive} set={(sensitive) => set({ ...c, sensitive })} />
        <Tick label={t.retired} value={c.retired ?? false} set={(retired) => set({ ...c, retired })} />
      </div>
      {error && <Failure error={error} />}
      <div class="actions">
        {opens ? (
          <Confirm words={t.save} what={t.publicWhat(named(c.name))} sure={t.publicSure} act={send} disabled={busy} />
        ) : (
          <button type="submit" class="button chief" disabled={busy}>
            {t.save}
          </button>
        )}
        <button type="button" class="button bare" onClick={cancel}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}
