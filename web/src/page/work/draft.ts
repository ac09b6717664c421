import { signal } from '@preact/signals';
import type { ActionIn, CaseFile, Need, Offer } from '../../api/work.ts';
import { words } from './words.ts';

/*
 * What is being typed about a case. It is kept for each case as long as the page is open, so that a look at the next one, or
 * somebody else's faster hand, loses nothing.
 */

export interface Draft {
  action: string;
  reason: string;
  note: string;
  publicNote: string;
  department: string;
  until: string;
  duplicateOf: string;
  severity: string;
  category: string;
}

export const drafts = signal<ReadonlyMap<string, Draft>>(new Map());

export const emptyDraft = (action: string): Draft => ({
  action,
  reason: '',
  note: '',
  publicNote: '',
  department: '',
  until: '',
  duplicateOf: '',
  severity: '',
  category: '',
});

export function setDraft(id: string, draft: Draft | null): void {
  const next = new Map(drafts.peek());
  if (draft) next.set(id, draft);
  else next.delete(id);
  drafts.value = next;
}

/** The draft that an action that was sent came from. */
export function draftOf(body: ActionIn): Draft {
  return {
    ...emptyDraft(body.action),
    reason: body.reason ?? '',
    note: body.note ?? '',
    publicNote: body.public_note ?? '',
    department: body.department ?? '',
    until: body.until?.slice(0, 10) ?? '',
    duplicateOf: body.duplicate_of ?? '',
    severity: body.severity ?? '',
    category: body.category ?? '',
  };
}

/** What the form of an action asks for, in its order. A regrading is nothing without a severity, a split without words. */
export function needsOf(offer: Offer): Need[] {
  const needs = new Set(offer.needs ?? []);
  if (offer.action === 'regrade') needs.add('severity');
  if (offer.action === 'split') needs.add('department').add('note');
  if (offer.action === 'note') needs.add('note');
  if ((offer.reasons?.length ?? 0) > 0 && offer.action !== 'accept') needs.add('reason');
  const order: Need[] = ['department', 'reason', 'duplicate_of', 'severity', 'category', 'until', 'assignee', 'note'];
  return order.filter((n) => needs.has(n) && n !== 'assignee');
}

/** Whether the routing rules choose the department where nobody does. */
export const byRules = (offer: Offer) => offer.action === 'dispatch';

/** What is offered elsewhere on the page, or to nobody by hand. */
const elsewhere = new Set(['end_task', 'assign', 'join', 'contest']);
export const offersOf = (c: CaseFile) => (c.offers ?? []).filter((o) => !elsewhere.has(o.action));

/** Actions that leave a case where it stands: never the next sensible one. */
const beside = new Set(['note', 'regrade', 'escalate', 'split']);

/** What is offered, apart: the next sensible action where there is one, and the others. */
export function chiefOf(c: CaseFile): { chief: Offer | null; others: Offer[] } {
  const offers = offersOf(c);
  const chief = offers.find((o) => !beside.has(o.action)) ?? null;
  return { chief, others: offers.filter((o) => o !== chief) };
}

/** Actions whose words the reporter may read too. */
const told = new Set(['reject', 'resolve', 'close', 'close_unfixed', 'park', 'defer', 'uphold', 'reopen', 'make_safe']);
export const tellsReporter = (action: string) => told.has(action);

/** Whether an action is taken at once, without a form. */
export const immediate = (offer: Offer) => needsOf(offer).length === 0 && !tellsReporter(offer.action);

/** What is missing before the action can be taken, with the words for it; null when it is whole. */
export function missing(offer: Offer, draft: Draft, today: string): { need: Need; words: string } | null {
  const t = words.peek();
  const filled: Record<Need, [boolean, string]> = {
    department: [draft.department !== '' || byRules(offer), t.needDepartment],
    reason: [draft.reason !== '' || (offer.reasons?.length ?? 0) === 0, t.needReason],
    duplicate_of: [draft.duplicateOf !== '', t.needDuplicate],
    severity: [draft.severity !== '', t.needSeverity],
    until: [draft.until > today, t.needUntil],
    note: [draft.note.trim() !== '', t.needNote],
    category: [true, ''],
    assignee: [true, ''],
  };
  const needs = needsOf(offer);
  // No typed reason fits: it takes words.
  if (draft.reason === 'other' && !needs.includes('note')) needs.push('note');
  const need = needs.find((n) => !filled[n][0]);
  return need ? { need, words: filled[need][1] } : null;
}

/** The action as it is sent. A date is the end of that day here. */
export function actionOf(c: Pick<CaseFile, 'version'>, draft: Draft): ActionIn {
  const note = draft.note.trim();
  const publicNote = draft.publicNote.trim();
  return {
    action: draft.action,
    version: c.version,
    ...(draft.reason && { reason: draft.reason }),
    ...(note && { note }),
    ...(publicNote && { public_note: publicNote }),
    ...(draft.department && { department: draft.department }),
    ...(draft.until && { until: new Date(`${draft.until}T23:59:59`).toISOString() }),
    ...(draft.duplicateOf && { duplicate_of: draft.duplicateOf }),
    ...(draft.severity && { severity: draft.severity }),
    ...(draft.category && { category: draft.category }),
  };
}

/** A day so many days from now, as a date field writes it. */
export function dayAfter(now: Date, days: number): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
