import { signal } from '@preact/signals';
import type { Action, ActionIn, CaseFile, Need, Offer, Task, TaskEnd, TaskIn } from '../../api/work.ts';
import { words } from './words.ts';

/*
 * What is being typed about a case. It is kept for each case as long as the page is open, so that a look at the next one, or
 * somebody else's faster hand, loses nothing.
 */

export interface Draft {
  action: Action;
  reason: string;
  note: string;
  publicNote: string;
  department: string;
  until: string;
  duplicateOf: string;
  severity: ActionIn['severity'] | '';
  category: string;
  /** An account's id; '0' for nobody. */
  assignee: string;
  /** Which task ends, and how. */
  task: { id: Task['id']; end: TaskEnd } | null;
}

export const drafts = signal<ReadonlyMap<string, Draft>>(new Map());

export const emptyDraft = (action: Action): Draft => ({
  action,
  reason: '',
  note: '',
  publicNote: '',
  department: '',
  until: '',
  duplicateOf: '',
  severity: '',
  category: '',
  assignee: '',
  task: null,
});

export function setDraft(id: string, draft: Draft | null): void {
  const next = new Map(drafts.peek());
  if (draft) next.set(id, draft);
  else next.delete(id);
  drafts.value = next;
}

/** How a task ends: POST /api/v1/tasks/{id}. */
export interface TaskEndIn {
  state: TaskEnd;
  note: string;
}

/** What can be sent about a case. */
export type Sent = ActionIn | TaskIn | TaskEndIn;

/** The draft that what was sent to a path came from. */
export function draftOf(body: Sent, path: string): Draft {
  if ('title' in body)
    return {
      ...emptyDraft('split'),
      department: body.department,
      note: body.title,
      until: body.due?.slice(0, 10) ?? '',
    };
  if ('state' in body)
    return {
      ...emptyDraft('end_task'),
      note: body.note,
      task: { id: path.split('/').at(-1) as string, end: body.state },
    };
  return {
    ...emptyDraft(body.action as Action),
    reason: body.reason ?? '',
    note: body.note ?? '',
    publicNote: body.public_note ?? '',
    department: body.department ?? '',
    until: body.until?.slice(0, 10) ?? '',
    duplicateOf: body.duplicate_of ?? '',
    severity: body.severity ?? '',
    category: body.category ?? '',
    assignee: body.assignee === undefined ? '' : String(body.assignee),
  };
}

/** What a form has a field for. */
export type Field = 'department' | 'assignee' | 'reason' | 'duplicate_of' | 'severity' | 'category' | 'until' | 'note';

const fieldsOf: Record<Need, readonly Field[]> = {
  department: ['department'],
  assignee: ['assignee'],
  reason: ['reason'],
  duplicate_of: ['duplicate_of'],
  grade: ['severity', 'category'],
  until: ['until'],
  note: ['note'],
  task: ['department', 'until', 'note'],
  task_end: [],
};
const order: readonly Field[] = [
  'department',
  'assignee',
  'reason',
  'duplicate_of',
  'severity',
  'category',
  'until',
  'note',
];

/** What the form of an action asks for, in its order. */
export function needsOf(offer: Offer): Field[] {
  const needs = new Set((offer.needs ?? []).flatMap((need) => fieldsOf[need]));
  if ((offer.reasons?.length ?? 0) > 0) needs.add('reason');
  return order.filter((field) => needs.has(field));
}

/** Whether the routing rules choose the department where nobody does. */
export const byRules = (offer: Offer) => offer.action === 'dispatch';

/** What is offered elsewhere on the page, or to nobody by hand. */
const elsewhere: ReadonlySet<Action> = new Set(['end_task', 'join', 'contest']);
export const offersOf = (c: CaseFile) => (c.offers ?? []).filter((o) => !elsewhere.has(o.action));

/** Actions that leave a case where it stands: never the next sensible one. */
const beside: ReadonlySet<Action> = new Set(['note', 'regrade', 'escalate', 'split', 'assign']);

/** Actions that put a case away or hand it back: where nothing else comes before them, the next step is somebody else's. */
const away: ReadonlySet<Action> = new Set(['reject', 'duplicate', 'return', 'defer', 'park', 'close_unfixed']);

/** What is offered, apart: the next sensible action where there is one, and the others. */
export function chiefOf(c: CaseFile): { chief: Offer | null; others: Offer[] } {
  const offers = offersOf(c);
  const first = offers.find((o) => !beside.has(o.action));
  const chief = first && !away.has(first.action) ? first : null;
  return { chief, others: offers.filter((o) => o !== chief) };
}

/** Actions whose words the reporter may read too. */
const told: ReadonlySet<Action> = new Set([
  'reject',
  'resolve',
  'close',
  'close_unfixed',
  'park',
  'defer',
  'uphold',
  'reopen',
  'make_safe',
]);
export const tellsReporter = (action: Action) => told.has(action);

/** Whether an action is taken at once, without a form. */
export const immediate = (offer: Offer) => needsOf(offer).length === 0 && !tellsReporter(offer.action);

/** What is missing before the action can be taken, with the words for it; null when it is whole. */
export function missing(offer: Offer, draft: Draft, today: string): { need: Field; words: string } | null {
  const t = words.peek();
  const task = offer.action === 'split';
  const filled: Record<Field, [boolean, string]> = {
    department: [draft.department !== '' || byRules(offer), t.needDepartment],
    assignee: [draft.assignee !== '', t.needAssignee],
    reason: [draft.reason !== '' || (offer.reasons?.length ?? 0) === 0, t.needReason],
    duplicate_of: [draft.duplicateOf !== '', t.needDuplicate],
    severity: [draft.severity !== '' || draft.category !== '', t.needGrade],
    category: [true, ''],
    until: [draft.until > today || (task && draft.until === ''), t.needUntil],
    note: [draft.note.trim() !== '', task ? t.needTask : t.needNote],
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
    ...(draft.assignee && { assignee: Number(draft.assignee) }),
  };
}

/** A part of the case for another department, as it is sent: asked for by other names than an action. */
export function taskOf(draft: Draft): TaskIn {
  const { department = '', until } = actionOf({ version: 0 }, draft);
  return { department, title: draft.note.trim(), ...(until && { due: until }) };
}

/** A day so many days from now, as a date field writes it. */
export function dayAfter(now: Date, days: number): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
