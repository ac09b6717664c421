import './date-input.css';
import { useRef, useState } from 'preact/hooks';
import { day } from '../day.ts';
import { date } from '../format.ts';
import { lang } from '../settings.ts';
import { Icon } from './icon.tsx';
import { inUse } from './words.ts';

const words = {
  zh: { form: '年-月-日', calendar: '从日历里选' },
  en: { form: 'year-month-day', calendar: 'Choose from a calendar' },
};

interface Props {
  /** A day, 2026-11-23; empty: none. */
  value: string;
  set: (day: string) => void;
  id?: string;
  invalid?: boolean;
  describedBy?: string | undefined;
  /** The first and last day that the calendar offers. */
  min?: string | undefined;
  max?: string | undefined;
}

/**
 * A day, written as the page writes dates: the browser's own field writes them as its own language does. What is no day is put
 * back to what there was when the field is left; an emptied field is no day.
 */
export function DateInput({ value, set, id, invalid, describedBy, min, max }: Props) {
  const t = inUse(words);
  const [typed, setTyped] = useState<string | null>(null);
  const calendar = useRef<HTMLInputElement>(null);
  const read = typed === null ? value : typed.trim() === '' ? '' : day(typed);
  const leave = () => {
    if (read !== null && read !== value) set(read);
    setTyped(null);
  };
  return (
    <div class="date-input">
      <input
        id={id}
        class="field figure"
        autocomplete="off"
        maxLength={20}
        placeholder={t.form}
        aria-invalid={invalid || read === null}
        aria-describedby={describedBy}
        value={typed ?? (value && date(new Date(`${value}T00:00`), lang.value))}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onBlur={leave}
        onKeyDown={(event) => event.key === 'Enter' && leave()}
      />
      <button type="button" aria-label={t.calendar} title={t.calendar} onClick={() => calendar.current?.showPicker()}>
        <Icon name="calendar" size={20} />
      </button>
      <input
        ref={calendar}
        class="date-native"
        type="date"
        tabIndex={-1}
        aria-hidden="true"
        value={value}
        min={min}
        max={max}
        onChange={(event) => set(event.currentTarget.value)}
      />
    </div>
  );
}
