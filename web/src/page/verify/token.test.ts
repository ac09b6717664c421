import { describe, expect, it } from 'vitest';
import { claims, isWhole, tokenOf } from './token.ts';

const encode = (value: unknown) => {
  const bytes = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
};
const token = (value: unknown) => `WGC1.${encode(value)}.c2lnbmF0dXJl`;
const said = { id: 'c1', at: '2026-11-23T01:05:00Z', net: 'dingjia', cell_name: '铜锣社区第 1 网格' };

describe('a certificate that is pasted', () => {
  const text = token(said);

  it('is found with the address around it, and with the line breaks of an e-mail', () => {
    expect(tokenOf(text)).toBe(text);
    expect(tokenOf(`  https://grid.example/verify#${text}\n`)).toBe(text);
    expect(tokenOf(text.replace(/(.{20})/g, '$1\r\n '))).toBe(text);
  });

  it.each(['', 'WGC1.', 'WGC1.abc', 'WGC2.abc.def', 'WG-7K3M-9QXP-4T0C'])('is not %j', (pasted) => {
    expect(tokenOf(pasted)).toBeNull();
  });
});

describe('a certificate', () => {
  const whole = `${token(said).slice(0, -'c2lnbmF0dXJl'.length)}${'A'.repeat(86)}`;

  it('is whole with all of its signature, and not where copying lost some of it or of what it says', () => {
    expect([whole, whole.slice(0, -1), whole.replace(/.{9}\.A/, '.A'), `${whole}A`].map(isWhole)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('what a certificate says', () => {
  it('is read with its Chinese', () => {
    expect(claims(token(said))).toEqual(said);
  });

  it.each([
    ['no JSON', token('{"id":')],
    ['no object', token([1])],
    ['not what a certificate says', token({ id: 1 })],
    ['no base64', 'WGC1.%%%.x'],
    ['no UTF-8', 'WGC1.gICA.x'],
  ])('is nothing where it is %s', (_, text) => {
    expect(claims(text)).toBeNull();
  });
});
