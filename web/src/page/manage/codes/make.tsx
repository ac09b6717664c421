import { useState } from 'preact/hooks';
import { codes } from '../../../api/manage.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Field, faultOf, Pick } from '../../../ui/form.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { inUse } from '../../../ui/words.ts';
import { parseCoordinates } from '../../report/draft.ts';
import { CellField } from '../cell-field.tsx';
import { words } from './words.ts';

type Kind = 'cell' | 'building';

/** Makes a grid code for a cell, or for a building in it. */
export function Make({ made, cell: first }: { made: () => void; cell: string }) {
  const t = inUse(words);
  const [kind, setKind] = useState<Kind>('building');
  const [label, setLabel] = useState('');
  const [cell, setCell] = useState(first);
  const [at, setAt] = useState('');
  const [tried, setTried] = useState(false);
  const [said, setSaid] = useState('');
  const { busy, error, act } = useAct();
  const place = at.trim() === '' ? null : parseCoordinates(at);
  const badPlace = typeof place === 'string' || (kind === 'building' && place === null);
  const lacksCell = kind === 'cell' && !cell.trim();
  const save = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!label.trim() || badPlace || lacksCell) return;
    const body = {
      kind,
      label: label.trim(),
      ...(cell.trim() && { cell: cell.trim() }),
      ...(place && typeof place !== 'string' && { ...place, datum: 'wgs84' }),
    };
    if (!(await act(() => codes.create(body)))) return;
    setSaid(t.made(body.label));
    setLabel('');
    setAt('');
    setTried(false);
    made();
  };
  return (
    <details class="more block">
      <summary>{t.make}</summary>
      <form class="stack" onSubmit={save} noValidate aria-busy={busy}>
        <div class="form-grid">
          <Pick
            label={t.kind}
            value={kind}
            set={(next) => setKind(next as Kind)}
            options={Object.entries(t.kinds) as [string, string][]}
          />
          <Field
            label={t.label}
            hint={t.labelHint}
            value={label}
            set={setLabel}
            maxLength={60}
            fault={(tried && !label.trim() && t.needLabel) || faultOf(error, 'label')}
          />
          <CellField
            label={t.cell}
            value={cell}
            set={setCell}
            fault={(tried && lacksCell && t.needCell) || faultOf(error, 'cell')}
          />
          <Field
            label={t.at}
            hint={t.atHint}
            value={at}
            set={setAt}
            fault={(tried && badPlace && t.badAt) || faultOf(error, 'lon')}
          />
        </div>
        {error && <Failure error={error} />}
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
