const zh = {
  lead: '每次查看个人信息，每次改动规则、角色、账号和网格，都在这里。记录只能增加，前后相连，删改会被发现。',
  action: '只看哪一类',
  everything: '全部',
  none: '没有记录。',
  seq: '第',
  at: '时间',
  who: '谁',
  did: '做了什么',
  object: '对谁、对什么',
  detail: '详情',
  more: '再看更早的',
  check: '核对完整性',
  checking: '正在核对…',
  intact: (n: string, head: string) => `共 ${n} 条，前后相连，没有被删改。最后一条的摘要：${head}`,
  broken: (seq: string) => `第 ${seq} 条与前一条对不上：有记录被删改过。请保护好数据库，联系安全管理员。`,
};

const en: typeof zh = {
  lead: 'Every look at personal data and every change of rules, roles, accounts and cells. Entries are only added and chained, so that one altered or taken out is found.',
  action: 'Only one kind of action',
  everything: 'All',
  none: 'Nothing is recorded.',
  seq: 'No.',
  at: 'When',
  who: 'Who',
  did: 'Did',
  object: 'To whom or what',
  detail: 'Detail',
  more: 'Earlier ones',
  check: 'Check the chain',
  checking: 'Checking…',
  intact: (n: string, head: string) =>
    `All ${n} entries are chained; none was altered or taken out. Digest of the last: ${head}`,
  broken: (seq: string) =>
    `Entry ${seq} does not follow from the one before: something was altered or taken out. Protect the database and call the security administrator.`,
};

export const words = { zh, en };
