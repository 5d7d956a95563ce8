import { query } from '../../../db/statement.ts';
import { invalidField } from '../../base/failure.ts';
import type { PartChange } from '../../record/part.ts';
import type { ClassAffiliationInput } from '../../record/parts/class-affiliations.ts';
import type { PartOwner } from './part-owner.ts';

const known = query<{ count: number }>(
  'class_affiliation_types_known',
  'select count(*) as count from class_affiliation_types where organization_id = $1 and id = any($2::bigint[])',
);

/** Throws `invalid` for a new class affiliation without a type, and for a type that the organization does not have. */
export async function requireClassTypes(
  { tx, actor, existing }: PartOwner,
  change: PartChange<ClassAffiliationInput> | undefined,
): Promise<void> {
  const items = change?.items ?? [];
  const had = new Set(existing.classAffiliations.map(({ id }) => id));
  if (items.some((item) => !item.classAffiliationTypeId && !had.has(item.id ?? 0)))
    throw invalidField('classAffiliationTypeId', 'required');
  const ids = [...new Set(items.flatMap(({ classAffiliationTypeId }) => classAffiliationTypeId ?? []))];
  if (ids.length === 0) return;
  const { count } = await tx.one(known(actor.organization.id, ids));
  if (count < ids.length) throw invalidField('classAffiliationTypeId', 'not_a_choice');
}
