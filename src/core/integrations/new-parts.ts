// What a post adds to somebody who is on record: contact points and groups that the record has already are not added again.
import { comparisonKey, digitsOf, normalizeEmail } from '../base/fold.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import type { ConstituentInput } from '../constituents/record/constituent-input.ts';

/** The change without items that say the same as an element that is there. */
function withoutKnown<Item>(
  change: { readonly items?: readonly Item[] } | undefined,
  known: readonly string[],
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[] } | undefined {
  return change && { items: (change.items ?? []).filter((item) => !known.includes(keyOf(item))) };
}

const street = (point: { street?: string | null; postalCode?: string | null; city?: string | null }) =>
  [point.street, point.postalCode, point.city].map((text) => comparisonKey(text ?? '')).join('\n');

const NAMES = ['firstName', 'lastName', 'orgName'] as const;

/** A name that differs in case or accents only is no change: the record's spelling is somebody's choice. */
function isSameName(existing: Constituent, field: string, value: unknown): boolean {
  const name = NAMES.find((candidate) => candidate === field);
  return name !== undefined && comparisonKey(existing[name] ?? '') === comparisonKey(String(value ?? ''));
}

/** The input as a change of the record: what is absent stays as it is. */
export function asChangeOf(existing: Constituent, input: ConstituentInput): ConstituentInput {
  const { emailAddresses, phoneNumbers, streetAddresses, webAddresses, groups, isOrg: _, ...fields } = input;
  const parts = {
    emailAddresses: withoutKnown(
      emailAddresses,
      existing.emailAddresses.map(({ address }) => normalizeEmail(address)),
      ({ address }) => normalizeEmail(address ?? ''),
    ),
    phoneNumbers: withoutKnown(
      phoneNumbers,
      existing.phoneNumbers.map(({ number }) => digitsOf(number)),
      ({ number }) => digitsOf(number ?? ''),
    ),
    streetAddresses: withoutKnown(streetAddresses, existing.streetAddresses.map(street), street),
    webAddresses: withoutKnown(
      webAddresses,
      existing.webAddresses.map(({ url }) => comparisonKey(url)),
      ({ url }) => comparisonKey(url ?? ''),
    ),
    groups: withoutKnown(
      groups,
      existing.groups.filter(({ isCurrent }) => isCurrent).map(({ groupName }) => comparisonKey(groupName)),
      ({ group }) => comparisonKey(group?.name ?? ''),
    ),
  };
  const given = Object.entries(parts).filter(([, change]) => change !== undefined && change.items.length > 0);
  const changed = Object.entries(fields).filter(([name, value]) => !isSameName(existing, name, value));
  return { ...Object.fromEntries(changed), ...Object.fromEntries(given) };
}
