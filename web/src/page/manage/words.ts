import type { Tab } from './tabs.ts';

const zh = {
  title: '管理',
  nav: '管理什么',
  tabs: {
    members: '网格力量',
    codes: '网格码',
    accounts: '账号',
    rules: '派遣规则',
    departments: '部门和岗位',
    categories: '事项和时限',
    calendar: '工作日历',
    hooks: '消息推送',
    audit: '审计',
    own: '我的账号',
  } satisfies Record<Tab, string>,
};

const en: typeof zh = {
  title: 'Manage',
  nav: 'What to manage',
  tabs: {
    members: 'Members',
    codes: 'Grid codes',
    accounts: 'Accounts',
    rules: 'Routing',
    departments: 'Departments',
    categories: 'Matters and clocks',
    calendar: 'Calendar',
    hooks: 'Hooks',
    audit: 'Audit',
    own: 'My account',
  },
};

export const words = { zh, en };
