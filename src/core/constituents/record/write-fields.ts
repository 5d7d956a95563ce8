// The plain columns of a constituent: from an input to what is stored.
import { type Write, write, writeOf } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import type { Actor } from '../../base/actor.ts';
import { columnOf } from '../../base/columns.ts';
import type { Extras } from '../../record/extras.ts';
import { type ConstituentFields, FIELD_NAMES } from '../../record/fields.ts';
import type { FieldInputs } from './constituent-input.ts';
import { resolve, type Vocabulary } from './vocabulary.ts';

/** The input's plain columns, with references resolved. Unknown type names mean none (docs/contracts/lgl.md §5.4). */
export function fieldsOf(input: FieldInputs, vocabulary: Vocabulary): Partial<ConstituentFields> {
  const given = input as Partial<ConstituentFields>;
  const fields: Record<string, unknown> = {};
  for (const name of FIELD_NAMES) if (given[name] !== undefined) fields[name] = given[name];
  const typed = (kind: string) => vocabulary.types.filter((type) => type.kind === kind);
  if (input.maritalStatus) fields.maritalStatusId = resolve(typed('marital_status'), input.maritalStatus)?.id ?? null;
  const contactType = resolve(typed('contact'), input.contactType);
  if (contactType) fields.contactTypeId = contactType.id;
  return fields as Partial<ConstituentFields>;
}

/** Columns beside those of `ConstituentFields` that a write sets. */
export interface KeptColumns {
  readonly searchName: string;
  readonly searchSortName: string;
  readonly extras?: Extras | undefined;
  readonly passwordHash?: string | null | undefined;
  readonly enrolledAt?: Date | undefined;
  /** Whether who signed up unknown made the sign-on; null: no (docs/decisions/0024). */
  readonly signOnUnproven?: boolean | null | undefined;
}

/** Exactly the given columns; their names come from this program, never from a caller. */
function columnsAndValues(fields: Readonly<Record<string, unknown>>): { columns: string[]; values: unknown[] } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { columns: entries.map(([field]) => columnOf(field)), values: entries.map(([, value]) => value) };
}

export function updateConstituentRow(
  { actor, id }: { actor: Actor; id: number },
  fields: Partial<ConstituentFields>,
  kept: KeptColumns,
): Write<unknown> {
  const { columns, values } = columnsAndValues({ ...fields, ...kept });
  const assignments = columns.map((column, index) => `${column} = $${index + 3}`);
  const text = `update constituents set ${assignments.join(', ')}, updated_at = now() where organization_id = $1 and id = $2`;
  return writeOf({ text, values: [actor.organization.id, id, ...values] });
}

const setExternalId = write(
  'external_id_set',
  `insert into external_ids (organization_id, constituent_id, system, value) values ($1, $2, $3, $4)
   on conflict (organization_id, constituent_id, system) where not is_secondary do update set value = excluded.value`,
);
const removeExternalId = write(
  'external_id_remove',
  'delete from external_ids where organization_id = $1 and constituent_id = $2 and system = $3 and not is_secondary',
);

/** Sets or removes other systems' ids; returns whether any differs from what there was. */
export async function writeExternalIds(
  tx: Tx,
  actor: Actor,
  owner: { id: number; existing: Readonly<Record<string, string>>; wanted: FieldInputs['externalIds'] },
): Promise<boolean> {
  const changed = Object.entries(owner.wanted ?? {}).filter(
    ([system, value]) => (owner.existing[system] ?? null) !== value,
  );
  for (const [system, value] of changed) {
    const own = [actor.organization.id, owner.id, system];
    await tx.all(value === null ? removeExternalId(...own) : setExternalId(...own, value));
  }
  return changed.length > 0;
}
