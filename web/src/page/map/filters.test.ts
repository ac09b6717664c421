import { describe, expect, it } from 'vitest';
import { type Filters, formatFilters, isFiltered, noFilters, parseFilters, toggled } from './filters.ts';

const parse = (query: string) => parseFilters(new URLSearchParams(query));
const all: Filters = {
  category: ['06013', '01001'],
  state: ['open', 'in_progress'],
  severity: ['urgent', 'emergency'],
  cell: ['北门 3', '500152001001001'],
  from: '2026-11-01',
  to: '2026-11-23T08:00:00Z',
};

describe('filters in a query', () => {
  it.each([
    ['none', noFilters, ''],
    ['one list', { ...noFilters, severity: ['urgent'] }, 'severity=urgent'],
    ['one end of a span', { ...noFilters, to: '2026-11-23' }, 'to=2026-11-23'],
  ] as [string, Filters, string][])('are short: %s', (_, f, query) => {
    expect(new URLSearchParams(formatFilters(f)).toString()).toBe(query);
  });

  it('come back as they were', () => {
    expect(parse(new URLSearchParams(formatFilters(all)).toString())).toEqual(all);
    expect(parse('')).toEqual(noFilters);
  });

  it.each([
    ['a state that there is not', 'state=open,gone', { ...noFilters, state: ['open'] }],
    ['a severity that there is not', 'severity=deadly', noFilters],
    ['a category that can be none', 'category=06013,%3Cb%3E,', { ...noFilters, category: ['06013'] }],
    ['an empty cell', 'cell=,a,', { ...noFilters, cell: ['a'] }],
    ['what stands twice', 'category=1,1&state=open,open', { ...noFilters, category: ['1'], state: ['open'] }],
    ['a date that there is not', 'from=2026-02-30', noFilters],
    ['a time without its zone', 'from=2026-02-03T10:00', noFilters],
    ['words', 'from=yesterday&to=now', noFilters],
    ['a span that ends before it begins', 'from=2026-11-02&to=2026-11-01', noFilters],
  ] as [string, string, Filters][])('leave out %s', (_, query, expected) => {
    expect(parse(query)).toEqual(expected);
  });

  it('may begin and end on the same day', () => {
    expect(parse('from=2026-11-02&to=2026-11-02')).toMatchObject({ from: '2026-11-02', to: '2026-11-02' });
  });
});

describe('a value of a filter', () => {
  it('is put in and taken out again, and nothing else changes', () => {
    const once = toggled(all, 'category', '07001');
    expect(once).toEqual({ ...all, category: ['06013', '01001', '07001'] });
    expect(toggled(once, 'category', '07001')).toEqual(all);
    expect(all.category).toEqual(['06013', '01001']);
  });

  it('makes the difference between filtered and not', () => {
    expect([isFiltered(noFilters), isFiltered(toggled(noFilters, 'state', 'open'))]).toEqual([false, true]);
  });
});
