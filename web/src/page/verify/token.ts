import type { Payload } from '../../api/office.ts';

/** The text of a certificate out of what somebody pasted: with line breaks of an e-mail, or the address of this page around it. */
export function tokenOf(pasted: string): string | null {
  const found = /WGC1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/.exec(pasted.replace(/\s+/g, ''));
  return found ? found[0] : null;
}

/** An Ed25519 signature in base64url, without padding. */
const signatureChars = 86;

/** Whether nothing of a certificate was lost in copying, as far as that can be seen: all of it is readable and of its length. */
export function isWhole(token: string): boolean {
  return claims(token) !== null && token.split('.')[2]?.length === signatureChars;
}

/** What a certificate says, whether it is genuine or not; null where that can't be read. */
export function claims(token: string): Payload | null {
  try {
    const [, payload = ''] = token.split('.');
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const whole = typeof said === 'object' && said !== null && 'id' in said && 'at' in said && 'net' in said;
    return whole ? (said as Payload) : null;
  } catch {
    return null;
  }
}
