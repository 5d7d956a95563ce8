// The demo's own words: a custom field of every type, centers, interests, and more membership levels than the seed has.

import type { Actor } from '../../core/base/actor.ts';
import { createCustomField, type NewCustomField } from '../../core/custom-fields/definitions.ts';
import { createMembershipLevel } from '../../core/groups/membership-level.ts';
import { createCenter, createInterest } from '../../core/groups/write-interest.ts';
import { query } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';

export interface DemoVocabulary {
  readonly centerIds: readonly number[];
  readonly interestIds: readonly number[];
  readonly classAffiliationTypeIds: readonly number[];
}

const FIELDS: readonly NewCustomField[] = [
  { key: 'how_met', name: 'How we met', dataType: 'text' },
  { key: 'gala_table', name: 'Gala table', dataType: 'integer', minValue: 1, maxValue: 60 },
  { key: 'reading_age', name: 'Reading age', dataType: 'number' },
  { key: 'first_visit', name: 'First visit', dataType: 'date' },
  { key: 'fee_assistance', name: 'Fee assistance', dataType: 'currency' },
  { key: 'photo_consent', name: 'Photo consent', dataType: 'boolean' },
];

const classTypes = query<{ id: number }>(
  'demo_class_types',
  'select id from class_affiliation_types where organization_id = $1 order by ordinal, id',
);

/** Adds the words and returns the ids that people need; in the order Student, Parent, Grandparent for classes. */
export async function createDemoVocabulary(tx: Tx, actor: Actor): Promise<DemoVocabulary> {
  for (const field of FIELDS) await createCustomField(tx, actor, field);
  const campus = await createCenter(tx, actor, { name: 'Riverbend Main Campus' });
  const early = await createCenter(tx, actor, { name: 'Hillside Early Learning' });
  const interestIds: number[] = [];
  for (const interest of [
    { name: 'Newsletter' },
    { name: 'Scholarships' },
    { name: 'Music and theatre', centerId: campus },
    { name: 'Athletics', centerId: campus },
    { name: 'Early reading', centerId: early },
  ]) {
    interestIds.push(await createInterest(tx, actor, interest));
  }
  for (const [index, name] of ['Sustainer', 'Founders Circle'].entries()) {
    await createMembershipLevel(tx, actor, { name, ordinal: 11 + index });
  }
  const types = await tx.all(classTypes(actor.organization.id));
  return { centerIds: [campus, early], interestIds, classAffiliationTypeIds: types.map((row) => row.id) };
}
