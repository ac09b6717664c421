import { describe, expect, it } from 'vitest';
import { tabOf, tabsFor } from './tabs.ts';

const seen = (...permissions: string[]) => tabsFor((p) => permissions.includes(p));

describe('the tabs of the management page', () => {
  it('are those that the permissions are for', () => {
    expect(seen('member.read')).toEqual(['members', 'own']);
    expect(seen('code.manage', 'member.manage')).toEqual(['members', 'codes', 'own']);
    expect(seen('rule.manage')).toEqual(['rules', 'departments', 'categories', 'calendar', 'own']);
    expect(seen('audit.read')).toEqual(['audit', 'own']);
    expect(seen()).toEqual(['own']);
  });

  it('keep the three administrators apart', () => {
    expect(seen('account.manage')).toEqual(['accounts', 'hooks', 'own']);
    expect(seen('grant.manage')).toEqual(['accounts', 'own']);
  });

  it('open at the one that the address names, if it is there', () => {
    expect(tabOf('?tab=own', seen('audit.read'))).toBe('own');
    expect(tabOf('?tab=rules', seen('audit.read'))).toBe('audit');
    expect(tabOf('?tab=toString', seen('audit.read'))).toBe('audit');
    expect(tabOf('', [])).toBe('own');
  });
});
