// A person as a dialect sees them that knows no organizations and no shared e-mail addresses: one address, one person, and
// deleted records still there (docs/decisions/0003, 0006).
import type { Db } from '../../../db/connect.ts';
import type { Tx } from '../../../db/transaction.ts';
import type { Actor } from '../../base/actor.ts';
import { Failure } from '../../base/failure.ts';
import { normalizeEmail } from '../../base/fold.ts';
import type { Constituent } from '../record/constituent.ts';
import type { ConstituentInput } from '../record/constituent-input.ts';
import { getConstituent } from '../record/constituent-queries.ts';
import { createConstituent } from '../record/create-constituent.ts';
import { claimEmail, lockEmail } from '../record/unique-email.ts';
import { updateConstituent } from '../record/update-constituent.ts';

function refuseOrganization(constituent: Constituent): void {
  if (constituent.isOrg) throw new Failure('not-found', 'constituent', { subject: constituent.id });
}

/** A person, deleted or not. Throws `not-found`, also for the record of an organization. */
export async function getPerson(db: Db, actor: Actor, id: number): Promise<Constituent> {
  const constituent = await getConstituent(db, actor, { id, presence: 'deleted-too' });
  refuseOrganization(constituent);
  return constituent;
}

/** Creates an enrolled person. Throws `conflict` (`email_taken`) when somebody has the address. */
export async function createPerson(
  tx: Tx,
  actor: Actor,
  { email, input, now }: { email: string; input: ConstituentInput; now: Date },
): Promise<Constituent> {
  await claimEmail(tx, actor, { email, presence: 'deleted-too' });
  return createConstituent(tx, actor, { active: true, ...input, enrolledAt: now });
}

export interface PersonUpdate {
  readonly id: number;
  /** The new address, where it changes. */
  readonly email?: string;
  /** What to change of the record as it is when it is changed. */
  readonly inputFor: (constituent: Constituent) => ConstituentInput;
}

/** Changes a person. Throws `not-found`; `conflict` (`email_taken`) for an address that somebody else has. */
export async function updatePerson(tx: Tx, actor: Actor, { id, email, inputFor }: PersonUpdate): Promise<Constituent> {
  // Before the person's row is locked, as everyone does who holds an address: otherwise two could wait for each other.
  if (email !== undefined) await lockEmail(tx, actor, email);
  const input = async (constituent: Constituent) => {
    refuseOrganization(constituent);
    if (email !== undefined && !isOwn(constituent, email)) {
      await claimEmail(tx, actor, { email, ownId: constituent.id, presence: 'deleted-too' });
    }
    return inputFor(constituent);
  };
  return updateConstituent(tx, actor, { id, presence: 'deleted-too', input });
}

/** Somebody keeps an address that they use already, also when another person shares it. */
function isOwn(constituent: Constituent, email: string): boolean {
  const wanted = normalizeEmail(email);
  return constituent.emailAddresses.some((own) => !own.notCurrent && normalizeEmail(own.address) === wanted);
}
