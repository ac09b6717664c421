import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Refusal } from '../api/client.ts';
import { DateInput } from './date-input.tsx';
import { TimeInput } from './time-input.tsx';

export interface Common {
  label: string;
  hint?: string | undefined;
  fault?: string | null | undefined;
}

/** What a refusal says of one field of the request; null where it is about something else. */
export function faultOf(error: Refusal | null, field: string): string | null {
  const problem = error?.problem;
  return problem?.field === field ? problem.detail : null;
}

export function Around({ id, label, hint, fault, children }: Common & { id: string; children: ComponentChildren }) {
  return (
    <div class="form-field">
      <label class="label" for={id}>
        {label}
      </label>
      {children}
      {hint && (
        <p class="tiny soft" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

export const about = (id: string, { hint, fault }: Common) =>
  [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined;

type InputKind = 'text' | 'password' | 'tel' | 'email' | 'url' | 'number' | 'search';

interface FieldProps extends Common {
  value: string;
  set: (value: string) => void;
  type?: InputKind;
  placeholder?: string;
  maxLength?: number;
  list?: string;
}

/** A labelled field of one line, with its fault beside it. */
export function Field({ value, set, type = 'text', placeholder, maxLength, list, ...common }: FieldProps) {
  const id = useId();
  return (
    <Around id={id} {...common}>
      <input
        id={id}
        class="field"
        // The types of the browser's elements want one element for each kind.
        {...({ type, list } as { type: 'text' })}
        autocomplete={type === 'password' ? 'current-password' : 'off'}
        placeholder={placeholder}
        maxLength={maxLength}
        value={value}
        aria-invalid={Boolean(common.fault)}
        aria-describedby={about(id, common)}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </Around>
  );
}

interface PickProps extends Common {
  value: string;
  set: (value: string) => void;
  options: readonly (readonly [value: string, words: string])[];
}

/** A labelled choice of one. */
export function Pick({ value, set, options, ...common }: PickProps) {
  const id = useId();
  return (
    <Around id={id} {...common}>
      <select
        id={id}
        class="field"
        value={value}
        aria-invalid={Boolean(common.fault)}
        aria-describedby={about(id, common)}
        onChange={(event) => set(event.currentTarget.value)}
      >
        {options.map(([v, words]) => (
          <option key={v} value={v}>
            {words}
          </option>
        ))}
      </select>
    </Around>
  );
}

/** A labelled time of day, in minutes from midnight. */
export function TimeField({ value, set, ...common }: Common & { value: number; set: (minutes: number) => void }) {
  const id = useId();
  return (
    <Around id={id} {...common}>
      <TimeInput id={id} value={value} set={set} invalid={Boolean(common.fault)} describedBy={about(id, common)} />
    </Around>
  );
}

/** A labelled day, 2026-11-23; empty: none. */
export function DateField({ value, set, ...common }: Common & { value: string; set: (day: string) => void }) {
  const id = useId();
  return (
    <Around id={id} {...common}>
      <DateInput id={id} value={value} set={set} invalid={Boolean(common.fault)} describedBy={about(id, common)} />
    </Around>
  );
}

/** A box to tick. */
export function Tick({ label, value, set }: { label: string; value: boolean; set: (value: boolean) => void }) {
  return (
    <label class="tick">
      <input type="checkbox" checked={value} onChange={(event) => set(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
