/** What a caller gives to create or change a constituent: only what is named is touched. */
import type { ExtrasInput } from '../../record/extras.ts';
import type { ConstituentFields } from '../../record/fields.ts';
import type { Reference } from '../../record/part.ts';
import type { PartInputs } from '../../record/parts.ts';

export type FieldInputs = Partial<Omit<ConstituentFields, 'contactTypeId' | 'maritalStatusId'>> & {
  readonly contactType?: Reference;
  readonly maritalStatus?: Reference;
  /** By system; null takes the id away. */
  readonly externalIds?: Readonly<Record<string, string | null>>;
  readonly extras?: ExtrasInput;
  /** From `hashPassword`, computed before the transaction. */
  readonly passwordHash?: string;
};

export type ConstituentInput = FieldInputs & PartInputs;
