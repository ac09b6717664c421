import { describe, expect, it } from 'vitest';
import { caseRow } from '../../testing/staff.ts';
import { merge } from './merge.ts';

const row = (id: string, version = 1) => caseRow({ id, version });
const ids = (rows: readonly { id: string }[]) => rows.map((r) => r.id).join('');

describe('what the queue is now, laid over what is shown', () => {
  it('moves no row, whatever the new order', () => {
    expect(ids(merge([row('a'), row('b'), row('c')], [row('c'), row('a'), row('b')], true).rows)).toBe('abc');
  });

  it('writes newer versions into the rows, never older ones', () => {
    const { rows } = merge([row('a', 3), row('b', 3)], [row('a', 4), row('b', 2)], true);
    expect(rows.map((r) => r.version)).toEqual([4, 3]);
  });

  it('counts what is new, and adds none of it', () => {
    const merged = merge([row('a')], [row('x'), row('a'), row('y')], true);
    expect([ids(merged.rows), merged.fresh]).toEqual(['a', 2]);
  });

  it('keeps what has left in its place, and says so', () => {
    const merged = merge([row('a'), row('b')], [row('a')], true);
    expect([ids(merged.rows), [...merged.left]]).toEqual(['ab', ['b']]);
  });

  it('takes nothing for gone that may have been pushed beyond what was fetched', () => {
    expect([...merge([row('a'), row('b')], [row('x'), row('a')], false).left]).toEqual([]);
  });
});
