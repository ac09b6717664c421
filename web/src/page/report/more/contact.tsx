import type { Signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { consentOf } from '../../../api/office.ts';
import { named } from '../../../i18n/index.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { consent, contactEmail, contactName, contactPhone } from '../draft.ts';
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
      <Line id="contact-phone" label={t.phone} of={contactPhone} type="tel" autocomplete="tel" maxLength={20} />
      <Line id="contact-email" label={t.email} of={contactEmail} type="email" autocomplete="email" maxLength={120} />
      {open && <Consent />}
    </details>
  );
}

interface LineProps {
  id: string;
  label: string;
  of: Signal<string>;
  type?: 'text' | 'tel' | 'email';
  autocomplete: string;
  maxLength: number;
}

function Line({ id, label, of, type = 'text', autocomplete, maxLength }: LineProps) {
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
        value={of.value}
        onInput={(event) => {
          of.value = event.currentTarget.value;
        }}
      />
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
        <p class="small consent-words">{named(data.text)}</p>
      </details>
    </div>
  );
}
