import { useState } from 'preact/hooks';
import { tokens } from '../../../api/manage.ts';
import { me } from '../../../session.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Field, faultOf, Tick } from '../../../ui/form.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { inUse } from '../../../ui/words.ts';
import { words } from './words.ts';

/** Makes a token with some of one's own permissions; its text is shown once. */
export function NewToken({ made }: { made: () => void }) {
  const t = inUse(words);
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [ends, setEnds] = useState('');
  const [tried, setTried] = useState(false);
  const [once, setOnce] = useState('');
  const { busy, error, act } = useAct();
  const create = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!title.trim() || chosen.length === 0) return;
    await act(async () => {
      const body = { title: title.trim(), permissions: [...chosen] };
      const { token } = await tokens.create({ ...body, ...(ends && { ends_at: new Date(ends).toISOString() }) });
      setOnce(token);
      setTitle('');
      setTried(false);
      made();
    });
  };
  return (
    <details class="more block">
      <summary>{t.add}</summary>
      <form class="stack" onSubmit={create} noValidate aria-busy={busy}>
        <div class="form-grid">
          <Field
            label={t.title}
            hint={t.titleHint}
            value={title}
            set={setTitle}
            maxLength={100}
            fault={(tried && !title.trim() && t.needTitle) || faultOf(error, 'title')}
          />
          <Field label={t.ends} type="date" value={ends} set={setEnds} fault={faultOf(error, 'ends_at')} />
        </div>
        <fieldset>
          <legend class="label">{t.permissions}</legend>
          <div class="form-grid">
            {(me.value?.permissions ?? []).map((p) => (
              <Tick
                key={p}
                label={p}
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
        {error && !error.problem?.field && <Failure error={error} />}
        <p>
          <button type="submit" class="button chief" disabled={busy}>
            {t.create}
          </button>
        </p>
        <div role="status">
          {once && (
            <div class="once">
              <p class="small">{t.once}</p>
              <code>{once}</code>
            </div>
          )}
        </div>
      </form>
    </details>
  );
}
