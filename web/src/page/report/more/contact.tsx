import type { Signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { consentOf } from '../../../api/office.ts';
import { named } from '../../../i18n/index.ts';
import { ConsentText } from '../../../ui/consent-text.tsx';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { consent, contactEmail, contactName, contactPhone, refused } from '../draft.ts';
import { words } from './words.ts';

/** How to reach the reporter, for those who want an answer, beside the words that say what is done with it. */
export function Contact() {
  const t = inUse(words).contact;
  const [open, setOpen] = useState(false);
  return (
    <details class="part contact" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.title}</summary>
      <p class="tiny soft">{t.why}</p>
      <Line id="contact-name" label={t.name} of={contactName} autocomplete="name" maxLength={60} />
      <Line
        id="contact-phone"
        label={t.phone}
        of={contactPhone}
        type="tel"
        autocomplete="tel"
        maxLength={20}
        sound={{ pattern: phonePattern, fault: t.notPhone, field: 'reporter.phone' }}
      />
      <Line
        id="contact-email"
        label={t.email}
        of={contactEmail}
        type="email"
        autocomplete="email"
        maxLength={120}
        sound={{ pattern: emailPattern, fault: t.notEmail, field: 'reporter.email' }}
      />
      {open && <Consent />}
    </details>
  );
}

/** As the service takes them; spaces around them are no fault. */
const phonePattern = '\\s*[+\\d\\s\\(\\)\\-]{5,20}\\s*';
const emailPattern = '\\s*[^\\s@]+@[^\\s@]+\\.[^\\s@]+\\s*';

/** What a line has to be, how that is said, and what the service calls it. */
interface Sound {
  pattern: string;
  fault: string;
  field: string;
}

interface LineProps {
  id: string;
  label: string;
  of: Signal<string>;
  type?: 'text' | 'tel' | 'email';
  autocomplete: string;
  maxLength: number;
  sound?: Sound;
}

function Line({ id, label, of, type = 'text', autocomplete, maxLength, sound }: LineProps) {
  const [wrong, setWrong] = useState(false);
  const bad = sound !== undefined && (wrong || refused.value?.problem?.field === sound.field);
  return (
    <>
      <label class="label" for={id}>
        {label}
      </label>
      <input
        id={id}
        class="field"
        {...({ type } as { type: 'text' })}
        autocomplete={autocomplete}
        maxLength={maxLength}
        {...(sound && { pattern: sound.pattern })}
        value={of.value}
        aria-invalid={bad}
        aria-describedby={bad ? `${id}-fault` : undefined}
        onInvalid={(event) => {
          setWrong(true);
          event.currentTarget.closest('details')?.setAttribute('open', '');
        }}
        onBlur={(event) => setWrong(!event.currentTarget.validity.valid)}
        onInput={(event) => {
          of.value = event.currentTarget.value;
          if (event.currentTarget.validity.valid) setWrong(false);
        }}
      />
      {bad && (
        <p class="fault" id={`${id}-fault`} role="alert">
          {sound.fault}
        </p>
      )}
    </>
  );
}

function Consent() {
  const t = inUse(words).contact;
  const { data, error } = useFetched('report', (signal) => consentOf('report', signal));
  useEffect(() => {
    if (data) consent.value = data.version;
  }, [data]);
  if (!data) return <p class="tiny soft consent-line">{error && t.later}</p>;
  return (
    <div class="consent-line">
      <p class="small">{t.consent(data.version)}</p>
      <details class="typed">
        <summary>{t.read}</summary>
        <ConsentText text={named(data.text)} />
      </details>
    </div>
  );
}
