// The demo's own words: a custom field of every type, centers, interests, and more membership levels than the seed has.

import type { Actor } from '../core/base/actor.ts';
import { createCustomField, type NewCustomField } from '../core/custom-fields/definitions.ts';
import { query, write } from '../db/statement.ts';
import type { Tx } from '../db/transaction.ts';

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

const insertCenters = write<{ id: number }>(
  'demo_insert_centers',
  'insert into centers (organization_id, name) select $1, unnest($2::text[]) returning id',
);
const insertInterests = write<{ id: number }>(
  'demo_insert_interests',
  `insert into interests (organization_id, name, center_id)
   select $1, r.name, r.center_id from jsonb_to_recordset($2) as r(name text, center_id bigint) returning id`,
);
const insertLevels = write(
  'demo_insert_levels',
  `insert into membership_levels (organization_id, name, ordinal)
   select $1, name, 10 + ordinality from unnest($2::text[]) with ordinality as r(name, ordinality)`,
);
const classTypes = query<{ id: number }>(
  'demo_class_types',
  'select id from class_affiliation_types where organization_id = $1 order by ordinal, id',
);

/** Adds the words and returns the ids that people need; in the order Student, Parent, Grandparent for classes. */
export async function createDemoVocabulary(tx: Tx, actor: Actor): Promise<DemoVocabulary> {
  const organizationId = actor.organization.id;
  for (const field of FIELDS) await createCustomField(tx, actor, field);
  const centers = await tx.all(insertCenters(organizationId, ['Riverbend Main Campus', 'Hillside Early Learning']));
  const interests = [
    { name: 'Newsletter', center_id: null },
    { name: 'Scholarships', center_id: null },
    { name: 'Music and theatre', center_id: centers[0]?.id },
    { name: 'Athletics', center_id: centers[0]?.id },
    { name: 'Early reading', center_id: centers[1]?.id },
  ];
  const created = await tx.all(insertInterests(organizationId, JSON.stringify(interests)));
  await tx.all(insertLevels(organizationId, ['Sustainer', 'Founders Circle']));
  const types = await tx.all(classTypes(organizationId));
  const idsOf = (rows: readonly { id: number }[]) => rows.map((row) => row.id);
  return { centerIds: idsOf(centers), interestIds: idsOf(created), classAffiliationTypeIds: idsOf(types) };
}
