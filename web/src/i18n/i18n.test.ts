import { afterEach, describe, expect, it } from 'vitest';
import { lang } from '../settings.ts';
import { en } from './en.ts';
import { named, text } from './index.ts';
import { zh } from './zh.ts';

/** Every string of a table with its path; a string that is made of arguments with 3 of everything. */
function strings(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'function') {
    const made = value as (...args: unknown[]) => unknown;
    return [[path, String(made(...Array.from({ length: made.length }, () => 3)))]];
  }
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => strings(inner, path ? `${path}.${key}` : key));
  return [[path, String(value)]];
}

const chinese = strings(zh);
const english = strings(en);
const hanzi = /\p{Script=Han}/u;

describe('the strings', () => {
  it('are as many in both languages, under the same names', () => {
    expect(english.map(([path]) => path)).toEqual(chinese.map(([path]) => path));
    expect(chinese.length).toBeGreaterThan(150);
  });

  it.each([
    ['Chinese', chinese],
    ['English', english],
  ])('in %s are all there, trimmed, and say what they mean', (_, all) => {
    const wrong = all.filter(
      ([, words]) => words.trim() === '' || words !== words.trim() || /undefined|NaN|\[object/.test(words),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['Chinese', chinese],
    ['English', english],
  ])('in %s have no exclamation marks and blame nobody', (_, all) => {
    expect(all.filter(([, words]) => /[!！]/.test(words))).toEqual([]);
    expect(all.filter(([, words]) => /操作失败|非法|你输错|错误操作|invalid|illegal|you failed/i.test(words))).toEqual(
      [],
    );
  });

  it('in English have no Chinese characters or punctuation', () => {
    expect(english.filter(([, words]) => hanzi.test(words) || /[，。；：？、（）]/.test(words))).toEqual([]);
  });

  it('in Chinese are Chinese', () => {
    expect(chinese.filter(([, words]) => !hanzi.test(words))).toEqual([]);
  });

  it('in Chinese have Chinese punctuation between Chinese characters', () => {
    expect(chinese.filter(([, words]) => /\p{Script=Han}[,;:?()]\p{Script=Han}/u.test(words))).toEqual([]);
  });

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
