// Street addresses as this contract sees them: a primary one and two alternates, each with three street lines.
import { mainAddress } from '../../../core/constituents/record/flat-fields.ts';
import type { StreetAddress } from '../../../core/record/parts/street-addresses.ts';
import type { ConstituentParts } from '../../../core/record/parts.ts';
import type { AddressName, AddressPart } from './field.ts';

export type AddressParts = Readonly<Record<AddressPart, string | null>>;

/** The rows behind the three names: the main address, then the other current ones in their order. */
export function addressesOf(
  record: Pick<ConstituentParts, 'streetAddresses'>,
): Readonly<Record<AddressName, StreetAddress | undefined>> {
  const primary = mainAddress(record);
  const [alternate1, alternate2] = record.streetAddresses.filter((row) => !row.notCurrent && row.id !== primary?.id);
  return { primary, alternate1, alternate2 };
}

/** The parts of a row; a street of more than three lines has the rest in the third, separated by commas. */
export function partsOf(row: StreetAddress | undefined): AddressParts {
  const [street1, street2, ...rest] = (row?.street ?? '').split('\n').map((line) => line.trim());
  return {
    street1: street1 || null,
    street2: street2 || null,
    street3: rest.join(', ') || null,
    city: row?.city ?? null,
    state: row?.state ?? null,
    postalCode: row?.postalCode ?? null,
    county: row?.county ?? null,
    country: row?.country ?? null,
  };
}

/** The lines as the record keeps them, so that each is read back where it was written. */
export function joinStreet(lines: readonly (string | null)[]): string | null {
  const street = lines
    .map(
      (line) =>
        line
          ?.split(/[\r\n]/)
          .map((part) => part.trim())
          .filter(Boolean)
          .join(' ') ?? '',
    )
    .join('\n');
  return street.trimEnd() || null;
}
