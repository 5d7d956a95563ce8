/** What a caller gives to create or change a constituent: only what is named is touched. */
import type { KeywordReference } from '../custom-fields/keyword-plan.ts';
import type { ConstituentFields } from '../record/fields.ts';

/** A type, level or group by id or by name. A known id wins; an unknown id with a known name means the name. */
export interface Reference {
  readonly id?: number | null;
  readonly name?: string | null;
}

/**
 * A change of a nested list. Existing elements stay unless `clear` or `remove` say otherwise; an item with the `id` of an
 * existing element changes that one (also under `clear`), any other is added.
 */
export interface PartChange<Input> {
  readonly clear?: boolean;
  readonly remove?: readonly number[];
  readonly items?: readonly (Input & { readonly id?: number | null })[];
}

interface ContactPointInput {
  readonly type?: Reference;
  readonly isPreferred?: boolean;
}

export interface EmailAddressInput extends ContactPointInput {
  readonly address?: string | null;
  readonly notCurrent?: boolean;
}

export interface PhoneNumberInput extends ContactPointInput {
  readonly number?: string | null;
  readonly notCurrent?: boolean;
}

export interface StreetAddressInput extends ContactPointInput {
  readonly street?: string | null;
  readonly city?: string | null;
  readonly state?: string | null;
  readonly postalCode?: string | null;
  readonly county?: string | null;
  readonly country?: string | null;
  readonly notCurrent?: boolean;
  readonly seasonalFrom?: string | null;
  readonly seasonalTo?: string | null;
  readonly seasonal?: boolean | null;
}

export interface WebAddressInput extends ContactPointInput {
  readonly url?: string | null;
}

export interface ClassAffiliationInput {
  readonly classAffiliationTypeId?: number | null;
  readonly year?: number | null;
  readonly note?: string | null;
}

export interface RelationshipInput {
  readonly relatedConstituentId?: number | null;
  /** Its name is kept even when no type has it. */
  readonly type?: Reference;
  readonly description?: string | null;
  readonly autoSoftCredit?: boolean;
  readonly alsoAcknowledge?: boolean;
  readonly shareAddress?: number | null;
  readonly sharePhone?: number | null;
  /** Asks for the opposite row on the related constituent. */
  readonly reciprocal?: Reference & { readonly description?: string | null };
}

export interface CategoryInput {
  readonly id?: number | null;
  readonly key?: string | null;
  readonly name?: string | null;
  /** Takes the constituent's other keywords of this category away first. */
  readonly clear?: boolean;
  readonly keywords: readonly KeywordReference[];
  /** Ids of keywords to take away. */
  readonly remove?: readonly number[];
}

export interface GroupMembershipInput {
  /** A group that has no such name yet is created. */
  readonly group?: Reference;
  readonly dateStart?: string | null;
  readonly dateEnd?: string | null;
  readonly isCurrent?: boolean;
}

export interface MembershipInput {
  readonly level?: Reference;
  readonly dateStart?: string | null;
  readonly finishDate?: string | null;
  readonly note?: string | null;
}

export interface CustomFieldInput {
  readonly id?: number | null;
  readonly key?: string | null;
  /** As entered. Empty keeps a blank value, null takes the value away. */
  readonly value: string | null;
}

/** Memberships of a plain set, by id. */
export interface SetChange {
  readonly add?: readonly number[];
  readonly remove?: readonly number[];
}

export interface PartInputs {
  readonly emailAddresses?: PartChange<EmailAddressInput>;
  readonly phoneNumbers?: PartChange<PhoneNumberInput>;
  readonly streetAddresses?: PartChange<StreetAddressInput>;
  readonly webAddresses?: PartChange<WebAddressInput>;
  readonly classAffiliations?: PartChange<ClassAffiliationInput>;
  readonly relationships?: PartChange<RelationshipInput>;
  readonly categories?: readonly CategoryInput[];
  readonly groups?: PartChange<GroupMembershipInput>;
  readonly memberships?: PartChange<MembershipInput>;
  readonly customFields?: readonly CustomFieldInput[];
  readonly interests?: SetChange;
  readonly centers?: SetChange;
  /** Centers whose e-mail the person wants; joins the center too. */
  readonly centerOptIns?: SetChange;
}

export type FieldInputs = Partial<Omit<ConstituentFields, 'contactTypeId' | 'maritalStatusId'>> & {
  readonly contactType?: Reference;
  readonly maritalStatus?: Reference;
  /** By system; null takes the id away. */
  readonly externalIds?: Readonly<Record<string, string | null>>;
  /** From `hashPassword`, computed before the transaction. */
  readonly passwordHash?: string;
};

export type ConstituentInput = FieldInputs & PartInputs;
