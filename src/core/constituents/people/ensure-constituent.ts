import type { Tx } from '../../../db/transaction.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { recordChange } from '../../base/change.ts';
import type { Constituent } from '../record/constituent.ts';
import type { ConstituentInput } from '../record/constituent-input.ts';
import { reloadConstituent } from '../record/constituent-queries.ts';
import { createConstituent } from '../record/create-constituent.ts';
import { lockEmail } from '../record/unique-email.ts';
import { updateConstituent } from '../record/update-constituent.ts';
import { matchPerson } from './match-person.ts';

export interface Ensured {
  readonly constituent: Constituent;
  readonly created: boolean;
  /** False: the address belongs to somebody with another name, whose record was not changed. */
  readonly isCertain: boolean;
}

/**
 * The person who uses an e-mail address, created if there is none. Any number of simultaneous calls make one person. One
 * who was found is returned as they are, except that the first such call enrols them (docs/decisions/0003). Whose name is
 * clearly another one's is returned too, as the contract has it, and not enrolled: a change of the kind
 * `constituent.match_doubtful` asks a person.
 */
export async function ensureConstituent(
  tx: Tx,
  actor: Actor,
  { email, input }: { email: string; input: ConstituentInput },
): Promise<Ensured> {
  allow(actor, 'constituents:write');
  await lockEmail(tx, actor, email);
  const { firstName, lastName } = input;
  const match = await matchPerson(tx, actor, { email, firstName, lastName });
  if (!match) {
    const enrolledAt = tx.clock.now();
    const constituent = await createConstituent(tx, actor, { active: true, ...input, enrolledAt });
    return { constituent, created: true, isCertain: true };
  }
  const { id, isCertain } = match;
  const existing = await reloadConstituent(tx, actor, id);
  const found = { constituent: existing, created: false, isCertain };
  if (existing.enrolledAt !== null || existing.deletedAt !== null) return found;
  if (!isCertain) {
    if (!match.isAsked) await askForReview(tx, actor, { id, given: { email, firstName, lastName } });
    return found;
  }
  return { ...found, constituent: await updateConstituent(tx, actor, { id, input: { active: true } }) };
}

/** The call named somebody else with this address. Whether both are one person is for the staff to say. */
async function askForReview(
  tx: Tx,
  actor: Actor,
  { id, given }: { id: number; given: Readonly<Record<string, string | null | undefined>> },
): Promise<void> {
  await recordChange(tx, actor, { kind: 'constituent.match_doubtful', subjectId: id, before: null, after: given });
}
