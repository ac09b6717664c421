import { describe, expect, it } from 'vitest';
import { en } from '../../i18n/en.ts';
import { zh } from '../../i18n/zh.ts';
import { filterWords } from './filter-words.ts';
import { type Filters, noFilters } from './filters.ts';

const names = { category: (code: string) => `事项${code}`, cell: (code: string) => `网格${code}` };

describe('filters in words', () => {
  it.each([
    [noFilters, []],
    [{ ...noFilters, category: ['1', '2'] }, ['事项：事项1和事项2']],
    [
      { ...noFilters, category: [1, 2, 3, 4, 5, 6, 7, 8, 9].map(String) },
      ['事项：事项1、事项2、事项3、事项4、事项5、事项6、事项7和另外 2 项'],
    ],
    [{ ...noFilters, state: ['open', 'closed'] }, ['进展：未办结和已办结']],
    [{ ...noFilters, severity: ['urgent'], cell: ['3'] }, ['紧急程度：紧急', '网格：网格3']],
    [{ ...noFilters, from: '2026-11-01', to: '2026-11-02' }, ['2026年11月1日至2026年11月2日']],
    [{ ...noFilters, from: '2026-11-01', to: '2026-11-01' }, ['2026年11月1日']],
    [{ ...noFilters, from: '2026-11-01' }, ['2026年11月1日起']],
    [{ ...noFilters, to: '2026-11-01' }, ['至2026年11月1日']],
  ] as [Filters, string[]][])('%j', (f, expected) => {
    expect(filterWords(f, zh, 'zh', names)).toEqual(expected);
  });

  it('come in English too', () => {
    const f: Filters = { ...noFilters, state: ['open'], from: '2026-11-01', to: '2026-11-02' };
    expect(filterWords(f, en, 'en', names)).toEqual(['Progress: open', '1 Nov 2026 to 2 Nov 2026']);
  });
});
