import { describe, expect, it } from 'vitest';
import type { Category } from '../../../api/types.ts';
import { goodWords } from '../../../testing/words.ts';
import { allOrNone, frequent, groupsOf } from './groups.ts';
import { words } from './words.ts';

goodWords('the words of the filter panel', words.zh, words.en);

const category = (code: string, zh: string, en: string, layer: string, sensitive = false) =>
  ({ code, name: { zh, en }, layer, sensitive }) as Category;
const all = [
  category('90001', '高空坠物', 'Falling objects', 'hazards'),
  category('90002', '路面塌陷', 'Sinkhole', 'hazards'),
  category('06013', '道路破损', 'Road damage', 'road-defects'),
  category('06010', '暴露垃圾', 'Exposed rubbish', 'other'),
  category('06011', '积存垃圾', 'Rubbish heaps', 'other'),
  category('91001', '邻里纠纷', 'Quarrel', 'other', true),
];
const counts: Record<string, number> = { '90001': 2, '90002': 5, '06013': 0, '06010': 9, '06011': 0 };
const sought = {
  layers: ['hazards', 'road-defects', 'other'] as const,
  q: '',
  chosen: [] as string[],
  count: (code: string) => counts[code] ?? 0,
};
const codes = (list: readonly Category[]) => list.map((c) => c.code);
const shape = (more: Partial<typeof sought>) =>
  groupsOf(all, { ...sought, ...more }).map((g) => [g.id, codes(g.some), codes(g.empty)]);

describe('the categories of the filter panel', () => {
  it('stand below their layers, the most frequent first, those without a case apart', () => {
    expect(shape({})).toEqual([
      ['hazards', ['90002', '90001'], []],
      ['road-defects', [], ['06013']],
      ['other', ['06010'], ['06011']],
    ]);
  });

  it('never name a sensitive one', () => {
    expect(shape({ q: '纠纷' })).toEqual([]);
  });

  it('keep one that is chosen in sight, though it has no case', () => {
    expect(shape({ chosen: ['06013'] })[1]).toEqual(['road-defects', ['06013'], []]);
  });

  it('are all in sight while nothing has been counted', () => {
    const uncounted = groupsOf(all, { ...sought, count: () => null });
    expect(uncounted.flatMap((g) => codes(g.empty))).toEqual([]);
    expect(frequent(uncounted, { chosen: [], count: () => null })).toEqual([]);
  });

  it('are found by name in either language and by code, and a layer without any is left out', () => {
    expect(shape({ q: ' rubbish ' })).toEqual([['other', ['06010'], ['06011']]]);
    expect(shape({ q: '9000' }).map(([id]) => id)).toEqual(['hazards']);
  });

  it('are of the layers that are on', () => {
    expect(groupsOf(all, { ...sought, layers: ['other'] }).map((g) => g.id)).toEqual(['other']);
  });

  it('name the most frequent of all layers, and those that are chosen', () => {
    const many = Array.from({ length: 9 }, (_, i) => category(`0100${i}`, `井盖${i}`, `Cover ${i}`, 'other'));
    const count = (code: string) => (code.startsWith('0100') ? Number(code.slice(-1)) + 1 : 0);
    const found = frequent(groupsOf(many, { ...sought, count }), { chosen: ['01000'], count });
    expect(codes(found)).toEqual(['01008', '01007', '01006', '01005', '01004', '01003', '01000']);
    const allChosen = frequent(groupsOf(many, { ...sought, count }), { chosen: codes(many), count });
    expect(allChosen).toHaveLength(6);
  });
});

describe('all or none of a group', () => {
  it('puts in those that are missing, and leaves the others alone', () => {
    expect(allOrNone(['x', 'a'], ['a', 'b'])).toEqual(['x', 'a', 'b']);
  });

  it('takes all out where all were in', () => {
    expect(allOrNone(['x', 'a', 'b'], ['a', 'b'])).toEqual(['x']);
  });
});
