// What this contract alone knows of a person, as the record keeps it (docs/decisions/0045).
import type { ConstituentSummary } from '../../../core/constituents/record/constituent.ts';
import type { ConstituentInput } from '../../../core/constituents/record/constituent-input.ts';

interface Extras {
  readonly reminderHint: string;
  readonly emailPreferredFormat: string;
  readonly emailStatus: string;
  readonly preferredAddress: string;
  readonly preferredPhone: string;
  readonly originSource: string;
  readonly originSubsource: string;
  readonly adminStatus: string;
  readonly membershipNumber: string;
  readonly membershipStatus: string;
  readonly membershipType: string;
  readonly congDistIdOverride: string;
  readonly stateHouseDistIdOverride: string;
  readonly stateSenateDistIdOverride: string;
  readonly homeCountyIdOverride: string;
  /** Dates are YYYY-MM-DD. */
  readonly memberSinceDate: string;
  readonly membershipRenewalDate: string;
  readonly membershipExpirationDate: string;
  readonly origin: number;
  readonly activeDetail: number;
  readonly donorStatus: number;
  readonly securityCategoryId: number;
  readonly dirMember: boolean;
  readonly dirMemberOptIn: boolean;
}

export type ExtraName = keyof Extras;

/** The name under which the record keeps them. */
const OWNER = 'luminate';

export function extraOf({ extras }: Pick<ConstituentSummary, 'extras'>, name: ExtraName): unknown {
  return extras[OWNER]?.[name];
}

/** Adds values to those that an input sets; null takes one away. */
export function withExtras(
  { extras = {} }: Pick<ConstituentInput, 'extras'>,
  values: { readonly [Name in ExtraName]?: Extras[Name] | null },
): Pick<ConstituentInput, 'extras'> {
  return { extras: { ...extras, [OWNER]: { ...extras[OWNER], ...values } } };
}

/** The `donor_status` of whoever has given; without a gift it is 1, Non-Donor (§5.2). */
export const DONOR = 2;

/** The record as shown with another value. */
export function withExtra<Person extends Pick<ConstituentSummary, 'extras'>, Name extends ExtraName>(
  record: Person,
  name: Name,
  value: Extras[Name],
): Person {
  return { ...record, extras: { ...record.extras, [OWNER]: { ...record.extras[OWNER], [name]: value } } };
}
