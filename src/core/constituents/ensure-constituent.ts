import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import type { Constituent } from './constituent.ts';
import type { ConstituentInput } from './constituent-input.ts';
import { findIdByEmail, reloadConstituent } from './constituent-queries.ts';
import { createConstituent } from './create-constituent.ts';
import { lockEmail } from './unique-email.ts';
import { updateConstituent } from './update-constituent.ts';

export interface Ensured {
  readonly constituent: Constituent;
  readonly created: boolean;
}

/**
 * The person who uses an e-mail address, created if there is none. Any number of simultaneous calls make one person. One
 * who was found is returned as they are, except that the first such call enrols them (docs/decisions/0003).
 */
export async function ensureConstituent(
  tx: Tx,
  actor: Actor,
  { email, input }: { email: string; input: ConstituentInput },
): Promise<Ensured> {
  allow(actor, 'constituents:write');
  await lockEmail(tx, actor, email);
  const id = await findIdByEmail(tx, actor, { email, presence: 'deleted-too' });
  if (id === undefined) {
    const constituent = await createConstituent(tx, actor, { active: true, ...input, enrolledAt: new Date() });
    return { constituent, created: true };
  }
  const existing = await reloadConstituent(tx, actor, id);
  if (existing.enrolledAt !== null || existing.deletedAt !== null) return { constituent: existing, created: false };
  return { constituent: await updateConstituent(tx, actor, { id, input: { active: true } }), created: false };
}
