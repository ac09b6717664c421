import { describe, expect, it } from 'vitest';
import { gridCode, trackingNumber } from './number.ts';

describe('a tracking number', () => {
  it.each([
    ['as printed', 'WG-7K3M-9QXP-4T0C'],
    ['in small letters', 'wg-7k3m-9qxp-4t0c'],
    ['without dashes', 'WG7K3M9QXP4T0C'],
    ['without its WG', '7K3M 9QXP 4T0C'],
    ['with spaces around', '  WG-7K3M-9QXP-4T0C \n'],
    ['in wide characters', 'ＷＧ－７Ｋ３Ｍ－９ＱＸＰ－４Ｔ０Ｃ'],
    ['with O for zero', 'WG-7K3M-9QXP-4TOC'],
    ['from an address', '#WG-7K3M-9QXP-4T0C'],
  ])('is read %s', (_, typed) => {
    expect(trackingNumber(typed)).toBe('WG-7K3M-9QXP-4T0C');
  });

  it('that begins with the letters WG of its own keeps them', () => {
    expect(trackingNumber('WG-WG3M-9QXP-4T0C')).toBe('WG-WG3M-9QXP-4T0C');
    expect(trackingNumber('WG3M-9QXP-4T0C')).toBe('WG-WG3M-9QXP-4T0C');
  });

  it.each(['', 'WG-7K3M', 'WG-7K3M-9QXP-4T0U', 'WG-7K3M-9QXP-4T0C-1'])('is not %j', (typed) => {
    expect(trackingNumber(typed)).toBeNull();
  });
});

describe('a grid code', () => {
  it.each([
    '7K3M-9QXP-4T0C',
    '7k3m9qxp4t0c',
    'https://grid.example/c/7K3M-9QXP-4T0C',
    'http://a/join?code=7K3M-9QXP-4T0C',
  ])('is read from %j', (typed) => {
    expect(gridCode(typed)).toBe('7K3M-9QXP-4T0C');
  });

  it('is not anything else', () => {
    expect(gridCode('WG-7K3M-9QXP-4T0C')).toBeNull();
    expect(gridCode('https://grid.example/c/')).toBeNull();
  });
});
