import { describe, expect, it } from 'vitest';
import type { AreaRow } from '../api/manage.ts';
import { likeliest } from './likeliest.ts';

const area = (code: string, name: string, kind: AreaRow['kind']): AreaRow => ({ code, name, kind });
const all = [
  area('500120005', '丁家街道', 'street'),
  area('500120005001', '铜锣社区', 'community'),
  area('500120005001001', '铜锣社区第1网格', 'cell'),
  area('500120005002001', '小铜锣', 'cell'),
  area('H1', 'Harbour Street', 'area'),
];
const found = (typed: string) => likeliest(all, typed).map((a) => a.code);

describe('what somebody may mean', () => {
  it('are all while nothing is typed', () => {
    expect(likeliest(all, '  ')).toBe(all);
  });

  it('begin with those whose name begins so', () => {
    expect(found('铜锣')).toEqual(['500120005001', '500120005001001', '500120005002001']);
  });

  it('are found by the beginning of the code, not by its middle', () => {
    expect(found('500120005001')).toEqual(['500120005001', '500120005001001']);
    expect(found('2000')).toEqual([]);
  });

  it('are found in any case', () => {
    expect(found('street')).toEqual(['H1']);
    expect(found('h1')).toEqual(['H1']);
  });
});
