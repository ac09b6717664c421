import type { Severity, State } from '../../api/types.ts';
import type { Action, CaseEvent, CaseRow } from '../../api/work.ts';
import { named } from '../../i18n/index.ts';
import { type Mark, markOf } from '../../map/marks.ts';
import type { Pair } from '../../session.ts';
import { lang } from '../../settings.ts';
import { isPointLayer } from '../../view.ts';
import { holder } from '../track/steps.ts';
import { type Standing, spell } from './late.ts';
import { words } from './words.ts';

/* How what the service gives is put in words, and as a mark. */

const settled: ReadonlySet<State> = new Set(['closed', 'closed_unfixed', 'rejected', 'duplicate']);

export function markFor(c: { category: CaseRow['category']; state: State; severity: Severity }): Mark {
  const { layer } = c.category;
  return markOf({
    layer: isPointLayer(layer) ? layer : 'other',
    state: c.state,
    severity: c.severity,
    settled: settled.has(c.state),
  });
}

export const pair = (title: Pair | string | null | undefined) =>
  title ? (typeof title === 'string' ? title : named(title)) : '';

export function length(ms: number): string {
  const t = words.value;
  const { days, hours, minutes } = spell(ms);
  if (days > 0) return t.days(days, hours);
  return hours > 0 ? t.hours(hours, minutes) : t.minutes(Math.max(minutes, 1));
}

/** The class that colours it: late is loudest, and so is an urgent case that nobody was sent to. */
export const dueClass = (s: Standing) =>
  `work-due figure is-${s.kind === 'waiting' ? (s.urgent ? 'late' : 'due') : s.kind}`;

/** How a case stands against its clocks, in words; empty where no clock runs. */
export function standingWords(s: Standing): string {
  const t = words.value;
  if (s.kind === 'none') return '';
  if (s.kind === 'paused') return t.paused;
  if (s.kind === 'waiting') return t.waiting(length(s.ms));
  const safe = s.what === 'make_safe';
  if (s.kind === 'late') return (safe ? t.lateSafe : t.late)(length(s.ms));
  return (safe ? t.leftSafe : t.left)(length(s.ms));
}

/** Beyond this long minutes say nothing to who looks through a list. */
const hourly = 3 * 3_600_000;

/** The same for a row of a list, without which clock it is: only about how late it is, or how long it has. */
export function inShort(s: Standing): string {
  const t = words.value;
  if (s.kind === 'none') return '';
  if (s.kind === 'paused') return t.paused;
  const about = length(s.ms >= hourly ? s.ms - (s.ms % 3_600_000) : s.ms);
  if (s.kind === 'waiting') return t.waiting(about);
  return s.kind === 'late' ? t.late(about) : t.left(about);
}

/** Who has a case: its reporter sees the same name. What is contested is the arbiter's until it is decided, whoever dealt with it. */
export function holderName(c: Pick<CaseRow, 'department' | 'state' | 'cell' | 'cell_name'>): string {
  if (c.state === 'contested') return words.value.arbiter;
  if (c.department) return named(c.department.title);
  return holder(c) === 'cell' ? c.cell_name || (c.cell as string) : words.value.centre;
}

/** What an event is called. */
export const eventName = (action: Action): string => words.value.event[action] ?? action;

/** Names one after another, as the language writes them. */
export const listed = (names: readonly string[]) => names.join(lang.value === 'zh' ? '、' : ', ');

export const stateName = (state: State) => words.value.state[state] ?? state;

/** Who did it: a person's name and post for those at work. */
export function whoDid({ kind, name, post }: CaseEvent['who']): string {
  return [name, pair(post)].filter(Boolean).join(' · ') || words.value.by[kind];
}
