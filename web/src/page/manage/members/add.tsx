import { useState } from 'preact/hooks';
import { members } from '../../../api/manage.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Field, faultOf, Pick } from '../../../ui/form.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { inUse } from '../../../ui/words.ts';
import { CellField } from '../cell-field.tsx';
import { words } from './words.ts';

/** Registers somebody who did not join by a grid code. */
export function Add({ added, cell: first }: { added: () => void; cell: string }) {
  const t = inUse(words);
  const [name, setName] = useState('');
  const [role, setRole] = useState('volunteer');
  const [typed, setCell] = useState<string | null>(null);
  const cell = typed ?? first; // the one looked at, until another is typed
  const [phone, setPhone] = useState('');
  const [tried, setTried] = useState(false);
  const [said, setSaid] = useState('');
  const { busy, error, act } = useAct();
  const save = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!name.trim() || !cell.trim()) return;
    const body = { name: name.trim(), role, cell: cell.trim(), ...(phone.trim() && { phone: phone.trim() }) };
    if (!(await act(() => members.create(body)))) return;
    setSaid(t.added(body.name));
    setName('');
    setPhone('');
    setTried(false);
    added();
  };
  return (
    <details class="more block">
      <summary>{t.add}</summary>
      <form class="stack" onSubmit={save} noValidate aria-busy={busy}>
        <div class="form-grid">
          <Field
            label={t.name}
            value={name}
            set={setName}
            maxLength={60}
            fault={(tried && !name.trim() && t.needName) || faultOf(error, 'name')}
          />
          <Pick label={t.role} value={role} set={setRole} options={Object.entries(t.roles) as [string, string][]} />
          <CellField
            label={t.cell}
            value={cell}
            set={setCell}
            fault={(tried && !cell.trim() && t.needCell) || faultOf(error, 'cell')}
          />
          <Field
            label={t.phone}
            type="tel"
            value={phone}
            set={setPhone}
            maxLength={20}
            fault={faultOf(error, 'phone')}
          />
        </div>
        {error && !error.problem?.field && <Failure error={error} />}
        <p class="actions">
          <button type="submit" class="button chief" disabled={busy}>
            {t.save}
          </button>
          <span class="small soft" role="status">
            {said}
          </span>
        </p>
      </form>
    </details>
  );
}
