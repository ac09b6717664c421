const zh = {
  states: '按每一步看',
  frequent: '最多的几类',
  search: '搜索类别',
  searchHint: '名称或编码',
  group: (name: string, n: number) => `${name}：全部 ${n} 类`,
  groupMatching: (name: string, n: number) => `${name}：找到的 ${n} 类`,
  chosen: (n: number) => `已选 ${n}`,
  kinds: (n: number) => `${n} 类`,
  showEmpty: (n: number) => `另有 ${n} 类现在没有案卷`,
  hideEmpty: '收起没有案卷的类别',
  none: (q: string) => `没有与“${q}”相符的类别。`,
  noLayer: '没有打开案卷的图层，也就没有可选的类别。',
  clear: '不按类别筛选',
  found: (n: number) => `找到 ${n} 类`,
};

const en: typeof zh = {
  states: 'Step by step',
  frequent: 'The most frequent',
  search: 'Search categories',
  searchHint: 'name or code',
  group: (name: string, n: number) => `${name}: all ${n}`,
  groupMatching: (name: string, n: number) => `${name}: the ${n} found`,
  chosen: (n: number) => `${n} chosen`,
  kinds: (n: number) => `${n}`,
  showEmpty: (n: number) => `${n} more without a case now`,
  hideEmpty: 'Hide those without a case',
  none: (q: string) => `No category matches “${q}”.`,
  noLayer: 'No layer of cases is on, so there is no category to choose.',
  clear: 'Drop the categories',
  found: (n: number) => `${n} found`,
};

export const words = { zh, en };
