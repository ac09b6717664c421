import { useEffect, useState } from 'preact/hooks';
import { type CodeRow, codes, mostCodes } from '../../../api/manage.ts';
import { queryOf } from '../../../api/office.ts';
import { areaName } from '../../../data/areas.ts';
import { loadNets, nets } from '../../../data/site.ts';
import { AreaField } from '../../../ui/area-field.tsx';
import { Confirm } from '../../../ui/confirm.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Pick } from '../../../ui/form.tsx';
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
  const [net, setNet] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (!nets.peek().data) void loadNets();
  }, []);
  const where = { ...(cell && { cell }), ...(net && { net }) };
  const got = useFetched(JSON.stringify(where), (signal) => codes.list(where, signal));
  const toggle = (code: string) => {
    const next = new Set(chosen);
    if (!next.delete(code)) next.add(code);
    setChosen(next);
  };
  const inUseHere = (got.data ?? []).filter((c) => !c.withdrawn);
  const picked = inUseHere.filter((c) => chosen.has(c.code)).map((c) => c.code);
  const whole = (got.data ?? []).length < mostCodes;
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <div class="toolbar">
        <AreaField label={t.cell} all={t.everywhere} permission="code.manage" prefixes value={cell} set={setCell} />
        {(nets.value.data ?? []).length > 1 && (
          <Pick
            label={t.net}
            value={net}
            set={setNet}
            options={[['', t.everyNet], ...(nets.value.data ?? []).map((n) => [n.code, n.title] as const)]}
          />
        )}
      </div>
      <Make made={got.again} cell={cell} />
      {inUseHere.length > 0 && (
        <div class="stack tight">
          <p class="actions">
            <a
              class="button chief"
              href={`/codes/sheet${queryOf(picked.length > 0 ? { codes: picked.join(',') } : where)}`}
              target="_blank"
              rel="noreferrer"
            >
              <Icon name="print" />
              {picked.length > 0 ? t.sheetSome(picked.length) : whole ? t.sheetAll(inUseHere.length) : t.sheetEvery}
            </a>
            <button
              type="button"
              class="button"
              disabled={picked.length === inUseHere.length}
              onClick={() => setChosen(new Set(inUseHere.map((c) => c.code)))}
            >
              {t.selectAll}
            </button>
            {picked.length > 0 && (
              <button type="button" class="button bare" onClick={() => setChosen(new Set())}>
                {t.selectNone}
              </button>
            )}
          </p>
          <p class="small soft">
            {t.sheetHint} {!whole && t.cut(mostCodes)}
          </p>
        </div>
      )}
      <Listing got={got} columns={[t.label, t.kind, t.code, t.cell, t.state]} actions={t.actions} none={t.none}>
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
