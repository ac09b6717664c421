import { describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../../api/client.ts';
import { json } from '../../../testing/fixtures.ts';
import { type Filters, noFilters } from '../filters.ts';
import { countQuery, fetchCounts, without } from './counts.ts';

const scope = { layers: ['hazards', 'other'], net: 'grid', bbox: null };
const f: Filters = { ...noFilters, category: ['06013'], state: ['open'], from: '2026-11-01', to: '2026-11-23' };
const never = new AbortController().signal;

/** Answers the next requests, and keeps their addresses. */
function service(answer: () => Response): URL[] {
  const asked: URL[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(new URL(request.url));
    return Promise.resolve(answer());
  });
  return asked;
}

describe('a count', () => {
  it('asks for its dimension, what is on, and the filters in effect', () => {
    expect(countQuery('category', f, { ...scope, bbox: [106.1, 29.4, 106.2, 29.5] })).toEqual({
      by: 'category',
      layer: 'hazards,other',
      net: 'grid',
      bbox: '106.100000,29.400000,106.200000,29.500000',
      category: '06013',
      state: 'open',
      from: '2026-11-01',
      to: '2026-11-23',
    });
    expect(countQuery(null, noFilters, { ...scope, net: null })).toEqual({ layer: 'hazards,other' });
  });

  it('comes with its groups and the moment when it was true', async () => {
    const answer = { by: ['state'], total: 3, open: 2, overdue: 1, groups: [['filed', 3]] };
    const asked = service(() => json({ ...answer, counted_at: '2026-11-23T01:05:00Z', time_zone: 'Asia/Shanghai' }));
    const counts = await fetchCounts('state', f, scope, never);
    expect(asked.map((url) => [url.pathname, url.searchParams.get('by')])).toEqual([['/api/v1/cases/counts', 'state']]);
    expect(counts).toEqual({
      total: 3,
      open: 2,
      overdue: 1,
      groups: [['filed', 3]],
      countedAt: new Date('2026-11-23T01:05:00Z'),
    });
  });

  it('that is refused says why', async () => {
    service(() => json({ detail: 'state: there is no such state' }, 400));
    await expect(fetchCounts('day', f, scope, never)).rejects.toThrow(Refusal);
  });
});

describe('the filters of a chart', () => {
  it.each([
    ['day', { ...f, from: null, to: null }],
    ['category', { ...f, category: [] }],
    ['state', { ...f, state: [] }],
    ['layer', f],
  ] as const)('are all but its own: %s', (dimension, expected) => {
    expect(without(f, dimension)).toEqual(expected);
  });
});
