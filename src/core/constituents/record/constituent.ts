/** The record of one person or organization, as every dialect projects it (docs/architecture.md). */
import type { Extras } from '../../record/extras.ts';
import type { ConstituentFields, TypeNames } from '../../record/fields.ts';
import type { ConstituentParts } from '../../record/parts.ts';

/** A constituent without its nested parts: what a list shows. */
export interface ConstituentSummary extends ConstituentFields, TypeNames {
  readonly id: number;
  /** Other systems' ids for this person, by system. */
  readonly externalIds: Readonly<Record<string, string>>;
  /** What single contracts know beside the fields, by dialect. */
  readonly extras: Extras;
  /** When the person first counted as working or volunteering here. */
  readonly enrolledAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletedAt: string | null;
}

export type Constituent = ConstituentSummary & ConstituentParts;
