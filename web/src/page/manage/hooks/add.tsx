import { useState } from 'preact/hooks';
import { type HookKind, hooks } from '../../../api/manage.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Field, faultOf, Pick } from '../../../ui/form.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { inUse } from '../../../ui/words.ts';
import { words } from './words.ts';

const empty = { title: '', url: '', secret: '', events: '', area: '' };

export function Add({ added }: { added: () => void }) {
  const t = inUse(words);
  const [kind, setKind] = useState<HookKind>('webhook');
  const [typed, set] = useState(empty);
  const [tried, setTried] = useState(false);
  const [said, setSaid] = useState('');
  const { busy, error, act } = useAct();
  const badUrl = !/^https?:\/\/\S+$/.test(typed.url.trim());
  const create = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!typed.title.trim() || badUrl) return;
    const body = {
      kind,
      title: typed.title.trim(),
      url: typed.url.trim(),
      events: typed.events.split(/[,，\s]+/).filter(Boolean),
      area: typed.area.trim(),
      ...(typed.secret && { secret: typed.secret }),
    };
    if (!(await act(() => hooks.create(body)))) return;
    setSaid(t.created(body.title));
    set(empty);
    setTried(false);
    added();
  };
  const field = (name: keyof typeof empty, hint?: string, lacks?: string | false) => (
    <Field
      label={t[name]}
      hint={hint}
      value={typed[name]}
      set={(value) => set({ ...typed, [name]: value })}
      fault={lacks || faultOf(error, name)}
    />
  );
  return (
    <details class="more block">
      <summary>{t.add}</summary>
      <form class="stack" onSubmit={create} noValidate aria-busy={busy}>
        <div class="form-grid">
          <Pick
            label={t.kind}
            value={kind}
            set={(next) => setKind(next as HookKind)}
            options={Object.entries(t.kinds) as [string, string][]}
          />
          {field('title', undefined, tried && !typed.title.trim() && t.needTitle)}
          {field('url', undefined, tried && badUrl && t.needUrl)}
          {field('events', t.eventsHint)}
          {field('area', t.areaHint)}
          {field('secret', t.secretHint)}
        </div>
        {error && !error.problem?.field && <Failure error={error} />}
        <p class="actions">
          <button type="submit" class="button chief" disabled={busy}>
            {t.create}
          </button>
          <span class="small soft" role="status">
            {said}
          </span>
        </p>
      </form>
    </details>
  );
}
