import { useState } from 'preact/hooks';
import { type CodeRow, codes } from '../../../api/manage.ts';
import { queryOf } from '../../../api/office.ts';
import { Confirm } from '../../../ui/confirm.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { CellField } from '../cell-field.tsx';
import { cellName } from '../cells.ts';
import { Make } from './make.tsx';
import { words } from './words.ts';

/** Grid codes: what hangs where, printed anew, made, withdrawn. */
export function Codes() {
  const t = inUse(words);
  const [cell, setCell] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { data, error, loading, again } = useFetched(cell, (signal) => codes.list(cell.trim(), signal));
  const toggle = (code: string) => {
    const next = new Set(chosen);
    if (!next.delete(code)) next.add(code);
    setChosen(next);
  };
  const picked = (data ?? []).filter((c) => chosen.has(c.code) && !c.withdrawn).map((c) => c.code);
  const sheet = picked.length > 0 ? { codes: picked.join(',') } : { cell: cell.trim() };
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <div class="toolbar">
        <CellField label={t.cell} hint={t.cellHint} value={cell} set={setCell} />
        {(picked.length > 0 || cell.trim() !== '') && (
          <a class="button" href={`/codes/sheet${queryOf(sheet)}`} target="_blank" rel="noreferrer">
            <Icon name="print" />
            {picked.length > 0 ? t.sheetSome(picked.length) : t.sheet}
          </a>
        )}
      </div>
      <p class="tiny soft">{t.sheetNote}</p>
      {error && <Failure error={error} retry={again} />}
      {data && (
        <div class="table-frame" aria-busy={loading}>
          {data.length === 0 && <p class="empty">{cell.trim() ? t.none : t.pick}</p>}
          {data.length > 0 && (
            <table class="table cards">
              <thead>
                <tr>
                  <th scope="col">{t.label}</th>
                  <th scope="col">{t.kind}</th>
                  <th scope="col">{t.code}</th>
                  <th scope="col">{t.cell}</th>
                  <th scope="col">{t.state}</th>
                  <th scope="col" class="cell-actions">
                    {t.actions}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.map((c) => (
                  <Row key={c.code} of={c} chosen={chosen.has(c.code)} toggle={() => toggle(c.code)} changed={again} />
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
      <Make made={again} cell={cell} />
    </div>
  );
}

interface RowProps {
  of: CodeRow;
  chosen: boolean;
  toggle: () => void;
  changed: () => void;
}

function Row({ of, chosen, toggle, changed }: RowProps) {
  const t = inUse(words);
  const { busy, error, act } = useAct();
  const withdraw = async () => {
    if (await act(() => codes.withdraw(of.code))) changed();
  };
  return (
    <tr data-dim={of.withdrawn || undefined} data-chosen={chosen || undefined}>
      <th scope="row">
        {of.withdrawn ? (
          of.label
        ) : (
          <label class="tick">
            <input type="checkbox" checked={chosen} onChange={toggle} aria-label={t.select(of.label)} />
            <span>{of.label}</span>
          </label>
        )}
      </th>
      <td data-name={t.kind}>{t.kinds[of.kind]}</td>
      <td data-name={t.code} class="number">
        {of.code}
      </td>
      <td data-name={t.cell}>{of.cell ? of.cell_name || cellName(of.cell) : '—'}</td>
      <td data-name={t.state}>{of.withdrawn ? t.withdrawn : t.inUse}</td>
      <td class="cell-actions">
        {!of.withdrawn && (
          <Confirm
            words={t.withdraw}
            what={t.withdrawWhat(of.label)}
            sure={t.withdrawSure}
            act={() => void withdraw()}
            disabled={busy}
          />
        )}
        {error && <Failure error={error} />}
      </td>
    </tr>
  );
}
