// The values a field's select offers (docs/contracts/luminate.md §4.18 and §4.19).
import type { Organization } from '../../../core/base/actor.ts';
import type { Field } from './field.ts';

const US_STATES =
  'AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VT WA WI WV WY'.split(
    ' ',
  );

const FIRST_YEAR = 1900;
/** Expiry dates lie ahead. */
const YEARS_AHEAD = 10;

/** The choices of a field: of a date its years, of a state those of the organization's country; none for free text. */
export function choicesOf(
  field: Field,
  { organization, now }: { organization: Organization; now: Date },
): readonly string[] {
  if (field.type === 'DATE') {
    const years = now.getUTCFullYear() + YEARS_AHEAD - FIRST_YEAR + 1;
    return Array.from({ length: years }, (_, index) => String(FIRST_YEAR + index));
  }
  const isState = field.place.kind === 'address' && field.place.part === 'state';
  if (isState && organization.country === 'US') return US_STATES;
  return field.choices ?? [];
}
