import type { Db } from '../../../db/connect.ts';
import { inOneStatement, type Tx, transaction } from '../../../db/transaction.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { recordChange } from '../../base/change.ts';
import { Failure } from '../../base/failure.ts';
import type { ConstituentFields } from '../../record/fields.ts';
import { NO_PARTS } from '../../record/parts.ts';
import { writeLaterParts } from '../parts/write-parts.ts';
import { cleanInput } from './clean-input.ts';
import type { Constituent } from './constituent.ts';
import type { ConstituentInput } from './constituent-input.ts';
import { reloadConstituent } from './constituent-queries.ts';
import { insertConstituent } from './insert-constituent.ts';
import {
  type CreationInput,
  createdRecord,
  creationOf,
  type NewConstituent,
  planConstituent,
} from './new-constituent.ts';
import { loadVocabulary, type Vocabulary } from './vocabulary.ts';

interface Creation {
  readonly vocabulary: Vocabulary;
  readonly planned: NewConstituent;
  readonly input: CreationInput;
}

/**
 * Creates a constituent with all nested parts. A record that has neither a name nor an e-mail address is refused
 * (`invalid`, `name_required`); whether an address may be shared is the caller's promise, not the core's.
 */
export async function createConstituent(tx: Tx, actor: Actor, input: CreationInput): Promise<Constituent> {
  return writeCreation(tx, actor, await planCreation(tx, actor, input));
}

/** The same in a transaction of its own, which is one statement unless there is more to write than contact points. */
export async function createConstituentAlone(db: Db, actor: Actor, input: CreationInput): Promise<Constituent> {
  const creation = await planCreation(db, actor, input);
  // One statement has no end to note anything at.
  if (!creation.planned.isWhole || actor.beforeCommit)
    return transaction(db, actor, (tx) => writeCreation(tx, actor, creation));
  return createdRecord(creation.planned, await inOneStatement(db, insertConstituent(actor, creation.planned)));
}

async function planCreation(db: Db, actor: Actor, given: CreationInput): Promise<Creation> {
  allow(actor, actor.type === 'anonymous' ? 'constituents:sign-up' : 'constituents:write');
  const input = cleanInput(given);
  const vocabulary = await loadVocabulary(db, actor);
  const planned = await planConstituent(db, { actor, vocabulary }, input);
  requireIdentity(planned.fields, input);
  return { vocabulary, planned, input };
}

async function writeCreation(tx: Tx, actor: Actor, { vocabulary, planned, input }: Creation): Promise<Constituent> {
  const inserted = await tx.one(insertConstituent(actor, planned));
  if (planned.isWhole) return createdRecord(planned, inserted);
  const { id } = inserted;
  await writeLaterParts({ tx, actor, vocabulary, constituentId: id, existing: NO_PARTS }, input);
  const created = await reloadConstituent(tx, actor, id);
  await recordChange(tx, actor, { ...creationOf({ ...created }), subjectId: id });
  return created;
}

function requireIdentity(fields: ConstituentFields, input: ConstituentInput): void {
  const names = [fields.firstName, fields.lastName, fields.orgName];
  const hasAddress = input.emailAddresses?.items?.some((item) => (item.address ?? '').trim() !== '') === true;
  if (hasAddress || names.some((name) => (name ?? '').trim() !== '')) return;
  const issues = ['firstName', 'lastName', 'orgName'].map((field) => ({ field, code: 'required' }));
  throw new Failure('invalid', 'name_required', { issues });
}
