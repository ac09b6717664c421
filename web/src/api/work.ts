import type { Pair } from '../session.ts';
import type { Severity, State } from './types.ts';

/* What those at work are answered about cases. Times are RFC 3339 in UTC. */

export const queueNames = [
  'mine',
  'cells',
  'department',
  'overdue',
  'soon',
  'unplaced',
  'returned',
  'check',
  'new',
  'contested',
  'parked',
  'all',
] as const;
export type QueueName = (typeof queueNames)[number];

export interface Queue {
  queue: QueueName;
  count: number;
}

export interface Post {
  code: string;
  title: Pair;
}

export interface CaseRow {
  id: string;
  number: string;
  category: { code: string; name: Pair; layer?: string };
  state: State;
  severity: Severity;
  sensitive: boolean;
  cell: string | null;
  cell_name: string | null;
  area: string;
  lon: number;
  lat: number;
  opened_at: string;
  updated_at: string;
  department: Post | null;
  assignee: { id: number; name: string } | null;
  make_safe_due: string | null;
  resolve_due: string | null;
  overdue: boolean;
  paused: boolean;
  hops: number;
  reworks: number;
  reports: number;
  photos: number;
  /** The first words of the report. */
  words: string;
  /** Counts the events of the case. */
  version: number;
}

export interface CaseReport {
  id: string;
  tracking: string;
  reported_at: string;
  received_at: string;
  source: string;
  description: string;
  accuracy_m: number | null;
  datum: string;
  has_contact: boolean;
  joined: boolean;
}

export interface CaseEvent {
  seq: number;
  at: string;
  action: string;
  from: State | null;
  to: State | null;
  who: { kind: 'system' | 'reporter' | 'account'; name: string | null; post: Pair | string | null };
  department: Post | null;
  reason: { code: string; title: Pair } | null;
  note: string | null;
  public_note: string | null;
  detail: Record<string, unknown> | null;
}

export interface Task {
  id: string;
  department: Post | null;
  title: string;
  state: 'open' | 'done' | 'returned' | 'cancelled';
  note: string;
  due: string | null;
  created_at: string;
  ended_at: string | null;
}

export interface Photo {
  id: string;
  kind: string;
  state: string;
  width: number;
  height: number;
  taken_at: string | null;
  /** From the pin to where the photo says that it was taken, metres. */
  distance_m: number | null;
  cleared: boolean;
  by_reporter: boolean;
  thumb: string;
  full: string;
}

export type Need = 'reason' | 'note' | 'department' | 'until' | 'duplicate_of' | 'severity' | 'category' | 'assignee';

/** Something that one may do with a case now. */
export interface Offer {
  action: string;
  title: Pair;
  needs: readonly Need[] | null;
  reasons: readonly { code: string; title: Pair }[] | null;
}

/** A case with its lists in place of the row's counts. */
export interface CaseFile extends Omit<CaseRow, 'reports' | 'photos'> {
  edition: number;
  net: string;
  status: string;
  border_m: number | null;
  dispatched_at: string | null;
  made_safe_at: string | null;
  resolved_at: string | null;
  contest_until: string | null;
  deferred_until?: string | null;
  duplicate_of: string | null;
  level: number;
  reports: readonly CaseReport[] | null;
  photos: readonly Photo[] | null;
  events: readonly CaseEvent[] | null;
  tasks: readonly Task[] | null;
  duplicates: readonly { id: string; number: string; state: State; opened_at: string }[] | null;
  offers: readonly Offer[] | null;
  on_duty: readonly { member_id: number; name: string; role: string }[] | null;
}

/** What an action says: POST /api/v1/cases/{id}/actions. */
export interface ActionIn {
  action: string;
  version: number;
  reason?: string;
  note?: string;
  public_note?: string;
  department?: string;
  assignee?: number;
  until?: string;
  duplicate_of?: string;
  severity?: string;
  category?: string;
}

export interface NearCase extends CaseRow {
  distance_m: number;
  score: number;
}
