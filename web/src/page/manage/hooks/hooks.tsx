import { useState } from 'preact/hooks';
import { type HookRow, hooks } from '../../../api/manage.ts';
import { Confirm } from '../../../ui/confirm.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { offerUndo } from '../../../ui/undo.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { Add } from './add.tsx';
import { Attempts } from './attempts.tsx';
import { words } from './words.ts';

/** Where else messages go: other systems, chat groups. */
export function Hooks() {
  const t = inUse(words);
  const { data, error, again } = useFetched('hooks', (signal) => hooks.list(signal));
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      {error && <Failure error={error} retry={again} />}
      {data && (
        <div class="table-frame">
          {data.length === 0 && <p class="empty">{t.none}</p>}
          {data.length > 0 && (
            <table class="table cards">
              <thead>
                <tr>
                  <th scope="col">{t.title}</th>
                  <th scope="col">{t.kind}</th>
                  <th scope="col">{t.events}</th>
                  <th scope="col">{t.area}</th>
                  <th scope="col">{t.state}</th>
                  <th scope="col" class="cell-actions">
                    {t.actions}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.map((h) => (
                  <Row key={h.id} of={h} changed={again} />
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
      <Add added={again} />
    </div>
  );
}

function Row({ of: h, changed }: { of: HookRow; changed: () => void }) {
  const t = inUse(words);
  const [open, setOpen] = useState(false);
  const { busy, error, act } = useAct();
  const disable = async (disabled: boolean) => {
    if (!(await act(() => hooks.change(h.id, { disabled })))) return;
    changed();
    offerUndo(disabled ? t.disabled(h.title) : t.enabled(h.title), () => {
      void act(() => hooks.change(h.id, { disabled: !disabled })).then(changed);
    });
  };
  return (
    <>
      <tr data-dim={h.disabled || undefined}>
        <th scope="row">{h.title}</th>
        <td data-name={t.kind}>{t.kinds[h.kind]}</td>
        <td data-name={t.events}>{(h.events ?? []).join(', ') || t.allEvents}</td>
        <td data-name={t.area} class="figure">
          {h.area || t.everywhere}
        </td>
        <td data-name={t.state}>{h.disabled ? t.off : t.on}</td>
        <td class="cell-actions">
          <span class="actions">
            <button type="button" class="button" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t.log}
            </button>
            <button type="button" class="button" disabled={busy} onClick={() => void disable(!h.disabled)}>
              {h.disabled ? t.enable : t.disable}
            </button>
            <Confirm
              words={t.remove}
              what={t.removeWhat(h.title)}
              sure={t.removeSure}
              disabled={busy}
              act={() => void act(() => hooks.remove(h.id)).then((done) => done && changed())}
            />
          </span>
          {error && <Failure error={error} />}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={6}>
            <Attempts id={h.id} />
          </td>
        </tr>
      )}
    </>
  );
}
