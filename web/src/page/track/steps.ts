import type { Step, Track } from '../../api/office.ts';
import type { State } from '../../api/types.ts';

export type Phase = 'waiting' | 'underway' | 'settled';

const underway: readonly State[] = ['in_progress', 'resolved', 'rework', 'deferred'];
const settled: readonly State[] = ['closed', 'closed_unfixed', 'rejected', 'duplicate'];

/** What a state means to whoever waits for the matter to be settled. */
export function phase(state: State): Phase {
  if (settled.includes(state)) return 'settled';
  return underway.includes(state) ? 'underway' : 'waiting';
}

/** States in which those of the cell have what no department has: they look into it, and see to it themselves. */
const ofTheGrid: readonly State[] = ['reported', 'verifying', 'in_progress', 'resolved', 'rework'];

/** Who has a matter that no department has: those who look at a contested result again, its cell, or the centre. */
export function holder({ state, cell }: { state: State; cell: string | null }): 'review' | 'cell' | 'centre' {
  if (state === 'contested') return 'review';
  return cell && ofTheGrid.includes(state) ? 'cell' : 'centre';
}

/** Whether nobody has looked at it in the time that reporters are told. */
export const isUnseen = (of: Pick<Track, 'look_by'>, now: number) =>
  Boolean(of.look_by) && Date.parse(of.look_by as string) < now;

/** The story oldest first. One that the service does not tell begins with its arrival and ends with the state in effect. */
export function stepsOf(of: Track): Step[] {
  const told = [...(of.steps ?? [])].sort((a, b) => a.at.localeCompare(b.at));
  if (told.length > 0) return told;
  const bare = (state: State, at: string): Step => ({ action: 'opened', state, at, post: null, public_note: '' });
  const first = bare('reported', of.received_at);
  return of.state === 'reported' ? [first] : [first, bare(of.state as State, of.updated_at)];
}

/** Whether the day on which it should have been done is past and it is not. */
export function isLate(of: Track, now: number): boolean {
  return (
    Boolean(of.expected_at) && phase(of.state as State) !== 'settled' && Date.parse(of.expected_at as string) < now
  );
}

/** What can be done about a result now: contest it, nothing any more, or nothing yet. */
export function contestable(of: Track, now: number): 'open' | 'over' | 'no' {
  if (of.can_contest) return 'open';
  const until = of.contest_until ? Date.parse(of.contest_until) : null;
  return until !== null && until < now && phase(of.state as State) === 'settled' ? 'over' : 'no';
}
