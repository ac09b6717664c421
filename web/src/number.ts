/*
 * Numbers that are read out and written down: tracking numbers (WG-7K3M-9QXP-4T0C) and grid codes (7K3M-9QXP-4T0C). Both are
 * twelve characters of Crockford's base 32, in which O is zero and I and L are one.
 */

/** The twelve characters in groups of four, however they were typed; null where they can't be such a number. */
function twelve(typed: string): string | null {
  const plain = typed.replace(/O/g, '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{12}$/.test(plain) ? plain.replace(/(....)(?=.)/g, '$1-') : null;
}

/** Letters and digits of either width, as capitals, without anything between. */
const bare = (typed: string) =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');

/** A tracking number as somebody typed or pasted it; null where it can't be one. */
export function trackingNumber(typed: string): string | null {
  const found = twelve(bare(typed).replace(/^WG(?=.{12}$)/, ''));
  return found && `WG-${found}`;
}

/** A grid code as somebody typed it, or the address that stands in its QR; null where it can't be one. */
export function gridCode(typed: string): string | null {
  return twelve(bare(typed.trim().replace(/^https?:\/\/.*[/=]/i, '')));
}
