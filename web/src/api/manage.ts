import type { components, operations } from '../schema.gen.d.ts';
import { api, take } from './client.ts';

/*
 * What the management page asks of the service, and what it answers: all of it as the API's document says, so that a change there
 * breaks the build here. Lists come as null where they are empty.
 */

type Schemas = components['schemas'];

export type Grant = Schemas['AccountRole'];
export type AccountRow = Schemas['Account'];
export type RoleRow = Schemas['RoleOut'];
export type TokenRow = Schemas['TokenRow'];
export type AreaRow = Schemas['AreaRow'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditCheck = Schemas['AuditVerdict'];
export type MemberRow = Schemas['Member'];
export type MemberState = MemberRow['state'];
export type MemberRole = MemberRow['role'];
/** Weekday 1 is Monday; minutes from midnight, 0 to 1440. */
export type Span = Schemas['Span'];
export type CodeRow = Schemas['GridCode'];
export type DepartmentRow = Schemas['Department'];
export type DepartmentKind = DepartmentRow['kind'];
export type Rule = Schemas['RoutingRule'];
export type Routing = Schemas['Routing'];
export type Assignment = Schemas['Assignment'];
export type Comparison = Schemas['CompareOutputBody'];
export type Limit = Schemas['Limit'];
export type Unit = Limit['unit'];
export type Milestone = Schemas['Milestone'];
/** The document can't say that a limit may be null, nor that a list never is. */
export type CategoryRow = Omit<Schemas['Category'], 'make_safe' | 'resolve' | 'milestones'> & {
  make_safe: Limit | null;
  resolve: Limit | null;
  milestones: Milestone[];
};
export type CalendarRow = Schemas['Calendar'] & { code: string };
export type HookRow = Schemas['HookOut'];
export type HookKind = HookRow['kind'];

const path = <P>(p: P) => ({ params: { path: p } });

/* Areas. */

/** Areas to choose from: where the permission holds, or any of one's roles; total counts those that were cut off, too. */
export async function areas(query: { permission?: string; q?: string; limit?: number }, signal?: AbortSignal) {
  const found = await take(api.GET('/api/v1/areas', { params: { query }, signal: signal ?? null }));
  return { areas: found.areas ?? [], total: found.total };
}

/* Accounts. */

export const accounts = {
  list: async (q: string, signal: AbortSignal) =>
    (await take(api.GET('/api/v1/accounts', { params: { query: q ? { q } : {} }, signal }))).accounts ?? [],
  roles: async (signal: AbortSignal) => (await take(api.GET('/api/v1/roles', { signal }))).roles ?? [],
  create: (body: Schemas['CreateAccountInputBody']) => take(api.POST('/api/v1/accounts', { body })),
  change: (id: number, body: Schemas['ChangeAccountInputBody']) =>
    take(api.PATCH('/api/v1/accounts/{id}', { ...path({ id }), body })),
  grant: (id: number, roles: Grant[]) =>
    take(api.PUT('/api/v1/accounts/{id}/roles', { ...path({ id }), body: { roles } })),
  unlock: (id: number) => take(api.POST('/api/v1/accounts/{id}/unlock', path({ id }))),
  signOut: (id: number) => take(api.DELETE('/api/v1/accounts/{id}/sessions', path({ id }))),
};

export const tokens = {
  list: async (signal: AbortSignal) => (await take(api.GET('/api/v1/tokens', { signal }))).tokens ?? [],
  create: (body: Schemas['CreateTokenInputBody']) => take(api.POST('/api/v1/tokens', { body })),
  end: (id: string) => take(api.DELETE('/api/v1/tokens/{id}', path({ id }))),
};

/* Audit. */

export const audit = {
  page: (query: operations['audit']['parameters']['query'], signal?: AbortSignal) =>
    take(api.GET('/api/v1/audit', { params: { query }, signal: signal ?? null })),
  check: () => take(api.GET('/api/v1/audit/verify')),
};

/* Members and grid codes. */

export const members = {
  list: async (query: { cell?: string; state?: MemberState; limit: number }, signal: AbortSignal) =>
    (await take(api.GET('/api/v1/members', { params: { query }, signal }))).members ?? [],
  create: (body: Schemas['AddMemberInputBody']) => take(api.POST('/api/v1/members', { body })),
  change: (id: number, body: Schemas['ChangeMemberInputBody']) =>
    take(api.PATCH('/api/v1/members/{id}', { ...path({ id }), body })),
  roster: async (id: number, signal: AbortSignal) =>
    (await take(api.GET('/api/v1/members/{id}/roster', { ...path({ id }), signal }))).spans,
  setRoster: (id: number, spans: Span[]) =>
    take(api.PUT('/api/v1/members/{id}/roster', { ...path({ id }), body: { spans } })),
  contact: (id: number, why: string) =>
    take(api.GET('/api/v1/members/{id}/contact', { params: { path: { id }, query: { why } } })),
  onDuty: async (cell: string, signal: AbortSignal) =>
    (await take(api.GET('/api/v1/members/on-duty', { params: { query: { cell } }, signal }))).members ?? [],
};

/** As many grid codes as are listed at once. */
export const mostCodes = 500;

export const codes = {
  list: async (query: { cell?: string; net?: string }, signal: AbortSignal) =>
    (await take(api.GET('/api/v1/codes', { params: { query: { ...query, limit: mostCodes } }, signal }))).codes ?? [],
  create: (body: Schemas['AddCodeInputBody']) => take(api.POST('/api/v1/codes', { body })),
  withdraw: (code: string) => take(api.POST('/api/v1/codes/{code}/withdraw', path({ code }))),
};

/* Departments, rules, categories, calendars. */

export const departments = {
  list: async (signal: AbortSignal) => (await take(api.GET('/api/v1/departments', { signal }))).departments ?? [],
  save: (all: DepartmentRow[]) => take(api.PUT('/api/v1/departments', { body: { departments: all } })),
};

export const routing = {
  get: (signal: AbortSignal) => take(api.GET('/api/v1/rules/routing', { signal })),
  save: (body: Routing) => take(api.PUT('/api/v1/rules/routing', { body })),
  attempt: (body: Schemas['TryInputBody']) => take(api.POST('/api/v1/rules/routing/try', { body })),
  compare: (rules: Rule[]) => take(api.POST('/api/v1/rules/routing/compare', { body: { rules } })),
};

export const categoriesOf = async (signal: AbortSignal) =>
  ((await take(api.GET('/api/v1/categories', { params: { query: { retired: true } }, signal }))).categories ??
    []) as CategoryRow[];

export const changeCategory = (code: string, body: Schemas['CategoryChange']) =>
  take(api.PATCH('/api/v1/categories/{code}', { ...path({ code }), body }));

export const addCategory = (body: Schemas['NewCategoryInputBody']) => take(api.POST('/api/v1/categories', { body }));

export const calendars = {
  list: async (signal: AbortSignal) =>
    ((await take(api.GET('/api/v1/calendars', { signal }))).calendars ?? []) as CalendarRow[],
  save: ({ code, ...body }: CalendarRow) => take(api.PUT('/api/v1/calendars/{code}', { ...path({ code }), body })),
};

/* Hooks. */

export const hooks = {
  list: async (signal: AbortSignal) => (await take(api.GET('/api/v1/hooks', { signal }))).hooks ?? [],
  create: (body: Schemas['AddHookInputBody']) => take(api.POST('/api/v1/hooks', { body })),
  change: (id: number, body: Schemas['ChangeHookInputBody']) =>
    take(api.PATCH('/api/v1/hooks/{id}', { ...path({ id }), body })),
  remove: (id: number) => take(api.DELETE('/api/v1/hooks/{id}', path({ id }))),
  attempts: async (id: number, signal: AbortSignal) =>
    (await take(api.GET('/api/v1/hooks/{id}/attempts', { ...path({ id }), signal }))).attempts ?? [],
};
