import { useState } from 'preact/hooks';
import { tokens } from '../../../api/manage.ts';
import { me } from '../../../session.ts';
import { AddBox, useAdding } from '../../../ui/add-box.tsx';
import { DateField, Field, faultOf, Tick } from '../../../ui/form.tsx';
import { Once } from '../../../ui/once.tsx';
import { inUse } from '../../../ui/words.ts';
import { permissionName } from '../permissions.ts';
import { words } from './words.ts';

/** Makes a token with some of one's own permissions; its text is shown once. */
export function NewToken({ made }: { made: () => void }) {
  const t = inUse(words);
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [ends, setEnds] = useState('');
  const [password, setPassword] = useState('');
  const adding = useAdding();
  const { tried, error } = adding;
  const create = () => {
    const body = {
      title: title.trim(),
      permissions: [...chosen],
      ...(ends && { ends_at: lastMoment(ends) }),
      ...(password && { password }),
    };
    void adding.add(body.title !== '' && chosen.length > 0, async () => {
      const { token } = await tokens.create(body);
      setTitle('');
      setPassword('');
      made();
      return <Once key={token} words={t.once} secret={token} />;
    });
  };
  return (
    <AddBox adding={adding} title={t.add} button={t.create} submit={create}>
      <div class="form-grid">
        <Field
          label={t.title}
          hint={t.titleHint}
          value={title}
          set={setTitle}
          maxLength={100}
          fault={(tried && !title.trim() && t.needTitle) || faultOf(error, 'title')}
        />
        <DateField label={t.lastDay} value={ends} set={setEnds} fault={faultOf(error, 'ends_at')} />
      </div>
      <fieldset>
        <legend class="label">{t.permissions}</legend>
        <div class="ticks">
          {(me.value?.permissions ?? []).map((p) => (
            <Tick
              key={p}
              label={permissionName(p)}
              value={chosen.includes(p)}
              set={(on) => setChosen(on ? [...chosen, p] : chosen.filter((c) => c !== p))}
            />
          ))}
        </div>
        {tried && chosen.length === 0 && (
          <p class="fault" role="alert">
            {t.needPermission}
          </p>
        )}
      </fieldset>
      <Field
        label={t.password}
        hint={t.passwordHint}
        type="password"
        value={password}
        set={setPassword}
        fault={error?.status === 400 && faultOf(error, 'password') ? t.wrongPassword : faultOf(error, 'password')}
      />
    </AddBox>
  );
}

/** The end of a day here. */
const lastMoment = (day: string) => new Date(`${day}T23:59:59`).toISOString();
