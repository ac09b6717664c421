import { createExpression } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { clusterCount, clusterImage, clusterName, parseCluster, shortCount } from './cluster.ts';

function evaluate(expression: unknown, properties: Record<string, unknown>): unknown {
  const made = createExpression(expression, { type: 'string' } as never);
  if (made.result === 'error') throw new Error(JSON.stringify(made.value));
  return made.value.evaluate({ zoom: 10 }, { type: 'Point', properties } as never);
}

const cluster = (open: number, in_progress: number, settled: number, severity = 'routine') => ({
  count: open + in_progress + settled,
  open,
  in_progress,
  settled,
  severity,
});

describe('a number on a cluster', () => {
  it.each([
    [2, '2', '2'],
    [999, '999', '999'],
    [1000, '1000', '1k'],
    [1249, '1249', '1.2k'],
    [9949, '9949', '9.9k'],
    [9999, '9999', '10k'],
    [10_000, '1万', '10k'],
    [12_345, '1.2万', '12k'],
    [99_999, '10万', '100k'],
    [354_999, '35万', '355k'],
    [999_499, '100万', '999k'],
    [999_500, '100万', '1M'],
    [8_049_000, '805万', '8M'],
    [99_994_999, '9999万', '100M'],
    [99_995_000, '1亿', '100M'],
  ])('%d is short in Chinese and in English', (n, zh, en) => {
    expect([shortCount(n, 'zh'), shortCount(n, 'en')]).toEqual([zh, en]);
  });

  it('is written by the map as it is written by the page', () => {
    const wrong: unknown[] = [];
    for (let n = 1; n < 2e8; n = Math.ceil(n * 1.07)) {
      for (const lang of ['zh', 'en'] as const) {
        const drawn = evaluate(clusterCount(lang), { count: n });
        if (drawn !== shortCount(n, lang)) wrong.push([n, lang, drawn]);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('the ring of a cluster', () => {
  it.each([
    ['all open', cluster(40, 0, 0), 'cluster-10-0-0'],
    ['half settled, half in progress', cluster(0, 5, 5), 'cluster-0-5-5'],
    ['one open of a thousand, which is not lost', cluster(1, 0, 999), 'cluster-1-0-10'],
    ['thirds', cluster(1, 1, 1), 'cluster-3-3-3'],
    ['urgent and open', cluster(3, 0, 7, 'urgent'), 'cluster-3-0-7-ring'],
    ['an emergency in progress', cluster(0, 1, 0, 'emergency'), 'cluster-0-10-0-ring'],
    ['urgent once, all settled', cluster(0, 0, 9, 'urgent'), 'cluster-0-0-10'],
    ['priority', cluster(9, 0, 0, 'priority'), 'cluster-10-0-0'],
  ])('of %s has its tenths in its name', (_, properties, name) => {
    expect(evaluate(clusterImage(), properties)).toBe(name);
  });

  it('comes back from its name', () => {
    for (const mark of [
      { open: 10, half: 0, settled: 0, ring: false },
      { open: 3, half: 1, settled: 7, ring: true },
    ])
      expect(parseCluster(clusterName(mark))).toEqual(mark);
    for (const name of ['cluster', 'cluster-1-2', 'cluster-1-2-3-4', 'triangle-full', 'cluster-a-b-c'])
      expect(parseCluster(name)).toBeNull();
  });
});
