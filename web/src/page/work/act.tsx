import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Action, CaseFile, Offer } from '../../api/work.ts';
import { named } from '../../i18n/index.ts';
import { me } from '../../session.ts';
import { minute } from '../../ui/clock.ts';
import { type Deed, newKey } from './deeds.ts';
import {
  actionOf,
  chiefOf,
  type Draft,
  draftOf,
  drafts,
  emptyDraft,
  immediate,
  offersOf,
  setDraft,
  taskOf,
} from './draft.ts';
import { ActForm } from './form.tsx';
import { pair, stateName } from './say.ts';
import {
  assignable,
  closeCase,
  deedBox,
  deedOf,
  departments,
  focusRow,
  loadFile,
  neighbour,
  openCase,
  said,
} from './store.ts';
import { words } from './words.ts';

/** The case of which all that may be done is unfolded. */
export const menu = signal<string | null>(null);

export const toggleMenu = (id: string) => {
  menu.value = menu.peek() === id ? null : id;
};

/** The keys of the actions that are taken most. */
const letters: Partial<Record<Action, string>> = { accept: 'A', dispatch: 'D', return: 'R', note: 'N' };

/** The next sensible action as the one big button; the others in a menu; the form of what was chosen. */
export function Act({ of: c }: { of: CaseFile }) {
  const t = words.value;
  const deed = deedOf(c.id);
  const draft = drafts.value.get(c.id);
  const offers = offersOf(c);
  if (deed && (deed.state === 'conflict' || deed.state === 'refused')) return <Failed of={c} deed={deed} />;
  if (deed)
    return (
      <div class="work-act">
        <DeedLine of={deed} />
      </div>
    );
  const offer = draft && offers.find((o) => o.action === draft.action);
  if (offer && draft)
    return <ActForm key={offer.action} of={c} offer={offer} draft={draft} submit={() => submit(c, offer, draft)} />;
  const { chief, others } = chiefOf(c);
  const unfolded = menu.value === c.id;
  return (
    <section class="work-act" aria-label={t.actions}>
      {draft && !endsTask(c, draft) && <Orphan of={draft} drop={() => setDraft(c.id, null)} />}
      {!chief && <p class="small soft">{t.next[c.state]}</p>}
      {unfolded && <Menu of={c} offers={others} />}
      <div class="row work-act-row">
        {chief && (
          <button type="button" class="button chief work-chief" data-chief="" onClick={() => begin(c, chief)}>
            {pair(chief.title)}
            <span class="kbd" aria-hidden="true">
              ↵
            </span>
          </button>
        )}
        <button type="button" class="button" data-menu="" aria-expanded={unfolded} onClick={() => toggleMenu(c.id)}>
          {t.menu}
        </button>
      </div>
    </section>
  );
}

function Menu({ of: c, offers }: { of: CaseFile; offers: readonly Offer[] }) {
  const t = words.value;
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...(box.current?.querySelectorAll<HTMLElement>('button, summary') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
  };
  return (
    <section class="work-menu" ref={box} onKeyDown={move} aria-label={t.menu}>
      {offers.map((o) => (
        <button
          key={o.action}
          type="button"
          class="work-menu-item"
          onClick={() => {
            menu.value = null;
            begin(c, o);
          }}
        >
          {pair(o.title)}
          {letters[o.action] && (
            <span class="kbd" aria-hidden="true">
              {letters[o.action]}
            </span>
          )}
        </button>
      ))}
      <details class="work-why">
        <summary class="small">{t.whyNot}</summary>
        <p class="small">{t.next[c.state]}</p>
        <p class="tiny soft">
          {t.whyNotMore} {me.value?.roles.map((r) => pair(r.title)).join(' · ')}
        </p>
      </details>
    </section>
  );
}

/** Takes an action at once, or opens its form with what was typed before. */
export function begin(c: CaseFile, offer: Offer): void {
  if (deedOf(c.id)) return;
  const kept = drafts.peek().get(c.id);
  if (immediate(offer)) {
    submit(c, offer, emptyDraft(offer.action));
    return;
  }
  setDraft(c.id, { ...(kept ?? emptyDraft(offer.action)), action: offer.action });
}

function submit(c: CaseFile, offer: Offer, draft: Draft): void {
  const t = words.peek();
  const to = departments.peek().data?.find((d) => d.code === draft.department);
  const person = assignable.peek().data?.find((a) => String(a.id) === draft.assignee);
  const task = offer.action === 'split';
  deedBox()?.hold({
    key: newKey(),
    account: me.peek()?.id ?? 0,
    caseId: c.id,
    number: c.number,
    title: offer.title,
    to: to ? named(to.title) : (person?.name ?? ''),
    path: `/api/v1/cases/${c.id}/${task ? 'tasks' : 'actions'}`,
    body: task ? taskOf(draft) : actionOf(c, draft),
  });
  setDraft(c.id, null);
  said.value = `${pair(offer.title)} · ${t.held(10)}`;
  advance();
}

/** On to the next case that waits for somebody; on a phone back to the list. */
function advance(): void {
  if (innerWidth < 1024) {
    closeCase();
    return;
  }
  const next = neighbour(1, true);
  if (next) openCase(next.id);
  focusRow();
}

/** What is on its way, and the way back while there is one. */
export function DeedLine({ of: deed, number = false }: { of: Deed; number?: boolean }) {
  const t = words.value;
  const box = deedBox();
  return (
    <div class="work-deed">
      <p>
        <strong>
          {named(deed.title)}
          {deed.to && ` → ${deed.to}`}
        </strong>
        <span class="tiny soft figure">
          {number && `${deed.number} · `}
          {deed.state === 'held' && <Countdown due={deed.due} />}
          {deed.state === 'sending' && t.sending}
          {deed.state === 'waiting' && (deed.signIn ? t.waitingSignIn : t.waitingNet)}
        </span>
      </p>
      {deed.state === 'held' && (
        <>
          <button type="button" class="button" data-undo="" onClick={() => undo(deed)}>
            {t.undo}
          </button>
          <button type="button" class="button bare" onClick={() => void box?.flush(deed.key)}>
            {t.now}
          </button>
        </>
      )}
      {deed.state === 'waiting' && (
        <button type="button" class="button" onClick={() => void box?.flush(deed.key)}>
          {t.now}
        </button>
      )}
    </div>
  );
}

const second = signal(Date.now());
setInterval(() => {
  second.value = Date.now();
}, 1000);

function Countdown({ due }: { due: number }) {
  minute.value;
  const left = Math.max(0, Math.ceil((due - Math.max(second.value, Date.now() - 999)) / 1000));
  return <span class="figure">{words.value.held(Math.min(left, 10))}</span>;
}

/** Takes a deed back, and shows what it was about with what was typed. */
export function undo(deed: Deed): void {
  const t = words.peek();
  if (!deedBox()?.undo(deed.key)) return;
  const draft = draftOf(deed.body, deed.path);
  if (draft.note || draft.reason || draft.publicNote || draft.department) setDraft(deed.caseId, draft);
  said.value = t.undone(named(deed.title));
  openCase(deed.caseId);
}

/** Somebody else was faster, or the service would not: what was typed stays, what changed is in the story. */
function Failed({ of: c, deed }: { of: CaseFile; deed: Deed }) {
  const t = words.value;
  const conflict = deed.state === 'conflict';
  useEffect(() => {
    if (conflict) void loadFile(c.id);
  }, [c.id, conflict]);
  const back = () => {
    setDraft(c.id, draftOf(deed.body, deed.path));
    deedBox()?.forget(deed.key);
  };
  return (
    <section class="work-act" aria-label={t.actions}>
      <div class="notice warn" role="alert">
        <p>
          <strong>{conflict ? t.conflict : t.refused}</strong>
        </p>
        <p>{conflict ? t.conflictHow : deed.problem?.detail}</p>
      </div>
      <div class="row work-act-row">
        <button type="button" class="button chief work-chief" data-chief="" onClick={back}>
          {t.lastTyped}
        </button>
        <button type="button" class="button" onClick={() => deedBox()?.forget(deed.key)}>
          {t.dismiss}
        </button>
      </div>
    </section>
  );
}

/** Whether a draft is of a task that can still be ended: its form is with the tasks. */
const endsTask = (c: CaseFile, { task }: Draft) =>
  task !== null && (c.tasks ?? []).some((one) => one.id === task.id && one.ends?.includes(task.end));

/** What was typed for an action that can't be taken any more: to be read and copied. */
function Orphan({ of: draft, drop }: { of: Draft; drop: () => void }) {
  const t = words.value;
  const typed = [draft.note, draft.publicNote].filter(Boolean);
  if (typed.length === 0) return null;
  return (
    <div class="notice row spread">
      <span class="small">
        {t.lastTyped}: {typed.join(' / ')}
      </span>
      <button type="button" class="button" onClick={drop}>
        {t.dismiss}
      </button>
    </div>
  );
}

/** Takes the action of a key where it is offered; otherwise says why not. */
export function press(c: CaseFile, action: Action): void {
  const t = words.peek();
  const offer = offersOf(c).find((o) => o.action === action);
  if (offer) begin(c, offer);
  else said.value = t.cannot(t.action[action], stateName(c.state));
}
