import { useState } from 'preact/hooks';
import { members } from '../../../api/manage.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Field } from '../../../ui/form.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { inUse } from '../../../ui/words.ts';
import { words } from './words.ts';

/** How to reach a member: shown once the reason is written, and each look is audited. */
export function Contact({ id }: { id: number }) {
  const t = inUse(words);
  const [why, setWhy] = useState('');
  const [lacking, setLacking] = useState(false);
  const [found, setFound] = useState<{ phone: string } | null>(null);
  const { busy, error, act } = useAct();
  const look = (event: Event) => {
    event.preventDefault();
    setLacking(why.trim() === '');
    if (why.trim() !== '') void act(async () => setFound(await members.contact(id, why.trim())));
  };
  if (found) return <p class="number">{found.phone || '—'}</p>;
  return (
    <form class="toolbar" onSubmit={look} noValidate>
      <Field
        label={t.why}
        hint={t.whyHint}
        value={why}
        set={setWhy}
        maxLength={200}
        fault={lacking ? t.needWhy : null}
      />
      <button type="submit" class="button" disabled={busy}>
        {t.look}
      </button>
      {error && <Failure error={error} />}
    </form>
  );
}
