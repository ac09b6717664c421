import { useEffect, useRef, useState } from 'preact/hooks';
import { type Code, consentOf, join } from '../../api/office.ts';
import { named } from '../../i18n/index.ts';
import { lang } from '../../settings.ts';
import { ConsentText } from '../../ui/consent-text.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAct } from '../../ui/use-act.ts';
import { useFetched } from '../../ui/use-fetched.ts';
import { inUse } from '../../ui/words.ts';
import { missing } from './form.ts';
import { words } from './words.ts';

type Hours = keyof (typeof words)['zh']['hourChoices'];

/** Asks whoever wants to volunteer for a name, a number and consent. */
export function JoinForm({ of, leave }: { of: Code; leave: () => void }) {
  const t = inUse(words);
  const consent = useFetched('join', (signal) => consentOf('join', signal));
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [hours, setHours] = useState<Hours | ''>('');
  const [agreed, setAgreed] = useState(false);
  const [lacking, setLacking] = useState<ReturnType<typeof missing>>(null);
  const [sent, setSent] = useState(false);
  const { busy, error, act } = useAct();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const stale = error?.problem?.field === 'consent_version';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal
  useEffect(() => {
    if (!stale) return;
    setAgreed(false);
    consent.again();
  }, [stale]);
  if (sent) return <Joined />;
  const send = async (event: Event) => {
    event.preventDefault();
    const lack = missing({ name, phone, agreed });
    setLacking(lack);
    if (lack) return document.querySelector<HTMLElement>(`#join-${lack}`)?.focus();
    if (!consent.data) return;
    const { version } = consent.data;
    const body = { name: name.trim(), phone: phone.trim(), consent_version: version, language: lang.value };
    if (await act(() => join(of.code, { ...body, ...(hours && { hours }) }))) setSent(true);
  };
  return (
    <form class="block" onSubmit={send} noValidate aria-busy={busy}>
      <h2 ref={title} tabIndex={-1}>
        {t.form}
      </h2>
      <p>{t.formLead(of.cell_name || (of.cell as string))}</p>
      <div>
        <label class="label" for="join-name">
          {t.name}
        </label>
        <input
          id="join-name"
          class="field"
          autocomplete="name"
          maxLength={60}
          value={name}
          aria-invalid={lacking === 'name'}
          aria-describedby={lacking === 'name' ? 'join-fault' : undefined}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        {lacking === 'name' && <Fault words={t.needName} />}
      </div>
      <div>
        <label class="label" for="join-phone">
          {t.phone}
        </label>
        <input
          id="join-phone"
          class="field"
          type="tel"
          autocomplete="tel"
          maxLength={20}
          value={phone}
          aria-invalid={lacking === 'phone'}
          aria-describedby={lacking === 'phone' ? 'join-fault' : 'join-phone-why'}
          onInput={(event) => setPhone(event.currentTarget.value)}
        />
        {lacking === 'phone' && <Fault words={t.needPhone} />}
        <p class="tiny soft" id="join-phone-why">
          {t.phoneWhy}
        </p>
      </div>
      <fieldset>
        <legend class="label">{t.hours}</legend>
        <div class="actions">
          {(Object.keys(t.hourChoices) as Hours[]).map((key) => (
            <button
              key={key}
              type="button"
              class="button"
              aria-pressed={hours === key}
              onClick={() => setHours(hours === key ? '' : key)}
            >
              {t.hourChoices[key]}
            </button>
          ))}
        </div>
      </fieldset>
      {consent.error && !consent.data && (
        <div>
          <p class="fault">{t.consentLost}</p>
          <Failure error={consent.error} retry={consent.again} />
        </div>
      )}
      {consent.data && (
        <div>
          <h3>{t.consentTitle}</h3>
          <ConsentText text={named(consent.data.text)} />
          <label class="consent">
            <input
              id="join-consent"
              type="checkbox"
              checked={agreed}
              aria-invalid={lacking === 'consent'}
              aria-describedby={lacking === 'consent' ? 'join-fault' : undefined}
              onChange={(event) => setAgreed(event.currentTarget.checked)}
            />
            <span>{t.consent(consent.data.version)}</span>
          </label>
          {lacking === 'consent' && <Fault words={t.needConsent} />}
          {stale && <p class="fault">{t.consentChanged}</p>}
        </div>
      )}
      {error && !stale && <Failure error={error} />}
      <p class="actions">
        <button type="submit" class="button chief" disabled={busy || !consent.data}>
          {busy ? t.sending : t.send}
        </button>
        <button type="button" class="button bare" onClick={leave}>
          {t.back}
        </button>
      </p>
    </form>
  );
}

function Fault({ words: what }: { words: string }) {
  return (
    <p class="fault" id="join-fault" role="alert">
      {what}
    </p>
  );
}

function Joined() {
  const t = inUse(words);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <section class="block" aria-labelledby="joined">
      <h2 id="joined" class="row joined" ref={title} tabIndex={-1}>
        <Icon name="check" />
        {t.done}
      </h2>
      <h3>{t.next}</h3>
      <ol class="join-steps">
        {t.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p class="small soft">{t.doneNote}</p>
    </section>
  );
}
