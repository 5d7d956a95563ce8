// Which tidying-up applies to which field (docs/contracts/luminate.md §6, 11).
import type { Organization } from '../../../core/base/actor.ts';
import {
  cleanEmail,
  cleanName,
  cleanPhone,
  cleanPostalCode,
  cleanState,
  cleanStreet,
} from '../../../core/constituents/record/clean-values.ts';
import { settingsOf } from '../settings.ts';
import type { Field } from './field.ts';
import { stateCode } from './states.ts';

const NAMES = new Set(['name.first', 'name.middle', 'name.last', 'nickname']);

/** A field's text in the form the organization wants. */
export function cleaned({ name, place }: Field, text: string, organization: Organization): string {
  const { cleaning } = settingsOf(organization);
  const { country } = organization;
  if (cleaning.names && NAMES.has(name)) return cleanName(withoutCapsLock(text));
  if (cleaning.email && place.kind === 'email') return cleanEmail(text);
  if (cleaning.phones && place.kind === 'phone') return cleanPhone(text, country);
  return cleaning.addresses && place.kind === 'address' ? cleanAddressPart(place.part, text, country) : text;
}

function cleanAddressPart(part: string, text: string, country: string): string {
  if (part.startsWith('street')) return cleanStreet(withoutCapsLock(text), country);
  if (part === 'state') return stateCode(text, country) ?? cleanState(text);
  if (part === 'postalCode') return cleanPostalCode(text, country);
  return cleanName(withoutCapsLock(text));
}

/** `mARY` → `Mary`, `dE LA cRUZ` → `De la Cruz`: typed with caps lock on, each letter is of the other case. */
function withoutCapsLock(text: string): string {
  const words = text.match(/\p{L}+/gu) ?? [];
  const isSwapped =
    words.every((word) => /^\p{Ll}?\p{Lu}*$/u.test(word)) && words.some((word) => /^\p{Ll}\p{Lu}+$/u.test(word));
  if (!isSwapped) return text;
  return [...text]
    .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
    .join('');
}
