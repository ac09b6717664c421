import './sign-in.css';
import { useEffect, useState } from 'preact/hooks';
import { site } from '../../data/site.ts';
import { named } from '../../i18n/index.ts';
import { address, go } from '../../router.ts';
import { enter, me, type Pair, session } from '../../session.ts';
import { destination, type Fault, signIn } from './enter.ts';
import { focusFault, TextField, valuesOf } from './field.tsx';
import { PasswordForm } from './password-form.tsx';
import { SignOut } from './sign-out.tsx';
import { words } from './words.ts';

/** Account and password, a second factor where there is one, a new password where it has to be changed, then on. */
export function SignInPage() {
  useEffect(() => void session().catch(() => null), []);
  const [used, setUsed] = useState<string>();
  const account = me.value;
  const t = words.value;
  return (
    <main class="page sign-in-page">
      <div class="sign-in-card">
        <header>
          <img src="/favicon.svg" alt="" width="44" height="44" />
          <p class="soft">{site.value.data ? named(site.value.data.title) : ' '}</p>
        </header>
        {!account && <Form used={setUsed} />}
        {account?.must_change && (
          <>
            <h1>{t.change}</h1>
            <p class="small soft">{t.changeWhy}</p>
            <PasswordForm
              old={used}
              done={() => {
                enter({ ...account, must_change: false });
                leave();
              }}
            />
          </>
        )}
        {account && !account.must_change && <Inside />}
      </div>
    </main>
  );
}

/** On to where one was going. */
function leave(): void {
  const account = me.peek();
  const to = account && !account.must_change && destination(address.peek().query, account);
  if (to) go(to);
}

function Inside() {
  const t = words.value;
  const account = me.value;
  if (!account) return null;
  const to = destination(address.value.query, account);
  return (
    <>
      <h1>{t.asName(account.name)}</h1>
      {!to && <p class="small">{t.noPage}</p>}
      <div class="sign-in-form">
        {to && (
          <a class="button chief" href={to}>
            {t.go}
          </a>
        )}
        <SignOut />
      </div>
    </>
  );
}

function Form({ used }: { used: (password: string) => void }) {
  const t = words.value;
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  const [second, setSecond] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { login, password, totp } = valuesOf(form);
    if (second && !totp.trim()) {
      setFault({ field: 'totp', words: t.needCode });
      return;
    }
    setBusy(true);
    const found = await signIn(login, password, totp);
    setBusy(false);
    if ('id' in found) {
      used(password);
      leave();
      return;
    }
    setFault(found);
    if (found.field === 'totp') setSecond(true);
    focusFault(form, found);
  };
  const failed = new URLSearchParams(address.value.query).has('failed');
  return (
    <form class="sign-in-form" onSubmit={submit} noValidate aria-busy={busy}>
      <h1>{t.title}</h1>
      <p class="small soft">
        {t.for} <a href="/report">{t.report}</a>
      </p>
      {failed && !fault && (
        <p class="notice warn" role="alert">
          {t.signOnFailed}
        </p>
      )}
      <TextField name="login" label={t.login} fault={fault} autocomplete="username" />
      <TextField name="password" label={t.password} fault={fault} autocomplete="current-password" />
      {second && <TextField name="totp" label={t.code} hint={t.codeHint} fault={fault} autocomplete="one-time-code" />}
      {fault?.field === null && (
        <p class="notice warn" role="alert">
          {fault.words}
        </p>
      )}
      <button type="submit" class="button chief" disabled={busy}>
        {busy ? t.entering : t.enter}
      </button>
      <SignOn />
    </form>
  );
}

/** The government's own sign-on, where the site has one. */
function SignOn() {
  const t = words.value;
  const on = (site.value.data as { sign_on?: { title: Pair | string } | null } | null)?.sign_on;
  if (!on) return null;
  const title = typeof on.title === 'string' ? on.title : named(on.title);
  const to = new URLSearchParams(address.value.query).get('to') ?? '/work';
  return (
    <>
      <p class="sign-in-or tiny soft">{t.or}</p>
      <a class="button" href={`/api/v1/session/oidc?to=${encodeURIComponent(to)}`}>
        {t.signOn(title)}
      </a>
    </>
  );
}
