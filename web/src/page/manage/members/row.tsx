import { useState } from 'preact/hooks';
import { type MemberRow, type MemberState, members } from '../../../api/manage.ts';
import { areaName } from '../../../data/areas.ts';
import { date } from '../../../format.ts';
import { can } from '../../../session.ts';
import { lang } from '../../../settings.ts';
import { Confirm } from '../../../ui/confirm.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Fold } from '../../../ui/listing.tsx';
import { useEdit } from '../../../ui/use-edit.ts';
import { inUse } from '../../../ui/words.ts';
import { Contact } from './contact.tsx';
import { RosterEditor } from './roster-editor.tsx';
import { words } from './words.ts';

/** What comes after a state on the way to serving. */
const following: Partial<Record<MemberState, MemberState>> = { pending: 'trained', trained: 'active' };

/** One member: the next step on the way to serving, the roster, and how to reach them. */
export function Row({ of, changed }: { of: MemberRow; changed: () => void }) {
  const t = inUse(words);
  const [open, setOpen] = useState<'roster' | 'contact' | null>(null);
  const { busy, error, edit } = useEdit(changed);
  const next = following[of.state];
  const to = (state: MemberState) =>
    edit(() => members.change(of.id, { state }), {
      words: t.done(of.name, t.states[state]),
      undo: () => members.change(of.id, { state: of.state }),
    });
  const toggle = (what: 'roster' | 'contact') => setOpen(open === what ? null : what);
  return (
    <>
      <tr data-dim={of.state === 'left' || undefined}>
        <th scope="row">
          {of.name} {of.on_duty && <span class="tag">{t.onDutyNow}</span>}
        </th>
        <td data-name={t.role}>{t.roles[of.role]}</td>
        <td data-name={t.cell}>{areaName(of.cell)}</td>
        <td data-name={t.state}>{t.states[of.state]}</td>
        <td data-name={t.joined} class="figure">
          {date(new Date(of.joined_at), lang.value)}
        </td>
        <td class="cell-actions">
          {can('member.manage') && of.state !== 'left' && (
            <span class="actions">
              {next && (
                <button type="button" class="button chief" disabled={busy} onClick={() => void to(next)}>
                  {t.next[of.state as 'pending' | 'trained']}
                </button>
              )}
              {of.state === 'active' && (
                <button type="button" class="button" aria-expanded={open === 'roster'} onClick={() => toggle('roster')}>
                  {t.roster}
                </button>
              )}
              <button type="button" class="button" aria-expanded={open === 'contact'} onClick={() => toggle('contact')}>
                {t.contact}
              </button>
              <Confirm
                words={t.leave}
                what={t.leaveWhat(of.name)}
                sure={t.leaveSure}
                act={() => void to('left')}
                disabled={busy}
              />
            </span>
          )}
          {error && <Failure error={error} />}
        </td>
      </tr>
      {open && <Fold columns={6}>{open === 'roster' ? <RosterEditor id={of.id} /> : <Contact id={of.id} />}</Fold>}
    </>
  );
}
