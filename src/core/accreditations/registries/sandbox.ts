// Invented answers for trying things out: the end of the identifier decides, anything else is in order for three years.
import { dateIn } from '../../base/clock.ts';
import type { Outcome } from '../outcome.ts';
import type { Check, RegistryAnswer } from './registry.ts';

const ENDINGS: readonly (readonly [ending: string, outcome: Outcome])[] = [
  ['-CONDITIONS', 'conditions'],
  ['-REVIEW', 'review'],
  ['-EXPIRED', 'expired'],
  ['-SUSPENDED', 'suspended'],
  ['-CANCELLED', 'cancelled'],
  ['-BARRED', 'barred'],
  ['-NOTFOUND', 'not_found'],
  ['-NOTVALID', 'not_valid'],
  ['-PENDING', 'pending'],
  ['-ERROR', 'error'],
];

/** Days from today to the expiry date, where a register would tell one. */
const THREE_YEARS = 'three years';
const EXPIRES_IN: Partial<Record<Outcome, number | typeof THREE_YEARS>> = {
  active: THREE_YEARS,
  conditions: THREE_YEARS,
  review: THREE_YEARS,
  expired: -30,
  suspended: 365,
};

/** By the end of the identifier. */
export function sandbox(check: Check): RegistryAnswer {
  const identifier = (check.identifier ?? '').trim().toUpperCase();
  if (identifier.endsWith('-UNAVAILABLE')) return { kind: 'unavailable', reason: 'the identifier asks for it' };
  const outcome = ENDINGS.find(([ending]) => identifier.endsWith(ending))?.[1] ?? 'active';
  const expiryDate = expiryOf(check, outcome);
  const cardType = cardTypeOf(identifier);
  const extra = check.type.category === 'wwc' && cardType ? { card_type: cardType } : {};
  return { kind: 'found', finding: { outcome, expiryDate, extra }, evidence: { source: 'sandbox' } };
}

function expiryOf({ type, organization, now }: Check, outcome: Outcome): string | null {
  const days = EXPIRES_IN[outcome];
  if (days === undefined || !type.publishesExpiry) return null;
  const today = new Date(`${dateIn(organization.timeZone, now)}T00:00:00Z`);
  if (days === THREE_YEARS) today.setUTCFullYear(today.getUTCFullYear() + 3);
  else today.setUTCDate(today.getUTCDate() + days);
  return today.toISOString().slice(0, 10);
}

/** A number's last letter tells paid from volunteer work where it is one of these (docs/contracts/oho.md §9). */
function cardTypeOf(identifier: string): string | undefined {
  return { E: 'employee', V: 'volunteer' }[identifier.match(/\d([EV])$/)?.[1] ?? ''];
}
