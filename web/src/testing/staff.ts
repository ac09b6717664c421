import type { Action, CaseFile, CaseRow, Need, Offer } from '../api/work.ts';
import { zh } from '../page/work/words.ts';
import type { Account } from '../session.ts';

/** A dispatcher of the whole street, unless told otherwise. */
export function account(more: Partial<Account> = {}): Account {
  return {
    id: 7,
    login: 'dispatcher',
    name: '周敏',
    department: null,
    member_id: null,
    permissions: ['case.read', 'case.verify', 'case.dispatch', 'photo.clear', 'contact.read', 'figures.read'],
    areas: { 'case.read': [''] },
    roles: [{ role: 'dispatcher', title: { zh: '派遣员', en: 'Dispatcher' }, area: '' }],
    must_change: false,
    totp: false,
    ...more,
  };
}

/** A case in a list that has just been reported, unless told otherwise. */
export function caseRow(more: Partial<CaseRow> = {}): CaseRow {
  return {
    id: 'c1',
    number: '…K7QF',
    category: { code: '06013', name: { zh: '道路破损', en: 'Road damage' }, layer: 'road-defects' },
    state: 'reported',
    severity: 'routine',
    sensitive: false,
    cell: '500120005002001',
    cell_name: '沙堆社区第1网格',
    area: '500120005002001',
    lon: 0.5,
    lat: 0.5,
    opened_at: '2026-11-23T01:05:00Z',
    updated_at: '2026-11-23T01:05:00Z',
    department: null,
    assignee: null,
    due_at: null,
    due_what: null,
    soon_at: null,
    make_safe_due: null,
    resolve_due: null,
    overdue: false,
    paused: false,
    hops: 0,
    reworks: 0,
    reports: 1,
    photos: 0,
    words: '路面有个大坑',
    version: 1,
    ...more,
  };
}

export function offer(action: Action, more: { needs?: Need[]; reasons?: string[] } = {}): Offer {
  const { needs = [], reasons = [] } = more;
  return {
    action,
    title: { zh: zh.action[action], en: action },
    needs,
    reasons: reasons.map((code) => ({ code, title: { zh: `理由${code}`, en: code } })),
  };
}

/** A case as the service tells it. */
export function caseFile(more: Partial<CaseFile> = {}): CaseFile {
  const { reports, photos, ...row } = caseRow();
  return {
    ...row,
    edition: 1,
    net: 'dingjia',
    status: 'inside',
    border_m: 12,
    dispatched_at: null,
    made_safe_at: null,
    resolved_at: null,
    contest_until: null,
    deferred_until: null,
    duplicate_of: null,
    level: 0,
    reports: [],
    photos: [],
    events: [],
    tasks: [],
    duplicates: [],
    offers: [],
    on_duty: [],
    milestones: [],
    ...more,
  };
}
