import { useEffect, useState } from 'preact/hooks';
import { type HookRow, hooks } from '../../../api/manage.ts';
import { areaName, loadAreas } from '../../../data/areas.ts';
import { Confirm } from '../../../ui/confirm.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Fold, Listing } from '../../../ui/listing.tsx';
import { useEdit } from '../../../ui/use-edit.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { comma, inUse } from '../../../ui/words.ts';
import { Add } from './add.tsx';
import { Attempts } from './attempts.tsx';
import { EditHook } from './edit.tsx';
import { words } from './words.ts';

/** Where else messages go: other systems, chat groups. */
export function Hooks() {
  const t = inUse(words);
  const got = useFetched('hooks', (signal) => hooks.list(signal));
  useEffect(() => void loadAreas(), []);
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <Listing
        got={got}
        columns={[t.title, t.kind, t.url, t.events, t.area, t.state]}
        actions={t.actions}
        none={t.none}
      >
        {(h) => <Row key={h.id} of={h} changed={got.again} />}
      </Listing>
      <Add added={got.again} />
    </div>
  );
}

/** Where a hook leads, short: the host, with its port where it has one. */
function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

/** What an event is called; its code where this page has no word for it. */
const eventName = (names: Record<string, string>, event: string) => names[event] ?? event;

function Row({ of: h, changed }: { of: HookRow; changed: () => void }) {
  const t = inUse(words);
  const [open, setOpen] = useState<'log' | 'edit' | null>(null);
  const editing = useEdit(changed);
  const { busy, error, edit } = editing;
  const fold = (what: 'log' | 'edit') => setOpen(open === what ? null : what);
  const disable = (disabled: boolean) =>
    edit(() => hooks.change(h.id, { disabled }), {
      words: disabled ? t.disabled(h.title) : t.enabled(h.title),
      undo: () => hooks.change(h.id, { disabled: !disabled }),
    });
  return (
    <>
      <tr data-dim={h.disabled || undefined}>
        <th scope="row">{h.title}</th>
        <td data-name={t.kind}>{t.kinds[h.kind]}</td>
        <td data-name={t.url}>
          <span class="hook-url" title={h.url}>
            {hostOf(h.url)}
          </span>
        </td>
        <td data-name={t.events}>
          {(h.events ?? []).map((e) => eventName(t.eventNames, e)).join(comma()) || t.allEvents}
        </td>
        <td data-name={t.area}>{h.area ? areaName(h.area) : t.everywhere}</td>
        <td data-name={t.state}>{h.disabled ? t.off : t.on}</td>
        <td class="cell-actions">
          <span class="actions">
            <button type="button" class="button" aria-expanded={open === 'edit'} onClick={() => fold('edit')}>
              {t.change}
            </button>
            <button type="button" class="button" aria-expanded={open === 'log'} onClick={() => fold('log')}>
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
              act={() => void edit(() => hooks.remove(h.id))}
            />
          </span>
          {error && open !== 'edit' && <Failure error={error} />}
        </td>
      </tr>
      {open && (
        <Fold columns={7}>
          {open === 'log' ? <Attempts id={h.id} /> : <EditHook of={h} editing={editing} close={() => setOpen(null)} />}
        </Fold>
      )}
    </>
  );
}
