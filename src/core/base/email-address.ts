// The one rule for what an e-mail address is, in every contract and on the command line.
import { cleanText } from './clean-text.ts';

/** RFC 5321: of the part before the @, and of the whole. */
const LOCAL_LIMIT = 64;
const LIMIT = 254;

/**
 * What may stand before the @ (RFC 5322 atoms, RFC 6531 letters), dots included, but not at its ends: some Japanese carriers
 * gave two in a row.
 */
const LOCAL = /^(?!\.)[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~’-]+(?<!\.)$/u;
/** One label of a domain: no hyphen at its ends, and no underscore (RFC 1123). */
const LABEL = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/**
 * Whether the text, once cleaned, is an address that mail can be sent to: one @, and a domain of two labels at least. Not
 * one is `a@example..org`, `<a@example.org>`, `mailto:a@example.org`, two addresses in one text, or one with full-width or other
 * compatibility letters: it compares as the ASCII address, but mail to it would not arrive there.
 */
export function isEmailAddress(text: string): boolean {
  const address = cleanText(text);
  if (address !== address.normalize('NFKC')) return false;
  const [local = '', domain = '', ...others] = address.split('@');
  if (others.length > 0 || address.length > LIMIT || local.length > LOCAL_LIMIT || !LOCAL.test(local)) return false;
  const labels = domain.split('.');
  return labels.length > 1 && labels.every((label) => LABEL.test(label));
}
