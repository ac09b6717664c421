import { inUse } from '../../ui/words.ts';

const zh: Record<string, string> = {
  'case.read': '看案卷',
  'case.verify': '立案、核查',
  'case.dispatch': '派遣',
  'case.handle': '处理案卷',
  'case.approve': '批准延期、挂账',
  'case.arbitrate': '裁决争议',
  'case.patrol': '巡查上报',
  'photo.clear': '公开照片',
  'contact.read': '看上报人的联系方式',
  'member.read': '看网格力量和排班',
  'member.manage': '管理网格力量',
  'code.manage': '管理网格码',
  'rule.manage': '管理派遣规则、时限和日历',
  'figures.read': '看统计',
  'account.manage': '管理账号和推送',
  'grant.manage': '授予角色',
  'audit.read': '看审计',
  'report.write': '代人上报',
};

const en: Record<string, string> = {
  'case.read': 'See cases',
  'case.verify': 'File and verify',
  'case.dispatch': 'Dispatch',
  'case.handle': 'Work on cases',
  'case.approve': 'Approve deferrals and parking',
  'case.arbitrate': 'Arbitrate',
  'case.patrol': 'Report on patrol',
  'photo.clear': 'Clear photos for the public',
  'contact.read': 'See reporters’ contacts',
  'member.read': 'See members and rosters',
  'member.manage': 'Manage members',
  'code.manage': 'Manage grid codes',
  'rule.manage': 'Manage routing, clocks and calendars',
  'figures.read': 'See figures',
  'account.manage': 'Manage accounts and hooks',
  'grant.manage': 'Grant roles',
  'audit.read': 'See the audit trail',
  'report.write': 'Report for others',
};

const words = { zh, en };

/** What a permission lets one do; its code where this page has no words for it. */
export const permissionName = (permission: string): string => inUse(words)[permission] ?? permission;
