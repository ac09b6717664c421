import type { AuditEntry } from '../../../api/manage.ts';
import { areaName } from '../../../data/areas.ts';
import { moment } from '../../../format.ts';
import { lang } from '../../../settings.ts';
import { comma, inUse } from '../../../ui/words.ts';
import { departmentName } from '../departments/data.ts';

/* What the audit trail says, in words. Its codes are for ever; what this page has no words for is shown as the code. */

const zh = {
  families: {
    session: '登录',
    account: '账号和角色',
    token: '令牌',
    contact: '联系方式',
    member: '网格力量',
    code: '网格码',
    rule: '规则、事项和日历',
    hook: '消息推送',
    photo: '照片',
  },
  actions: {
    'session.open': '登录',
    'session.refused': '没有通过验证',
    'account.create': '新建账号',
    'account.change': '修改账号',
    'account.link': '关联统一登录',
    'account.password': '修改密码',
    'account.roles': '更换角色',
    'account.sign_out': '退出所有设备',
    'account.totp': '设置双重验证',
    'account.lock': '账号被锁定',
    'account.unlock': '解锁账号',
    'token.create': '新建令牌',
    'token.revoke': '作废令牌',
    'contact.read': '查看上报人联系方式',
    'contact.forget': '删除上报人信息',
    'contact.retention': '清理到期的联系方式',
    'member.add': '登记成员',
    'member.join': '扫码报名',
    'member.change': '修改成员',
    'member.contact': '查看成员联系方式',
    'member.roster': '修改排班',
    'code.add': '新做网格码',
    'code.withdraw': '停用网格码',
    'rule.routing': '修改派遣规则',
    'rule.departments': '修改部门和岗位',
    'rule.category': '修改事项',
    'rule.calendar': '修改工作日历',
    'rule.layer': '修改图层',
    'hook.add': '新建推送',
    'hook.change': '修改推送',
    'hook.delete': '删除推送',
    'photo.clear': '公开或收回照片',
  } as Record<string, string>,
  objects: {
    account: '账号',
    token: '令牌',
    case: '案卷',
    contacts: '全部联系方式',
    member: '成员',
    code: '网格码',
    routing: '派遣规则',
    departments: '部门和岗位',
    category: '事项',
    calendar: '工作日历',
    layer: '图层',
    hook: '推送',
    photo: '照片',
    report: '上报',
  } as Record<string, string>,
  keys: {
    why: '理由',
    by: '方式',
    address: '地址',
    before: '改前',
    after: '改后',
    department: '部门',
    login: '账号',
    name: '姓名',
    cell: '网格',
    role: '角色',
    state: '状态',
    spans: '时段数',
    consent: '告知书版本',
    permissions: '权限',
    account: '账号',
    disabled: '停用',
    words: '说明',
    kind: '种类',
    label: '名称',
    count: '件数',
    times: '次数',
    until: '到',
    case: '案卷',
    on: '开启',
    reset: '由管理员重设',
    title: '名称',
    host: '推到',
    events: '事件',
    area: '区域',
    codes: '个数',
    contacts: '人数',
    settled_before: '办结早于',
    issuer: '登录服务',
  } as Record<string, string>,
  values: { password: '密码', code: '动态验证码', true: '是', false: '否' } as Record<string, string>,
  nothing: '无',
  noAccount: '不存在的账号',
  scanned: '扫网格码的人',
  doers: { demo: '演示数据', wangge: '系统', reporter: '上报人', stranger: '没有登录的人' } as Record<string, string>,
  roles: {
    grid_member: '网格员',
    volunteer: '志愿者',
    handler: '处置人员',
    dispatcher: '派遣员',
    arbiter: '裁决人',
    official: '领导',
    planner: '规划人员',
    grid_admin: '网格管理员',
    system_admin: '系统管理员',
    security_admin: '安全管理员',
    audit_admin: '审计管理员',
    integrator: '对接系统',
  } as Record<string, string>,
};

const en: typeof zh = {
  families: {
    session: 'Signing in',
    account: 'Accounts and roles',
    token: 'Tokens',
    contact: 'Contacts',
    member: 'Members',
    code: 'Grid codes',
    rule: 'Rules, matters, calendars',
    hook: 'Hooks',
    photo: 'Photos',
  },
  actions: {
    'session.open': 'Signed in',
    'session.refused': 'Was refused',
    'account.create': 'Made an account',
    'account.change': 'Changed an account',
    'account.link': 'Linked a sign-on',
    'account.password': 'Changed a password',
    'account.roles': 'Changed roles',
    'account.sign_out': 'Signed out everywhere',
    'account.totp': 'Set the second factor',
    'account.lock': 'Locked an account',
    'account.unlock': 'Unlocked an account',
    'token.create': 'Made a token',
    'token.revoke': 'Revoked a token',
    'contact.read': 'Looked at a reporter’s contact',
    'contact.forget': 'Forgot a reporter',
    'contact.retention': 'Cleared contacts past their time',
    'member.add': 'Registered a member',
    'member.join': 'Joined by a grid code',
    'member.change': 'Changed a member',
    'member.contact': 'Looked at a member’s contact',
    'member.roster': 'Changed a roster',
    'code.add': 'Made a grid code',
    'code.withdraw': 'Withdrew a grid code',
    'rule.routing': 'Changed the routing',
    'rule.departments': 'Changed departments',
    'rule.category': 'Changed a matter',
    'rule.calendar': 'Changed a calendar',
    'rule.layer': 'Changed a layer',
    'hook.add': 'Made a hook',
    'hook.change': 'Changed a hook',
    'hook.delete': 'Deleted a hook',
    'photo.clear': 'Showed or hid a photo',
  },
  objects: {
    account: 'Account',
    token: 'Token',
    case: 'Case',
    contacts: 'All contacts',
    member: 'Member',
    code: 'Grid code',
    routing: 'Routing',
    departments: 'Departments',
    category: 'Matter',
    calendar: 'Calendar',
    layer: 'Layer',
    hook: 'Hook',
    photo: 'Photo',
    report: 'Report',
  },
  keys: {
    why: 'Why',
    by: 'By',
    address: 'Address',
    before: 'Before',
    after: 'After',
    department: 'Department',
    login: 'Login',
    name: 'Name',
    cell: 'Cell',
    role: 'Role',
    state: 'State',
    spans: 'Spans',
    consent: 'Consent version',
    permissions: 'Permissions',
    account: 'Account',
    disabled: 'Disabled',
    words: 'Words',
    kind: 'Kind',
    label: 'Name',
    count: 'Count',
    times: 'Times',
    until: 'Until',
    case: 'Case',
    on: 'On',
    reset: 'Reset by an administrator',
    title: 'Title',
    host: 'To',
    events: 'Events',
    area: 'Area',
    codes: 'Codes',
    contacts: 'Contacts',
    settled_before: 'Settled before',
    issuer: 'Sign-on',
  },
  values: { password: 'password', code: 'code of the second factor', true: 'yes', false: 'no' },
  nothing: 'none',
  noAccount: 'No such account',
  scanned: 'Somebody with a grid code',
  doers: { demo: 'Demo data', wangge: 'The system', reporter: 'The reporter', stranger: 'Somebody not signed in' },
  roles: {
    grid_member: 'Grid member',
    volunteer: 'Volunteer',
    handler: 'Handler',
    dispatcher: 'Dispatcher',
    arbiter: 'Arbiter',
    official: 'Official',
    planner: 'Planner',
    grid_admin: 'Grid administrator',
    system_admin: 'System administrator',
    security_admin: 'Security administrator',
    audit_admin: 'Audit administrator',
    integrator: 'Connected system',
  },
};

export const deeds = { zh, en };

/** What was done; the code where there are no words for it. */
export const actionName = (action: string): string => inUse(deeds).actions[action] ?? action;

/** To what: its kind, and what it is called or numbered. */
export function objectName({ object, object_name: name }: Pick<AuditEntry, 'object' | 'object_name'>): string {
  const [kind = '', id = ''] = object.split('/', 2);
  const t = inUse(deeds);
  const words = t.objects[kind];
  if (!words) return object;
  if (object === 'account') return t.noAccount;
  return [words, name ?? (id.length > 12 ? id.slice(0, 8) : id)].filter(Boolean).join(' ');
}

/** As much of a long value as is shown at once. */
const most = 160;

/** The details of an entry as names and values, what was before what came, what is nested written out. */
export function details(detail: AuditEntry['detail']): readonly (readonly [name: string, value: string])[] {
  const t = inUse(deeds);
  const late = (key: string) => (key === 'after' ? 1 : 0);
  return Object.entries(detail ?? {})
    .sort(([a], [b]) => late(a) - late(b))
    .map(([key, value]) => {
      const text = written(key, value);
      return [t.keys[key] ?? key, text.length > most ? `${text.slice(0, most)}…` : text];
    });
}

function written(key: string, value: unknown): string {
  const t = inUse(deeds);
  if (value === null || value === undefined || value === '') return t.nothing;
  if (Array.isArray(value) && value.every((v) => typeof v !== 'object'))
    return value.map((v) => written(key, v)).join(comma()) || t.nothing;
  if (typeof value === 'object') return JSON.stringify(value);
  const code = String(value);
  if (key === 'until' || key === 'settled_before') return moment(new Date(code), lang.value);
  if (key === 'department') return departmentName(code);
  if (key === 'cell' || key === 'area') return areaName(code);
  // A role and where it holds: handler@500120005.
  const [, role, area] = /^([a-z_]+)@(\w*)$/.exec(code) ?? [];
  if (role) return `${t.roles[role] ?? role}${area ? ` · ${areaName(area)}` : ''}`;
  return t.values[code] ?? code;
}

/** Who did it: by name; the commands and the ways in that are no account in words. */
export function doerName({ who, who_name: name }: Pick<AuditEntry, 'who' | 'who_name'>): string {
  const t = inUse(deeds);
  return name ?? (who.startsWith('grid code ') ? t.scanned : (t.doers[who] ?? who));
}
