import { describe, expect, it } from 'vitest';
import { everything, narrows, queryFor } from './filter.ts';

describe('a filter of the audit', () => {
  it('asks for nothing in particular while it is empty', () => {
    expect(queryFor({ ...everything, who: '  ' })).toEqual({});
    expect(narrows({ ...everything, who: '  ' })).toBe(false);
    expect(narrows({ ...everything, until: '2026-11-25' })).toBe(true);
  });

  it('includes both days, to the end of the last, where the reader is', () => {
    const { since, until } = queryFor({ ...everything, since: '2026-11-30', until: '2026-11-30' });
    expect(since).toBe(new Date(2026, 10, 30).toISOString());
    expect(until).toBe(new Date(2026, 11, 1).toISOString());
  });

  it('asks for what was typed without the space around it', () => {
    expect(queryFor({ ...everything, action: 'account', who: ' 周敏 ', object: ' account/7' })).toEqual({
      action: 'account',
      who: '周敏',
      object: 'account/7',
    });
  });
});
