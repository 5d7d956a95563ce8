import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { dateIn } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { type Constituent, type ConstituentFields, UNSET_FIELDS } from './constituent.ts';
import type { ConstituentInput } from './constituent-input.ts';
import { reloadConstituent } from './constituent-queries.ts';
import { planContactPoints } from './contact-points.ts';
import { deriveNames, searchNames } from './derived-names.ts';
import { insertConstituent, NO_PARTS } from './insert-constituent.ts';
import { loadVocabulary, type Vocabulary } from './vocabulary.ts';
import { fieldsOf, writeExternalIds } from './write-fields.ts';
import { writeOtherParts } from './write-parts.ts';

interface Insertion {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly vocabulary: Vocabulary;
  readonly input: ConstituentInput;
  readonly inserted: Constituent;
}

/**
 * Creates a constituent with all nested parts. A record that has neither a name nor an e-mail address is refused
 * (`invalid`, `name_required`); whether an address may be shared is the caller's promise, not the core's.
 */
export async function createConstituent(
  tx: Tx,
  actor: Actor,
  input: ConstituentInput & { readonly enrolledAt?: Date },
): Promise<Constituent> {
  allow(actor, actor.type === 'anonymous' ? 'constituents:sign-up' : 'constituents:write');
  const vocabulary = await loadVocabulary(tx, actor);
  const fields = completeFields(actor, input, vocabulary);
  requireIdentity(fields, input);
  const points = planContactPoints(input, NO_PARTS, { vocabulary, organization: actor.organization });
  const kept = { ...searchNames(fields), passwordHash: input.passwordHash, enrolledAt: input.enrolledAt };
  const inserted = await insertConstituent(tx, { actor, vocabulary }, { fields, kept, points });
  const created = await writeRest({ tx, actor, vocabulary, input, inserted });
  await recordChange(tx, actor, {
    kind: 'constituent.created',
    subjectId: created.id,
    before: null,
    after: withoutUnset(created),
  });
  return created;
}

/** Writes what is not in the first statement, which most new constituents have nothing of, and returns the record as it then is. */
async function writeRest({ tx, actor, vocabulary, input, inserted }: Insertion): Promise<Constituent> {
  const { id } = inserted;
  const idsWritten = await writeExternalIds(tx, actor, { id, existing: {}, wanted: input.externalIds });
  const owner = { tx, actor, vocabulary, constituentId: id, existing: NO_PARTS };
  const partsWritten = await writeOtherParts(owner, input);
  return idsWritten || partsWritten ? reloadConstituent(tx, actor, id) : inserted;
}

/** What says nothing (nulls, empty lists) would be the greater part of what is kept of a creation. */
function withoutUnset(created: Constituent): Record<string, unknown> {
  const isSet = (value: unknown) => value !== null && JSON.stringify(value) !== '[]' && JSON.stringify(value) !== '{}';
  return Object.fromEntries(Object.entries(created).filter(([, value]) => isSet(value)));
}

function completeFields(actor: Actor, input: ConstituentInput, vocabulary: Vocabulary): ConstituentFields {
  const given = { ...UNSET_FIELDS, ...fieldsOf(input, vocabulary) };
  return {
    ...given,
    ...deriveNames(given, given),
    contactTypeId: given.contactTypeId ?? vocabulary.types.find((type) => type.kind === 'contact')?.id ?? null,
    dateAdded: given.dateAdded ?? dateIn(actor.organization.timeZone, new Date()),
  };
}

function requireIdentity(fields: ConstituentFields, input: ConstituentInput): void {
  const names = [fields.firstName, fields.lastName, fields.orgName];
  const hasAddress = input.emailAddresses?.items?.some((item) => (item.address ?? '').trim() !== '') === true;
  if (hasAddress || names.some((name) => (name ?? '').trim() !== '')) return;
  const issues = ['firstName', 'lastName', 'orgName'].map((field) => ({ field, code: 'required' }));
  throw new Failure('invalid', 'name_required', { issues });
}
