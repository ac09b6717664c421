import { beforeEach, describe, expect, it } from 'vitest';
import { lang } from '../../../settings.ts';
import { goodWords } from '../../../testing/words.ts';
import { actionName, deeds, details, doerName, objectName } from './deeds.ts';

goodWords('the words of the audit trail', deeds.zh, deeds.en);

describe('an entry of the audit trail', () => {
  beforeEach(() => {
    lang.value = 'zh';
  });

  it('says what was done in the language in use, or the code where there are no words', () => {
    expect(actionName('contact.read')).toBe('查看上报人联系方式');
    lang.value = 'en';
    expect(actionName('contact.read')).toBe('Looked at a reporter’s contact');
    expect(actionName('moon.landing')).toBe('moon.landing');
  });

  it.each([
    ['account/9', '周敏', '账号 周敏'],
    ['account/9', null, '账号 9'],
    ['case/0197a2b4-1111-7000-8000-000000000000', null, '案卷 0197a2b4'],
    ['token/0197a2b4-1111-7000-8000-000000000000', null, '令牌 0197a2b4'],
    ['account', null, '不存在的账号'],
    ['routing', null, '派遣规则'],
    ['moon/1', null, 'moon/1'],
  ])('says of %s, called %s, %s', (object, object_name, words) => {
    expect(objectName({ object, object_name })).toBe(words);
  });

  it('writes its details out, whatever they hold', () => {
    expect(details({ why: '通知', before: [], after: ['a', 'b'], by: 'password', odd: { x: 1 } })).toEqual([
      ['理由', '通知'],
      ['改前', '无'],
      ['方式', '密码'],
      ['odd', '{"x":1}'],
      ['改后', 'a、b'],
    ]);
  });

  it('names roles with where they hold', () => {
    expect(details({ before: ['handler@'], after: ['dispatcher@5001'] })).toEqual([
      ['改前', '处置人员'],
      ['改后', '派遣员 · 5001'],
    ]);
  });

  it.each([
    ['ann', '安', '安'],
    ['demo', null, '演示数据'],
    ['stranger', null, '没有登录的人'],
    ['grid code X', null, '扫网格码的人'],
    ['bob', null, 'bob'],
  ])('was made by %s, called %s: %s', (who, who_name, words) => {
    expect(doerName({ who, who_name })).toBe(words);
  });

  it('cuts a detail that would fill the page', () => {
    expect(details({ before: 'x'.repeat(500) })[0]?.[1]).toHaveLength(161);
  });
});
