import { describe, expect, it } from 'vitest';
import { mount } from '../testing/mount.ts';
import { ConsentText, pointsOf } from './consent-text.tsx';

describe('the words on personal data', () => {
  it.each([
    [
      '谁：社区。\n留多久：办结后 180 天。',
      [
        ['谁', '社区。'],
        ['留多久', '办结后 180 天。'],
      ],
    ],
    [
      'Who: the street.\nHow long: a year.',
      [
        ['Who', 'the street.'],
        ['How long', 'a year.'],
      ],
    ],
    ['如何撤回：告诉网格员。\n不留联系方式也可以上报。', [['如何撤回', '告诉网格员。\n不留联系方式也可以上报。']]],
    ['Nothing is kept.', [['', 'Nothing is kept.']]],
    ['It is kept. See: the law', [['', 'It is kept. See: the law']]],
    ['', []],
  ])('%j are points', (text, points) => {
    expect(pointsOf(text)).toEqual(points);
  });

  it('are a list where they have points, and else as they are', async () => {
    let page = await mount(<ConsentText text={'谁：社区。\n留多久：一年。'} />);
    expect(page.texts('dt')).toEqual(['谁', '留多久']);
    expect(page.texts('dd')).toEqual(['社区。', '一年。']);
    await page.leave();
    page = await mount(<ConsentText text="什么都不留。" />);
    expect(page.one('p').textContent).toBe('什么都不留。');
    await page.leave();
  });
});
