import './sign-in.css';
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { areaName, seekAreas } from '../../data/areas.ts';
import { load, loaded } from '../../data/load.ts';
import { moment } from '../../format.ts';
import { named } from '../../i18n/index.ts';
import { go } from '../../router.ts';
import { enter, me } from '../../session.ts';
import { lang } from '../../settings.ts';
import { accountDialog, Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { PasswordForm } from './password-form.tsx';
import { Second } from './second.tsx';
import { SignOut } from './sign-out.tsx';
import { words } from './words.ts';

interface Device {
  id: string | number;
  created_at: string;
  seen_at: string;
  agent: string;
  address: string;
  current: boolean;
}

const devices = loaded<readonly Device[]>();
const said = signal('');

/** Who one is here, what one may do, where one is signed in, and the way out. */
export function AccountDialog() {
  const t = words.value;
  const account = me.value;
  useEffect(() => {
    said.value = '';
    if (me.peek()) void loadDevices();
    const stop = new AbortController();
    // Where the names of areas can't be had, their codes stand for them.
    for (const code of new Set(me.peek()?.roles.map((r) => r.area)))
      if (code && areaName(code) === code) seekAreas('', code, stop.signal).catch(() => null);
    return () => stop.abort();
  }, []);
  if (!account) return null;
  const leave = () => {
    accountDialog.value = false;
    go('/sign-in');
  };
  return (
    <Dialog open={accountDialog} title={account.name}>
      <div class="account">
        <dl class="account-facts small">
          <dt>{t.login}</dt>
          <dd>{account.login}</dd>
          <dt>{t.department}</dt>
          <dd>{account.department ? named(account.department.title) : t.noDepartment}</dd>
          <dt>{t.roles}</dt>
          <dd>
            {account.roles.map((r) => (
              <span key={r.role + r.area} class="account-role">
                {named(r.title)} · <span class="figure">{r.area ? areaName(r.area) : t.everywhere}</span>
              </span>
            ))}
          </dd>
        </dl>
        <SignOut chief done={leave} />
        <Password />
        <details class="unfold">
          <summary>{t.second}</summary>
          <Second />
        </details>
        <details class="unfold">
          <summary>{t.devices}</summary>
          {devices.value.error && <Failure error={devices.value.error} retry={() => void loadDevices()} />}
          <ul>
            {devices.value.data?.map((d) => (
              <DeviceRow key={d.id} of={d} />
            ))}
          </ul>
        </details>
        <p class="small" role="status">
          {said.value}
        </p>
      </div>
    </Dialog>
  );
}

const loadDevices = () =>
  load(devices, async () => (await ask<{ sessions: Device[] | null }>('GET', '/api/v1/sessions')).sessions ?? []);

function Password() {
  const t = words.value;
  const [open, setOpen] = useState(false);
  return (
    <details class="unfold" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.changePassword}</summary>
      {open && (
        <PasswordForm
          done={() => {
            const account = me.peek();
            if (account) enter({ ...account, must_change: false });
            setOpen(false);
            said.value = t.saved;
            void loadDevices();
          }}
        />
      )}
    </details>
  );
}

function DeviceRow({ of: d }: { of: Device }) {
  const t = words.value;
  const end = async () => {
    await ask('DELETE', `/api/v1/sessions/${d.id}`).catch(() => null);
    said.value = t.ended;
    await loadDevices();
  };
  return (
    <li class="account-device">
      <span class="small">
        {d.current ? <strong>{t.thisOne}</strong> : device(d.agent)}
        <span class="tiny soft figure">
          {t.seen(moment(new Date(d.seen_at), lang.value))} · {d.address}
        </span>
      </span>
      {!d.current && (
        <button type="button" class="button" onClick={() => void end()}>
          {t.end}
        </button>
      )}
    </li>
  );
}

/** Browser and system out of what a browser calls itself. */
function device(agent: string): string {
  const browser = /(Edg|Firefox|Chrome|Safari)\/\d+/.exec(agent)?.[1]?.replace('Edg', 'Edge');
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent)?.[1]?.replace('Mac OS X', 'macOS');
  return [browser, system].filter(Boolean).join(' · ') || agent.slice(0, 40) || '?';
}
