import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { dateIn } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Constituent, ConstituentFields, ConstituentParts } from './constituent.ts';
import type { ConstituentInput } from './constituent-input.ts';
import { reloadConstituent } from './constituent-queries.ts';
import { deriveNames, searchNames } from './derived-names.ts';
import { loadVocabulary, type Vocabulary } from './vocabulary.ts';
import { fieldsOf, insertConstituent, writeExternalIds } from './write-fields.ts';
import { writeParts } from './write-parts.ts';

const NO_PARTS: ConstituentParts = {
  classAffiliations: [],
  relationships: [],
  streetAddresses: [],
  phoneNumbers: [],
  emailAddresses: [],
  webAddresses: [],
  categories: [],
  groups: [],
  memberships: [],
  customFields: [],
  interests: [],
  centers: [],
};

const UNNAMED = {
  prefix: null,
  firstName: null,
  middleName: null,
  lastName: null,
  suffix: null,
  orgName: null,
  nickName: null,
  maidenName: null,
  spouseName: null,
  spouseNickName: null,
  isOrg: false,
} satisfies Partial<ConstituentFields>;

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
  const { id } = await tx.one(
    insertConstituent(actor, fields, {
      ...searchNames(fields),
      ...(input.passwordHash === undefined ? {} : { passwordHash: input.passwordHash }),
      ...(input.enrolledAt === undefined ? {} : { enrolledAt: input.enrolledAt }),
    }),
  );
  await writeExternalIds(tx, actor, { id, existing: {}, wanted: input.externalIds });
  await writeParts({ tx, actor, vocabulary, constituentId: id, existing: NO_PARTS }, input);
  const created = await reloadConstituent(tx, actor, id);
  await recordChange(tx, actor, { kind: 'constituent.created', subjectId: id, before: null, after: created });
  return created;
}

function completeFields(actor: Actor, input: ConstituentInput, vocabulary: Vocabulary) {
  const given = { ...UNNAMED, ...fieldsOf(input, vocabulary) };
  return {
    ...given,
    ...deriveNames(given, given),
    contactTypeId: given.contactTypeId ?? vocabulary.types.find((type) => type.kind === 'contact')?.id ?? null,
    dateAdded: given.dateAdded ?? dateIn(actor.organization.timeZone, new Date()),
  };
}

function requireIdentity(fields: Partial<ConstituentFields>, input: ConstituentInput): void {
  const names = [fields.firstName, fields.lastName, fields.orgName];
  const hasAddress = input.emailAddresses?.items?.some((item) => (item.address ?? '').trim() !== '') === true;
  if (hasAddress || names.some((name) => (name ?? '').trim() !== '')) return;
  const issues = ['firstName', 'lastName', 'orgName'].map((field) => ({ field, code: 'required' }));
  throw new Failure('invalid', 'name_required', { issues });
}
