import { useState } from 'preact/hooks';
import { type CodeRow, codes } from '../../../api/manage.ts';
import { queryOf } from '../../../api/office.ts';
import { areaName } from '../../../data/areas.ts';
import { AreaField } from '../../../ui/area-field.tsx';
import { Confirm } from '../../../ui/confirm.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Listing } from '../../../ui/listing.tsx';
import { useEdit } from '../../../ui/use-edit.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { Make } from './make.tsx';
import { words } from './words.ts';

/** Grid codes: what hangs where, printed anew, made, withdrawn. */
export function Codes() {
  const t = inUse(words);
  const [cell, setCell] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const got = useFetched(cell, (signal) => codes.list(cell, signal));
  const toggle = (code: string) => {
    const next = new Set(chosen);
    if (!next.delete(code)) next.add(code);
    setChosen(next);
  };
  const picked = (got.data ?? []).filter((c) => chosen.has(c.code) && !c.withdrawn).map((c) => c.code);
  const sheet = picked.length > 0 ? { codes: picked.join(',') } : { cell };
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <div class="toolbar">
        <AreaField label={t.cell} all={t.everywhere} permission="code.manage" prefixes value={cell} set={setCell} />
        {(picked.length > 0 || cell !== '') && (
          <a class="button" href={`/codes/sheet${queryOf(sheet)}`} target="_blank" rel="noreferrer">
            <Icon name="print" />
            {picked.length > 0 ? t.sheetSome(picked.length) : t.sheet}
          </a>
        )}
      </div>
      {(picked.length > 0 || cell !== '') && <p class="tiny soft">{t.sheetNote}</p>}
      <Make made={got.again} cell={cell} />
      <Listing
        got={got}
        columns={[t.label, t.kind, t.code, t.cell, t.state]}
        actions={t.actions}
        none={cell ? t.none : t.pick}
      >
        {(c) => (
          <Row key={c.code} of={c} chosen={chosen.has(c.code)} toggle={() => toggle(c.code)} changed={got.again} />
        )}
      </Listing>
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
  const { busy, error, edit } = useEdit(changed);
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
      <td data-name={t.cell}>{of.cell ? of.cell_name || areaName(of.cell) : '—'}</td>
      <td data-name={t.state}>{of.withdrawn ? t.withdrawn : t.inUse}</td>
      <td class="cell-actions">
        {!of.withdrawn && (
          <Confirm
            words={t.withdraw}
            what={t.withdrawWhat(of.label)}
            sure={t.withdrawSure}
            act={() => void edit(() => codes.withdraw(of.code))}
            disabled={busy}
          />
        )}
        {error && <Failure error={error} />}
      </td>
    </tr>
  );
}
