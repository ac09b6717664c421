import type { FunctionComponent } from 'preact';

/** The tabs in their order: whom each is for (any of the permissions; none: everybody signed in), and its chunk. */
export const tabs = {
  members: {
    any: ['member.manage', 'member.read'],
    load: () => import('./members/members.tsx').then((m) => m.Members),
  },
  codes: { any: ['code.manage'], load: () => import('./codes/codes.tsx').then((m) => m.Codes) },
  accounts: {
    any: ['account.manage', 'grant.manage'],
    load: () => import('./accounts/accounts.tsx').then((m) => m.Accounts),
  },
  rules: { any: ['rule.manage'], load: () => import('./rules/rules.tsx').then((m) => m.Rules) },
  departments: { any: ['rule.manage'], load: () => import('./departments/departments.tsx').then((m) => m.Departments) },
  categories: { any: ['rule.manage'], load: () => import('./categories/categories.tsx').then((m) => m.Categories) },
  calendar: { any: ['rule.manage'], load: () => import('./calendar/calendar.tsx').then((m) => m.Calendar) },
  hooks: { any: ['account.manage'], load: () => import('./hooks/hooks.tsx').then((m) => m.Hooks) },
  audit: { any: ['audit.read'], load: () => import('./audit/audit.tsx').then((m) => m.Audit) },
  own: { any: [], load: () => import('./own/own.tsx').then((m) => m.Own) },
} as const satisfies Record<string, { any: readonly string[]; load: () => Promise<FunctionComponent> }>;

export type Tab = keyof typeof tabs;

/** The tabs that somebody with these permissions sees. */
export function tabsFor(may: (permission: string) => boolean): Tab[] {
  return (Object.keys(tabs) as Tab[]).filter((tab) => {
    const { any } = tabs[tab] as { any: readonly string[] };
    return any.length === 0 || any.some(may);
  });
}

/** The tab that an address names, or the first there is. */
export function tabOf(query: string, seen: readonly Tab[]): Tab {
  const asked = new URLSearchParams(query).get('tab') as Tab;
  return seen.includes(asked) ? asked : (seen[0] ?? 'own');
}
