/** The record of one person or organization, as every dialect projects it (docs/architecture.md). */
import type { Category } from '../custom-fields/category.ts';
import type { ConstituentFields, TypeNames } from '../record/fields.ts';

interface ContactPoint {
  readonly id: number;
  readonly typeId: number | null;
  /** Null for an id that is no type of the family (docs/contracts/lgl.md §3.5). */
  readonly typeName: string | null;
  readonly isPreferred: boolean;
  readonly parentId: number | null;
  /** ISO 8601, UTC, milliseconds. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface EmailAddress extends ContactPoint {
  readonly address: string;
  readonly notCurrent: boolean;
}

export interface PhoneNumber extends ContactPoint {
  readonly number: string;
  readonly digits: string;
  readonly notCurrent: boolean;
}

export interface StreetAddress extends ContactPoint {
  /** Lines separated by a line feed. */
  readonly street: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly county: string | null;
  readonly country: string | null;
  readonly notCurrent: boolean;
  /** MM-DD */
  readonly seasonalFrom: string | null;
  readonly seasonalTo: string | null;
  readonly seasonal: boolean | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly verified: boolean;
  readonly verifiedOn: string | null;
}

export interface WebAddress extends ContactPoint {
  readonly url: string;
}

export interface ClassAffiliation {
  readonly id: number;
  readonly classAffiliationTypeId: number | null;
  readonly year: number | null;
  readonly note: string | null;
}

export interface Relationship {
  readonly id: number;
  readonly relatedConstituentId: number;
  readonly relationshipTypeId: number | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly autoSoftCredit: boolean;
  readonly alsoAcknowledge: boolean;
  readonly shareAddress: number | null;
  readonly sharePhone: number | null;
}

export interface GroupMembership {
  readonly id: number;
  readonly groupId: number;
  readonly groupName: string;
  readonly dateStart: string | null;
  readonly dateEnd: string | null;
  readonly isCurrent: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Membership {
  readonly id: number;
  readonly membershipLevelId: number | null;
  readonly membershipLevelName: string | null;
  readonly dateStart: string | null;
  readonly finishDate: string | null;
  readonly note: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type CustomDataType = 'text' | 'integer' | 'number' | 'date' | 'currency' | 'boolean';

export interface CustomFieldValue {
  readonly definitionId: number;
  readonly key: string;
  readonly name: string;
  readonly dataType: CustomDataType;
  readonly ordinal: number;
  /** As entered; empty for a field that was left blank. */
  readonly value: string;
}

export interface ConstituentInterest {
  readonly interestId: number;
  readonly name: string;
  readonly forEmail: boolean;
  readonly forWeb: boolean;
}

export interface ConstituentCenter {
  readonly centerId: number;
  readonly name: string;
  readonly optedIn: boolean;
}

/** The nested parts, in the order in which they are shown (docs/contracts/lgl.md §3.2). */
export interface ConstituentParts {
  readonly classAffiliations: readonly ClassAffiliation[];
  readonly relationships: readonly Relationship[];
  readonly streetAddresses: readonly StreetAddress[];
  readonly phoneNumbers: readonly PhoneNumber[];
  readonly emailAddresses: readonly EmailAddress[];
  readonly webAddresses: readonly WebAddress[];
  /** Each with the keywords that the constituent has. */
  readonly categories: readonly Category[];
  readonly groups: readonly GroupMembership[];
  readonly memberships: readonly Membership[];
  readonly customFields: readonly CustomFieldValue[];
  readonly interests: readonly ConstituentInterest[];
  readonly centers: readonly ConstituentCenter[];
}

export type PartName = keyof ConstituentParts;

/** A constituent without its nested parts: what a list shows. */
export interface ConstituentSummary extends ConstituentFields, TypeNames {
  readonly id: number;
  /** Other systems' ids for this person, by system. */
  readonly externalIds: Readonly<Record<string, string>>;
  /** When the person first counted as working or volunteering here. */
  readonly enrolledAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletedAt: string | null;
}

export type Constituent = ConstituentSummary & ConstituentParts;
