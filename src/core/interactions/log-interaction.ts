import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allowRecord } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure, invalidField } from '../base/failure.ts';
import {
  BODY_LIMIT,
  INTERACTION_COLUMNS,
  type Interaction,
  type NewInteraction,
  SUBJECT_LIMIT,
} from './interaction.ts';

const insert = write<Interaction>(
  'interaction_insert',
  `insert into interactions (organization_id, constituent_id, interaction_type_id, security_category_id, subject, body, count, caller_address, user_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${INTERACTION_COLUMNS}`,
);
const knownType = query<{ id: number }>(
  'interaction_type_open',
  'select id from interaction_types where organization_id = $1 and id = $2 and archived_at is null',
);

/**
 * Adds an interaction to a constituent's history. Throws `invalid` without a subject or for an unknown type,
 * `too-large` for a subject or body over the limit.
 */
export async function logInteraction(tx: Tx, actor: Actor, input: NewInteraction): Promise<Interaction> {
  allowRecord(actor, 'constituents:write', input.constituentId);
  return writeInteraction(tx, actor, input);
}

/** The same for a person who is just being created, perhaps by nobody known. */
export async function writeInteraction(tx: Tx, actor: Actor, input: NewInteraction): Promise<Interaction> {
  checkText(input);
  const organizationId = actor.organization.id;
  const typeId = input.typeId ?? 0;
  if (typeId !== 0 && !(await tx.maybe(knownType(organizationId, typeId)))) {
    throw new Failure('invalid', 'interaction_type', { subject: typeId });
  }
  const interaction = await tx.one(
    insert(
      organizationId,
      input.constituentId,
      typeId,
      input.securityCategoryId ?? 0,
      input.subject.trim(),
      input.body ?? null,
      input.count ?? 1,
      input.callerAddress,
      actor.type === 'user' ? actor.id : null,
    ),
  );
  await recordChange(tx, actor, {
    kind: 'interaction.logged',
    subjectId: interaction.id,
    before: null,
    after: interaction,
  });
  return interaction;
}

/** Throws `invalid` for no subject, `too-large` (`subject_too_long`, `body_too_long`) beyond the limits. */
export function checkText(input: { readonly subject: string; readonly body?: string | null }): void {
  if (input.subject.trim() === '') throw invalidField('subject', 'required');
  if (input.subject.length > SUBJECT_LIMIT) throw new Failure('too-large', 'subject_too_long', { subject: 'subject' });
  if ((input.body ?? '').length > BODY_LIMIT) throw new Failure('too-large', 'body_too_long', { subject: 'body' });
}
