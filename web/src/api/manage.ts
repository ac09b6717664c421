import { ask } from './client.ts';
import { type Pair, part } from './office.ts';

/*
 * What the management page asks of the service, and what it answers. Lists come as null where they are empty.
 */

const listed = async <T>(asked: Promise<Record<string, T[] | null>>, name: string): Promise<T[]> =>
  (await asked)[name] ?? [];

/* Accounts. */

export interface Grant {
  role: string;
  area: string;
}

export interface AccountRow {
  id: number;
  login: string;
  name: string;
  department: string | { code: string } | null;
  disabled: boolean;
  locked: boolean;
  totp: boolean;
  roles: Grant[] | null;
  created_at: string;
}

export interface RoleRow {
  code: string;
  title: Pair;
  permissions: string[] | null;
}

export interface NewAccount {
  login: string;
  name: string;
  department?: string;
}

export const accounts = {
  list: (q: string, signal: AbortSignal) =>
    listed<AccountRow>(ask('GET', '/api/v1/accounts', { query: { q }, signal }), 'accounts'),
  roles: (signal: AbortSignal) => listed<RoleRow>(ask('GET', '/api/v1/roles', { signal }), 'roles'),
  create: (body: NewAccount) => ask<AccountRow & { one_time_password?: string }>('POST', '/api/v1/accounts', { body }),
  change: (id: number, body: { name?: string; department?: string; disabled?: boolean }) =>
    ask<AccountRow>('PATCH', `/api/v1/accounts/${id}`, { body }),
  grant: (id: number, roles: Grant[]) => ask<AccountRow>('PUT', `/api/v1/accounts/${id}/roles`, { body: { roles } }),
  unlock: (id: number) => ask('POST', `/api/v1/accounts/${id}/unlock`),
  signOut: (id: number) => ask('DELETE', `/api/v1/accounts/${id}/sessions`),
};

export interface TokenRow {
  id: string;
  title: string;
  permissions: string[] | null;
  created_at: string;
  ends_at: string | null;
  used_at?: string | null;
}

export const tokens = {
  list: (signal: AbortSignal) => listed<TokenRow>(ask('GET', '/api/v1/tokens', { signal }), 'tokens'),
  create: (body: { title: string; permissions: string[]; ends_at?: string }) =>
    ask<{ token: string }>('POST', '/api/v1/tokens', { body }),
  end: (id: string) => ask('DELETE', `/api/v1/tokens/${part(id)}`),
};

/* Audit. */

export interface AuditEntry {
  seq: number;
  at: string;
  who: string;
  action: string;
  object: string;
  detail: Record<string, unknown> | null;
}

export interface AuditCheck {
  entries: number;
  intact: boolean;
  broken_at: number | null;
  head: string;
}

export const audit = {
  page: (query: { before?: string; limit: string; action?: string }, signal?: AbortSignal) =>
    ask<{ entries: AuditEntry[] | null; next: number | null }>('GET', '/api/v1/audit', { query, signal }),
  check: () => ask<AuditCheck>('GET', '/api/v1/audit/verify'),
};

/* Members. */

export type MemberState = 'pending' | 'trained' | 'active' | 'left';

export interface MemberRow {
  id: number;
  name: string;
  role: string;
  cell: string;
  cell_name?: string | null;
  state: MemberState;
  joined_at: string;
  on_duty: boolean;
  language: string;
}

/** Weekday 1 is Monday; minutes from midnight, 0 to 1440. */
export interface Span {
  weekday: number;
  from: number;
  to: number;
}

export interface NewMember {
  name: string;
  role: string;
  cell: string;
  phone?: string;
}

export const members = {
  list: (query: { cell?: string; state?: string; limit: string }, signal: AbortSignal) =>
    listed<MemberRow>(ask('GET', '/api/v1/members', { query, signal }), 'members'),
  create: (body: NewMember) => ask<MemberRow>('POST', '/api/v1/members', { body }),
  change: (id: number, body: { state?: MemberState; role?: string; cell?: string; name?: string }) =>
    ask<MemberRow>('PATCH', `/api/v1/members/${id}`, { body }),
  roster: (id: number, signal: AbortSignal) =>
    listed<Span>(ask('GET', `/api/v1/members/${id}/roster`, { signal }), 'spans'),
  setRoster: (id: number, spans: Span[]) => ask('PUT', `/api/v1/members/${id}/roster`, { body: { spans } }),
  contact: (id: number, why: string) =>
    ask<{ name?: string; phone?: string; email?: string }>('GET', `/api/v1/members/${id}/contact`, { query: { why } }),
  onDuty: (cell: string, signal: AbortSignal) =>
    listed<MemberRow>(ask('GET', '/api/v1/members/on-duty', { query: { cell }, signal }), 'members'),
};

/* Grid codes. */

export interface CodeRow {
  code: string;
  kind: 'cell' | 'building';
  label: string;
  cell: string | null;
  cell_name: string | null;
  lon: number;
  lat: number;
  withdrawn: boolean;
  created_at?: string;
}

export interface NewCode {
  kind: 'cell' | 'building';
  label: string;
  cell?: string;
  lon?: number;
  lat?: number;
  datum?: string;
}

export const codes = {
  list: (cell: string, signal: AbortSignal) =>
    listed<CodeRow>(ask('GET', '/api/v1/codes', { query: { cell }, signal }), 'codes'),
  create: (body: NewCode) => ask<CodeRow>('POST', '/api/v1/codes', { body }),
  withdraw: (code: string) => ask('POST', `/api/v1/codes/${part(code)}/withdraw`),
};

/* Departments, rules, categories, calendars. */

export type DepartmentKind = 'grid' | 'community' | 'post' | 'department' | 'police' | 'centre';

export interface DepartmentRow {
  code: string;
  title: Pair;
  kind: DepartmentKind;
  area: string;
  contact: string;
  always_on: boolean;
  closed: boolean;
}

export const departments = {
  list: (signal: AbortSignal) => listed<DepartmentRow>(ask('GET', '/api/v1/departments', { signal }), 'departments'),
  save: (all: DepartmentRow[]) => ask('PUT', '/api/v1/departments', { body: { departments: all } }),
};

export interface Rule {
  id?: number;
  title: string;
  /** A code, or its first digits; empty: any. */
  category: string;
  min_severity: number;
  max_severity: number;
  area: string;
  weekdays: number[];
  from_minute: number;
  /** Before from_minute: past midnight. */
  to_minute: number;
  department: string;
  also: string[] | null;
  to_duty: boolean;
  enabled: boolean;
}

export interface Routing {
  rules: Rule[] | null;
  fallback: string;
}

export interface Assignment {
  rule: number | null;
  department: { code: string; title: Pair } | null;
  also: (string | { code: string; title: Pair })[] | null;
  member: string | { name: string } | null;
  why: string | Pair;
}

export interface Trial {
  category: string;
  severity?: string;
  cell?: string;
  lon?: number;
  lat?: number;
  datum?: string;
  at?: string;
  rules?: Rule[];
}

export interface Comparison {
  cases: { id: string; number?: string; now: string; then: string }[] | null;
  moved: number;
  same: number;
}

export const routing = {
  get: (signal: AbortSignal) => ask<Routing>('GET', '/api/v1/rules/routing', { signal }),
  save: (body: Routing) => ask<Routing | null>('PUT', '/api/v1/rules/routing', { body }),
  attempt: (body: Trial) => ask<{ assignment: Assignment }>('POST', '/api/v1/rules/routing/try', { body }),
  compare: (rules: Rule[]) => ask<Comparison>('POST', '/api/v1/rules/routing/compare', { body: { rules } }),
};

export type Unit = 'hours' | 'work_hours' | 'work_days' | 'days';

export interface Limit {
  amount: number;
  unit: Unit;
}

export interface CategoryRow {
  code: string;
  name: Pair;
  layer: string;
  severity: 'routine' | 'priority' | 'urgent' | 'emergency';
  sensitive: boolean;
  make_safe?: Limit | null;
  resolve?: Limit | null;
  retired?: boolean;
}

export const categoriesOf = (signal: AbortSignal) =>
  listed<CategoryRow>(ask('GET', '/api/v1/categories', { query: { retired: 'true' }, signal }), 'categories');

export const changeCategory = (code: string, body: Partial<Omit<CategoryRow, 'code'>>) =>
  ask('PATCH', `/api/v1/categories/${part(code)}`, { body });

export interface CalendarRow {
  code: string;
  title: Pair;
  /** Spans of minutes by weekday, "1" (Monday) to "7". */
  hours: Record<string, [number, number][] | null>;
  days: { day: string; working: boolean; note: string }[] | null;
}

export const calendars = {
  list: (signal: AbortSignal) => listed<CalendarRow>(ask('GET', '/api/v1/calendars', { signal }), 'calendars'),
  save: ({ code, ...body }: CalendarRow) => ask('PUT', `/api/v1/calendars/${part(code)}`, { body }),
};

/* Hooks. */

export type HookKind = 'webhook' | 'wecom' | 'dingtalk';

export interface HookRow {
  id: number;
  kind: HookKind;
  title: string;
  url: string;
  events: string[] | null;
  area: string;
  disabled: boolean;
}

export interface Attempt {
  id?: number;
  at: string;
  status: number;
  error: string;
  took_ms: number;
}

export const hooks = {
  list: (signal: AbortSignal) => listed<HookRow>(ask('GET', '/api/v1/hooks', { signal }), 'hooks'),
  create: (body: Omit<HookRow, 'id' | 'disabled'> & { secret?: string }) =>
    ask<HookRow>('POST', '/api/v1/hooks', { body }),
  change: (id: number, body: { disabled?: boolean }) => ask('PATCH', `/api/v1/hooks/${id}`, { body }),
  remove: (id: number) => ask('DELETE', `/api/v1/hooks/${id}`),
  attempts: (id: number, signal: AbortSignal) =>
    listed<Attempt>(ask('GET', `/api/v1/hooks/${id}/attempts`, { signal }), 'attempts'),
};
