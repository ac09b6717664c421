import { useState } from 'preact/hooks';
import { changePassword, type Fault } from './enter.ts';
import { focusFault, TextField, valuesOf } from './field.tsx';
import { words } from './words.ts';

/** Asks for the old password and a new one; old is known where somebody signed in with it just now. */
export function PasswordForm({ old, done }: { old?: string | undefined; done: () => void }) {
  const t = words.value;
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const values = valuesOf(form);
    setBusy(true);
    const found = await changePassword(old ?? values.old, values.fresh);
    setBusy(false);
    setFault(found);
    if (found) focusFault(form, found);
    else done();
  };
  return (
    <form class="sign-in-form" onSubmit={submit} noValidate>
      {old === undefined && <TextField name="old" label={t.old} fault={fault} autocomplete="current-password" />}
      <TextField name="fresh" label={t.fresh} hint={t.freshHint} fault={fault} autocomplete="new-password" />
      <p class="tiny soft">{t.ends}</p>
      {fault && (fault.field === null || (old !== undefined && fault.field === 'old')) && (
        <p class="fault" role="alert">
          {fault.words}
        </p>
      )}
      <button type="submit" class="button chief" disabled={busy}>
        {t.save}
      </button>
    </form>
  );
}
