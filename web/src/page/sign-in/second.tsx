import { useState } from 'preact/hooks';
import { ask, Refusal } from '../../api/client.ts';
import { enter, me } from '../../session.ts';
import { Qr } from '../../ui/qr.tsx';
import type { Fault } from './enter.ts';
import { TextField, valuesOf } from './field.tsx';
import { words } from './words.ts';

/** Turns the second factor on or off. */
export function Second() {
  const t = words.value;
  const [key, setKey] = useState<{ secret: string; uri: string } | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const account = me.value;
  if (!account) return null;
  const attempt = async (act: () => Promise<unknown>) => {
    try {
      await act();
      setFault(null);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setFault({ field: 'totp', words: error.passing ? t.offline : t.wrongCode });
    }
  };
  const begin = () =>
    attempt(async () => setKey(await ask<{ secret: string; uri: string }>('POST', '/api/v1/session/totp')));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const code = valuesOf(event.currentTarget as HTMLFormElement).totp.replace(/\s/g, '');
    void attempt(async () => {
      await ask(account.totp ? 'DELETE' : 'PUT', '/api/v1/session/totp', { body: { code } });
      setKey(null);
      enter({ ...account, totp: !account.totp });
    });
  };
  return (
    <>
      <p class="small soft">{account.totp ? t.secondOn : t.secondOff}</p>
      {!account.totp && !key && (
        <button type="button" class="button" onClick={() => void begin()}>
          {t.secondSet}
        </button>
      )}
      {key && (
        <>
          <p class="small">{t.secondHow}</p>
          <Qr text={key.uri} label={t.openApp} />
          <p class="small">
            {t.secret} <code class="account-secret">{key.secret}</code>
          </p>
          <p class="small">
            <a href={key.uri}>{t.openApp}</a>
          </p>
        </>
      )}
      {(key || account.totp) && (
        <form class="sign-in-form" onSubmit={submit} noValidate>
          <TextField name="totp" label={t.code} fault={fault} autocomplete="one-time-code" />
          <button type="submit" class="button">
            {account.totp ? t.secondEnd : t.confirm}
          </button>
        </form>
      )}
    </>
  );
}
