// authenticateUser: signs a person on by fields the organization accepts as proof (wire/luminate.md §4.22).
import { takeFromLimit } from '../../../core/access/rate-limit.ts';
import { secretDigest } from '../../../core/access/secret.ts';
import { systemActor } from '../../../core/access/system-actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import { comparisonKey } from '../../../core/base/fold.ts';
import { getConstituent } from '../../../core/constituents/constituent-queries.ts';
import { findPeople, type Identity } from '../../../core/constituents/find-person.ts';
import type { Answer, Call } from '../call.ts';
import { allFields } from '../steps/record-fields.ts';
import { signOn } from '../steps/sign-on.ts';
import { SYSTEM } from '../wire/constituent-input.ts';
import { readValue } from '../wire/field-reading.ts';
import { type Field, inputNames } from '../wire/fields.ts';
import { requirePlainText } from '../wire/values.ts';

/** Such fields are easily guessed: so many tries from one address, and for one person. */
const TRIES = { limit: 20, windowSeconds: 300 } as const;

export async function authenticateUser(call: Call): Promise<Answer> {
  const fields = await acceptedFields(call);
  const given = fields.flatMap((field) => {
    const value = rawValue(call, field);
    return value ? [{ field, value: requirePlainText(value, field.name) }] : [];
  });
  const identity = given.map(({ field, value }) => identityOf(field, value)).find((found) => found !== undefined);
  if (!identity) throw new Failure('invalid', 'parameter_required');
  await countTry(call, identity);
  return signOn(call, await matchOne(call, identity, given));
}

async function acceptedFields(call: Call): Promise<readonly Field[]> {
  const { authenticationFields } = call.actor.organization.settings;
  if (authenticationFields.length === 0) throw new Failure('invalid', 'authentication_fields');
  return (await allFields(call)).filter((field) => namesOf(field).some((name) => authenticationFields.includes(name)));
}

function rawValue({ parameters }: Call, field: Field): string | undefined {
  return namesOf(field)
    .map((name) => parameters.filled(name))
    .find((value) => value !== undefined);
}

function namesOf(field: Field): string[] {
  return [...(field.name === 'email.primary_address' ? ['primary_email'] : []), ...inputNames(field)];
}

/** People are looked up by one of these; the other fields given must fit as well. */
function identityOf({ place, name }: Field, value: string): Identity | undefined {
  if (place.kind === 'member-id') return { system: SYSTEM, externalId: value };
  if (place.kind === 'email') return { email: value };
  return name === 'user_name' ? { userName: value } : undefined;
}

async function countTry({ context, actor, callerAddress, now }: Call, identity: Identity): Promise<void> {
  const organizationId = actor.organization.id;
  const subjects = [
    ['luminate authenticateUser from an address', callerAddress],
    ['luminate authenticateUser of a person', secretDigest(comparisonKey(JSON.stringify(identity)))],
  ] as const;
  for (const [scope, subject] of subjects) {
    const { allowed } = await takeFromLimit(context.db, { organizationId, scope, subject, ...TRIES, now });
    if (!allowed) throw new Failure('limited', 'too_many_attempts');
  }
}

async function matchOne(
  { context, actor }: Call,
  identity: Identity,
  given: readonly { field: Field; value: string }[],
): Promise<number> {
  // The caller may be nobody yet: the record is read on their behalf, and only whether it fits gets out.
  const reader = systemActor(actor.organization, actor.dialect, actor.requestId);
  const matching: number[] = [];
  for (const id of await findPeople(context.db, reader, identity)) {
    const person = await getConstituent(context.db, reader, { id });
    const fits = given.every(({ field, value }) => sameText(readValue(field, person), value));
    if (fits) matching.push(id);
  }
  const [id] = matching;
  if (id === undefined) throw new Failure('not-found', 'field_match');
  if (matching.length > 1) throw new Failure('conflict', 'several_matches');
  return id;
}

function sameText(kept: string | null, given: string): boolean {
  return kept !== null && comparisonKey(kept) === comparisonKey(given);
}
