import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../api/manage.ts';
import { always, daysIn, everyDay, freshRule, move, put } from './edit.ts';

const names = ['一', '二', '三', '四', '五', '六', '日'];
const [a, b, c] = ['a', 'b', 'c'].map((title) => ({ ...freshRule('centre'), title: { zh: title, en: '' } })) as [
  ReturnType<typeof freshRule>,
  ReturnType<typeof freshRule>,
  ReturnType<typeof freshRule>,
];
const titles = (rules: readonly Rule[]) => rules.map((r) => r.title.zh).join('');

describe('a list of rules', () => {
  it('keeps the others in their order when one moves', () => {
    expect(titles(move([a, b, c], 2, -1))).toBe('acb');
    expect(titles(move([a, b, c], 0, 1))).toBe('bac');
  });

  it('stays as it is where there is no way up or down', () => {
    const rules = [a, b];
    expect(move(rules, 0, -1)).toBe(rules);
    expect(move(rules, 1, 1)).toBe(rules);
  });

  it('has one replaced, or taken out', () => {
    expect(titles(put([a, b, c], 1, { ...b, title: { zh: 'x', en: '' } }))).toBe('axc');
    expect(titles(put([a, b, c], 1, null))).toBe('ac');
  });
});

describe('the days of a rule', () => {
  it.each([
    [[1, 2, 3, 4, 5], '一–五'],
    [[6, 7], '六、日'],
    [[7, 1, 3], '一、三、日'],
    [[1, 2, 3, 5], '一–三、五'],
    [[], ''],
  ])('%j are said as %s', (days, said) => {
    expect(daysIn(days, names, '、')).toBe(said);
  });
});

describe('a rule', () => {
  it('holds always where no day and no hour is left out', () => {
    expect(always(a)).toBe(true);
    expect(always({ ...a, weekdays: [] })).toBe(true);
    expect(always({ ...a, weekdays: everyDay.slice(1) })).toBe(false);
    expect(always({ ...a, from_minute: 480 })).toBe(false);
  });
});
