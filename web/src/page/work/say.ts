import type { Severity, State } from '../../api/types.ts';
import type { CaseEvent, CaseRow } from '../../api/work.ts';
import { named } from '../../i18n/index.ts';
import { type Mark, markOf } from '../../map/marks.ts';
import type { Pair } from '../../session.ts';
import { isPointLayer } from '../../view.ts';
import { type Standing, spell } from './late.ts';
import { words } from './words.ts';

/* How what the service gives is put in words, and as a mark. */

const settled: ReadonlySet<State> = new Set(['closed', 'closed_unfixed', 'rejected', 'duplicate']);

/** The layer of a category by its code where the service does not name it: the classes of hazards are 90, of road defects 06013. */
function layerOf({ code, layer }: CaseRow['category']) {
  if (layer && isPointLayer(layer)) return layer;
  return code.startsWith('90') ? 'hazards' : code === '06013' ? 'road-defects' : 'other';
}

export function markFor(c: { category: CaseRow['category']; state: State; severity: Severity }): Mark {
  return markOf({ layer: layerOf(c.category), state: c.state, severity: c.severity, settled: settled.has(c.state) });
}

export const pair = (title: Pair | string | null | undefined) =>
  title ? (typeof title === 'string' ? title : named(title)) : '';

export function length(ms: number): string {
  const t = words.value;
  const { days, hours, minutes } = spell(ms);
  if (days > 0) return t.days(days, hours);
  return hours > 0 ? t.hours(hours, minutes) : t.minutes(Math.max(minutes, 1));
}

/** How a case stands against its clocks, in words; empty where no clock runs. */
export function standingWords(s: Standing): string {
  const t = words.value;
  if (s.kind === 'none') return '';
  if (s.kind === 'paused') return t.paused;
  const safe = s.what === 'make_safe';
  if (s.kind === 'late') return (safe ? t.lateSafe : t.late)(length(s.ms));
  return (safe ? t.leftSafe : t.left)(length(s.ms));
}

/** What an event or an action is called. */
export function actionName(action: string): string {
  return words.value.action[action as keyof (typeof words.value)['action']] ?? action;
}

/** Whether somebody of the grid has it: it is at work, and with no department. */
export const withGrid = (c: Pick<CaseRow, 'department' | 'state'>) =>
  !c.department && ['in_progress', 'resolved', 'rework'].includes(c.state);

export const stateName = (state: State) => words.value.state[state] ?? state;

/** Who did it: a person's name and post for those at work. */
export function whoDid({ kind, name, post }: CaseEvent['who']): string {
  return [name, pair(post)].filter(Boolean).join(' · ') || words.value.by[kind];
}
