// authenticateUser: signs a person on by fields the organization accepts as proof (docs/contracts/luminate.md §4.22).
import { takeFromLimit } from '../../../core/access/rate-limit.ts';
import { secretDigest } from '../../../core/access/secret.ts';
import { recordSignOn, type SignOnEvent } from '../../../core/access/sign-on-events.ts';
import { systemActor } from '../../../core/access/system-actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import { comparisonKey } from '../../../core/base/fold.ts';
import { addressGroup } from '../../../core/base/ip-address.ts';
import { findPeople, type Identity } from '../../../core/constituents/people/find-people.ts';
import type { Constituent } from '../../../core/constituents/record/constituent.ts';
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { settingsOf } from '../settings.ts';
import { allFields } from '../steps/record-fields.ts';
import { signOn } from '../steps/sign-on.ts';
import { SYSTEM } from '../wire/constituent-input.ts';
import type { Field } from '../wire/field.ts';
import { readValue } from '../wire/field-reading.ts';
import { inputNames } from '../wire/fields.ts';
import { requirePlainText } from '../wire/values.ts';

/** Such fields are easily guessed: so many tries for one person from one address, and of either alone. */
const TRIES = { perPersonAndAddress: 20, perPerson: 100, perAddress: 100 } as const;
const windowSeconds = 300;

export async function authenticateUser(call: Call): Promise<Answer> {
  const { context, actor } = call;
  const given = await givenFields(call);
  const identity = given.map(({ field, value }) => identityOf(field, value)).find((found) => found !== undefined);
  if (!identity) throw new Failure('invalid', 'parameter_required');
  // The caller may be nobody yet: records are read on their behalf, and only whether one fits gets out.
  const reader = systemActor(actor.organization, actor.dialect, actor.requestId);
  const ids = await findPeople(context.db, reader, identity);
  await countTry(call, identity, ids);
  const matching: number[] = [];
  for (const id of ids) {
    if (fits(await getConstituent(context.db, reader, { id }), given)) matching.push(id);
  }
  const [id] = matching.length > 1 ? [] : matching;
  await recordTry(call, { outcome: id === undefined ? 'failed' : 'signed_on', id: id ?? ids[0] });
  if (matching.length > 1) throw new Failure('conflict', 'several_matches');
  if (id === undefined) throw new Failure('not-found', 'field_match');
  return signOn(call, id);
}

interface GivenField {
  readonly field: Field;
  readonly value: string;
}

async function givenFields(call: Call): Promise<GivenField[]> {
  return (await acceptedFields(call)).flatMap((field) => {
    const value = rawValue(call, field);
    return value ? [{ field, value: requirePlainText(value, field.name) }] : [];
  });
}

async function acceptedFields(call: Call): Promise<readonly Field[]> {
  const { authenticationFields } = settingsOf(call.actor.organization);
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

/** By whom was found, so that no other spelling of an address or number is counted apart. */
async function countTry(call: Call, identity: Identity, ids: readonly number[]): Promise<void> {
  const { context, actor, callerAddress, now } = call;
  const organizationId = actor.organization.id;
  const person = secretDigest(ids.length > 0 ? `#${ids.join()}` : comparisonKey(JSON.stringify(identity)));
  const address = addressGroup(callerAddress);
  const counted = [
    ['luminate authenticateUser of a person from an address', `${person} ${address}`, TRIES.perPersonAndAddress],
    ['luminate authenticateUser of a person', person, TRIES.perPerson],
    ['luminate authenticateUser from an address', address, TRIES.perAddress],
  ] as const;
  for (const [scope, subject, limit] of counted) {
    const { allowed } = await takeFromLimit(context.db, { organizationId, scope, subject, limit, windowSeconds, now });
    if (allowed) continue;
    await recordTry(call, { outcome: 'refused', id: ids[0] });
    throw new Failure('limited', 'too_many_attempts');
  }
}

function recordTry(
  { context, actor, callerAddress: address, now }: Call,
  { outcome, id }: Pick<SignOnEvent, 'outcome'> & { id: number | undefined },
): Promise<void> {
  const subject = id === undefined ? undefined : ({ type: 'constituent', id } as const);
  const event = { organizationId: actor.organization.id, dialect: actor.dialect, outcome, subject, address, now };
  return recordSignOn(context.db, { ...event, reason: outcome === 'refused' ? 'too_many_attempts' : 'fields' });
}

function fits(person: Constituent, given: readonly GivenField[]): boolean {
  return given.every(({ field, value }) => sameText(readValue(field, person), value));
}

function sameText(kept: string | null, given: string): boolean {
  return kept !== null && comparisonKey(kept) === comparisonKey(given);
}
