import { useState } from 'preact/hooks';
import { accounts } from '../../../api/manage.ts';
import { AddBox, useAdding } from '../../../ui/add-box.tsx';
import { Field, faultOf, Pick } from '../../../ui/form.tsx';
import { Once } from '../../../ui/once.tsx';
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
  const adding = useAdding();
  const { tried, error } = adding;
  const create = () => {
    const body = { name: name.trim(), login: login.trim(), ...(department && { department }) };
    void adding.add(body.name !== '' && isLogin(body.login), async () => {
      const { one_time_password: password } = await accounts.create(body);
      setName('');
      setLogin('');
      created();
      return password && <Once key={password} words={t.once(body.name)} secret={password} />;
    });
  };
  return (
    <AddBox adding={adding} title={t.add} button={t.create} submit={create}>
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
    </AddBox>
  );
}
