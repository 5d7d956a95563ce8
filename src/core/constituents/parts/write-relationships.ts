import { write } from '../../../db/statement.ts';
import { invalidField } from '../../base/failure.ts';
import { type Affected, recordingIndirectly } from '../../base/indirect-change.ts';
import type { PartChange, Reference } from '../../record/part.ts';
import { RELATIONSHIPS, type Relationship, type RelationshipInput } from '../../record/parts/relationships.ts';
import { currentIds } from '../record/aliases.ts';
import { resolve, type Vocabulary } from '../record/vocabulary.ts';
import type { PartOwner } from './part-owner.ts';
import { applyChange, planRows, type Row, writeRows } from './part-rows.ts';
import { relatedPeople } from './shown-parts.ts';

/** With the ids that those of related people mean since they were merged. */
type RelationshipOwner = PartOwner & { readonly currentOf: ReadonlyMap<number, number> };

function toRow(
  { vocabulary, constituentId, currentOf }: RelationshipOwner,
  item: Relationship | undefined,
  input: RelationshipInput | undefined,
) {
  const given = input?.relatedConstituentId ?? item?.relatedConstituentId;
  const related = given && (currentOf.get(given) ?? given);
  if (!related) throw invalidField('relatedConstituentId', 'required');
  if (related === constituentId) throw invalidField('relatedConstituentId', 'own_relationship');
  const type = typeOf(vocabulary, input?.type);
  if (!type && !item) throw invalidField('relationshipType', 'required');
  return {
    related_constituent_id: related,
    relationship_type_id: type ? type.id : (item?.relationshipTypeId ?? null),
    name: type ? type.name : (item?.name ?? null),
    description: input?.description === undefined ? (item?.description ?? null) : input.description,
    auto_soft_credit: input?.autoSoftCredit ?? item?.autoSoftCredit ?? false,
    also_acknowledge: input?.alsoAcknowledge ?? item?.alsoAcknowledge ?? false,
    share_address: input?.shareAddress === undefined ? (item?.shareAddress ?? null) : input.shareAddress,
    share_phone: input?.sharePhone === undefined ? (item?.sharePhone ?? null) : input.sharePhone,
  };
}

/** The type that is named; undefined when none is. Throws `invalid` for one that the organization does not have. */
function typeOf(vocabulary: Vocabulary, reference: Reference | undefined) {
  const known = resolve(vocabulary.relationshipTypes, reference);
  if (!known && (reference?.id || reference?.name)) throw invalidField('relationshipType', 'not_a_choice');
  return known && { id: known.id, name: known.name };
}

const insertOpposites = write<{ id: number }>(
  'relationships_insert_opposites',
  `with opposite as (
     insert into relationships (organization_id, constituent_id, related_constituent_id, relationship_type_id, name, description, reciprocal_relationship_id)
     select $1, r.constituent_id, $2, r.relationship_type_id, r.name, r.description, r.opposite_of
     from jsonb_to_recordset($3::jsonb)
       as r(constituent_id bigint, relationship_type_id bigint, name text, description text, opposite_of bigint)
     returning id, reciprocal_relationship_id)
   update relationships r set reciprocal_relationship_id = opposite.id from opposite
   where r.organization_id = $1 and r.id = opposite.reciprocal_relationship_id returning r.id`,
);

// A relationship is deleted together with its opposite row on the other person.
const removeOpposites = write(
  'relationships_remove_opposites',
  'delete from relationships where organization_id = $1 and reciprocal_relationship_id = any($2::bigint[])',
);

/** Adds, changes and removes relationships, with their opposite rows. Throws `invalid` for an unknown related constituent. */
export async function writeRelationships(
  owner: PartOwner,
  change: PartChange<RelationshipInput> | undefined,
): Promise<boolean> {
  if (!change) return false;
  const { tx, actor, constituentId, vocabulary } = owner;
  const organizationId = actor.organization.id;
  const related = (change.items ?? []).flatMap(({ relatedConstituentId }) => relatedConstituentId ?? []);
  const current = await currentIds(tx, actor, related);
  const currentOf = new Map(related.map((id, place) => [id, current[place] ?? id]));
  const merge = (item: Relationship | undefined, input: RelationshipInput | undefined) => ({
    row: toRow({ ...owner, currentOf }, item, input),
    opposite: item ? undefined : oppositeOf(vocabulary, input),
  });
  const applied = applyChange(owner.existing.relationships, change, merge);
  const plan = planRows(
    applied,
    (wanted): Row => wanted.row,
    (item) => merge(item, undefined),
  );
  const added = applied.targets.filter((target) => !target.existing).map(({ wanted }) => wanted);
  await recordingIndirectly(tx, actor, othersOf(constituentId, { added, removed: plan.remove }), async () => {
    if (plan.remove.length > 0) await tx.all(removeOpposites(organizationId, plan.remove));
    const ids = await writeRows(tx, RELATIONSHIPS.table, { organizationId, constituentId, plan });
    const opposites = added.flatMap(({ row, opposite }, index) =>
      opposite ? [{ ...opposite, constituent_id: row.related_constituent_id, opposite_of: ids[index] }] : [],
    );
    if (opposites.length > 0) await tx.all(insertOpposites(organizationId, constituentId, JSON.stringify(opposites)));
  });
  return plan.remove.length + plan.update.length + plan.insert.length > 0;
}

interface Wanted {
  readonly row: { readonly related_constituent_id: number };
  readonly opposite: object | undefined;
}

/** Whose list gets or loses the other side of a relationship. */
function othersOf(
  constituentId: number,
  { added, removed }: { added: readonly Wanted[]; removed: readonly number[] },
): Affected[] {
  const gaining = added.filter(({ opposite }) => opposite).map(({ row }) => row.related_constituent_id);
  if (gaining.length + removed.length === 0) return [];
  return [relatedPeople({ but: constituentId, ids: gaining, oppositesOf: removed })];
}

/** The type of the opposite row: the caller's, else the type's own reciprocal; undefined when there is neither. */
function oppositeOf(vocabulary: Vocabulary, input: RelationshipInput | undefined) {
  const asked = typeOf(vocabulary, input?.reciprocal);
  const own = resolve(vocabulary.relationshipTypes, input?.type);
  const type = asked ?? typeOf(vocabulary, { id: own?.reciprocalId ?? null });
  return (
    type && { relationship_type_id: type.id, name: type.name, description: input?.reciprocal?.description ?? null }
  );
}
