import { useState } from 'preact/hooks';
import { accounts } from '../../../api/manage.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Field, faultOf, Pick } from '../../../ui/form.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { inUse } from '../../../ui/words.ts';
import { departmentOptions } from '../departments/data.ts';
import { words } from './words.ts';

const isLogin = (s: string) => /^[a-z0-9][a-z0-9._@-]{1,99}$/.test(s);

/** Makes an account. The service makes the password; it is shown once, here. */
export function Create({ created }: { created: () => void }) {
  const t = inUse(words);
  const [name, setName] = useState('');
  const [login, setLogin] = useState('');
  const [department, setDepartment] = useState('');
  const [tried, setTried] = useState(false);
  const [once, setOnce] = useState<{ name: string; password: string } | null>(null);
  const { busy, error, act } = useAct();
  const create = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const body = { name: name.trim(), login: login.trim(), ...(department && { department }) };
    if (!body.name || !isLogin(body.login)) return;
    await act(async () => {
      const { one_time_password: password } = await accounts.create(body);
      setOnce(password ? { name: body.name, password } : null);
      setName('');
      setLogin('');
      setTried(false);
      created();
    });
  };
  return (
    <details class="more block" open={once !== null || undefined}>
      <summary>{t.add}</summary>
      <form class="stack" onSubmit={create} noValidate aria-busy={busy}>
        <div class="form-grid">
          <Field
            label={t.name}
            value={name}
            set={setName}
            maxLength={60}
            fault={(tried && !name.trim() && t.needName) || faultOf(error, 'name')}
          />
          <Field
            label={t.login}
            hint={t.loginHint}
            value={login}
            set={setLogin}
            maxLength={100}
            fault={(tried && !isLogin(login.trim()) && t.needLogin) || faultOf(error, 'login')}
          />
          <Pick
            label={t.department}
            value={department}
            set={setDepartment}
            options={[['', t.noDepartment], ...departmentOptions()]}
            fault={faultOf(error, 'department')}
          />
        </div>
        {error && !error.problem?.field && <Failure error={error} />}
        <p>
          <button type="submit" class="button chief" disabled={busy}>
            {t.create}
          </button>
        </p>
        <div role="status">
          {once && (
            <div class="once">
              <p class="small">{t.once(once.name)}</p>
              <code>{once.password}</code>
            </div>
          )}
        </div>
      </form>
    </details>
  );
}
