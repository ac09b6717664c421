import { useState } from 'preact/hooks';
import type { Fault, Field } from './enter.ts';
import { words } from './words.ts';

interface TextFieldProps {
  name: Field;
  label: string;
  hint?: string;
  fault: Fault | null;
  autocomplete: 'username' | 'current-password' | 'new-password' | 'one-time-code';
}

/** A field of a form of secrets, with its fault beside it. */
export function TextField({ name, label, hint, fault, autocomplete }: TextFieldProps) {
  const [shown, setShown] = useState(false);
  const t = words.value;
  const secret = autocomplete.endsWith('password');
  const wrong = fault?.field === name && fault.words !== '';
  const about = [hint && `${name}-hint`, wrong && `${name}-fault`].filter(Boolean).join(' ');
  const common = {
    id: name,
    name,
    class: `field ${autocomplete === 'one-time-code' ? 'figure' : ''}`,
    inputMode: autocomplete === 'one-time-code' ? 'numeric' : 'text',
    autocapitalize: 'none',
    spellcheck: false,
    autocomplete,
    'aria-invalid': wrong,
    'aria-describedby': about || undefined,
  } as const;
  return (
    <div class="sign-in-field">
      <label class="label" for={name}>
        {label}
      </label>
      <span class="sign-in-secret">
        {secret && !shown ? <input {...common} type="password" /> : <input {...common} type="text" />}
        {secret && (
          <button type="button" class="button bare tiny" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? t.hide : t.show}
          </button>
        )}
      </span>
      {hint && (
        <p class="tiny soft" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {wrong && (
        <p class="fault" id={`${name}-fault`} role="alert">
          {fault.words}
        </p>
      )}
    </div>
  );
}

/** The values of a form by the names of its fields. */
export function valuesOf(form: HTMLFormElement): Record<Field, string> {
  const data = new FormData(form);
  const value = (name: Field) => String(data.get(name) ?? '');
  return {
    login: value('login'),
    password: value('password'),
    totp: value('totp'),
    old: value('old'),
    fresh: value('fresh'),
  };
}

/** Brings the field with the fault under the hands. */
export function focusFault(form: HTMLFormElement, fault: Fault): void {
  if (fault.field)
    requestAnimationFrame(() => form.querySelector<HTMLInputElement>(`[name="${fault.field}"]`)?.focus());
}
