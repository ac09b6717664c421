import { describe, expect, it } from 'vitest';

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

const hanzi = /\p{Script=Han}/u;

/** Tests of a table of words: both languages are whole, and speak as the page speaks. */
export function goodWords(title: string, zh: object, en: object): void {
  const chinese = strings(zh);
  const english = strings(en);

  describe(title, () => {
    it('are as many in both languages, under the same names', () => {
      expect(english.map(([path]) => path)).toEqual(chinese.map(([path]) => path));
      expect(chinese.length).toBeGreaterThan(0);
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
      const blame = /操作失败|非法|你输错|错误操作|invalid|illegal|you failed/i;
      expect(all.filter(([, words]) => blame.test(words))).toEqual([]);
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
  });
}
