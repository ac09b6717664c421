import { useState } from 'preact/hooks';
import { clock, minutes } from '../time-of-day.ts';

interface Props {
  value: number;
  set: (minutes: number) => void;
  id?: string;
  label?: string;
  invalid?: boolean;
  describedBy?: string | undefined;
}

/**
 * A time of day in minutes from midnight, written with 24 hours: the browser's own field shows AM and PM where its language does.
 * What is no time of day is put back to what there was when the field is left.
 */
export function TimeInput({ value, set, id, label, invalid, describedBy }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const read = typed === null ? value : minutes(typed);
  const leave = () => {
    if (read !== null && read !== value) set(read);
    setTyped(null);
  };
  return (
    <input
      id={id}
      class="field figure time-input"
      inputMode="numeric"
      autocomplete="off"
      maxLength={5}
      placeholder="09:00"
      aria-label={label}
      aria-invalid={invalid || read === null}
      aria-describedby={describedBy}
      value={typed ?? clock(value)}
      onFocus={(event) => event.currentTarget.select()}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => event.key === 'Enter' && leave()}
    />
  );
}
