import type { Db } from '../../../db/connect.ts';
import type { Actor } from '../../base/actor.ts';
import { dateIn } from '../../base/clock.ts';
import { invalidField } from '../../base/failure.ts';

/** Throws `invalid` (`date_in_future`) for a birth date (YYYY-MM-DD, by its field) that has not come yet where the organization is. */
export function requireBorn(
  { clock }: Pick<Db, 'clock'>,
  { organization }: Actor,
  given: Readonly<Record<string, string | null | undefined>>,
): void {
  const today = dateIn(organization.timeZone, clock.now());
  for (const [field, date] of Object.entries(given))
    if (date && date > today) throw invalidField(field, 'date_in_future');
}
