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
    roles: [{ role: 'dispatcher', title: { zh: '调度员', en: 'Dispatcher' }, area: '' }],
    must_change: false,
    totp: false,
    ...more,
  };
}
