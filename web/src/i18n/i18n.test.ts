import { afterEach, describe, expect, it } from 'vitest';
import { lang } from '../settings.ts';
import { goodWords } from '../testing/words.ts';
import { en } from './en.ts';
import { named, text } from './index.ts';
import { zh } from './zh.ts';

goodWords('the strings', zh, en);

describe('the strings', () => {
  it('in English agree with one', () => {
    expect([en.list.inView('1'), en.list.cellsInView('1'), en.cell.people('1'), en.live.fresh(1)]).toEqual([
      '1 in view',
      '1 cell in view',
      '1 person',
      '1 new report',
    ]);
    expect([en.list.cellsInView('0'), en.list.cellsInView('2'), en.cell.people('0')]).toEqual([
      '0 cells in view',
      '2 cells in view',
      '0 people',
    ]);
  });
});

describe('names that the service gives', () => {
  afterEach(() => {
    lang.value = 'zh';
  });

  it('come in the language in use, or in the other where there is only that', () => {
    expect([named({ zh: '井盖', en: 'Manhole' }), named({ zh: '', en: 'Manhole' })]).toEqual(['井盖', 'Manhole']);
    lang.value = 'en';
    expect([named({ zh: '井盖', en: 'Manhole' }), named({ zh: '井盖', en: '' })]).toEqual(['Manhole', '井盖']);
    expect(text.value).toBe(en);
  });
});
