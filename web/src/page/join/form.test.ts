import { describe, expect, it } from 'vitest';
import { missing } from './form.ts';

const whole = { name: '李', phone: '138 0000 0000', agreed: true };

describe('joining', () => {
  it('needs a name, a number to call and consent, asked for in this order', () => {
    expect(missing({ name: ' ', phone: '', agreed: false })).toBe('name');
    expect(missing({ ...whole, phone: '', agreed: false })).toBe('phone');
    expect(missing({ ...whole, agreed: false })).toBe('consent');
    expect(missing(whole)).toBeNull();
  });

  it.each(['023-41440000', '+86 138 0000 0000', '(023) 4144 0000', '12345'])('takes the number %s', (phone) => {
    expect(missing({ ...whole, phone })).toBeNull();
  });

  it.each(['1234', 'call me', '138x0000', '1380000000013800000000', '(---)'])(
    'does not take the number %s',
    (phone) => {
      expect(missing({ ...whole, phone })).toBe('phone');
    },
  );
});
