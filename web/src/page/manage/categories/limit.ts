import type { Limit, Unit } from '../../../api/manage.ts';

/** A limit from what was typed: null for none, 'bad' for what is no whole number from 1 up. */
export function limitOf(amount: string, unit: Unit): Limit | null | 'bad' {
  const typed = amount.normalize('NFKC').trim();
  if (typed === '') return null;
  return /^[1-9]\d{0,3}$/.test(typed) ? { amount: Number(typed), unit } : 'bad';
}

/** Whether code is one of the site's own matters: the standard has the others. */
export const ownCode = (code: string): boolean => /^9\d{4}$/.test(code);
