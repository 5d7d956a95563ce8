import type { Tx } from '../../../db/transaction.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { difference } from '../../base/change.ts';
import { Failure } from '../../base/failure.ts';
import type { Constituent } from './constituent.ts';
import type { ConstituentInput } from './constituent-input.ts';
import { updateConstituent } from './update-constituent.ts';

/** People of one change: they are written, and stay locked, together. */
export const MOST_AT_ONCE = 1_000;

/** People whose differences are told. */
const SAMPLES = 5;

export interface ManyChanged {
  readonly changed: number;
  /** Those who were so already. */
  readonly unchanged: number;
  readonly samples: readonly { readonly id: number; readonly before: object; readonly after: object }[];
}

/**
 * Changes many people alike: all of them, or nobody. Throws `too-large` (`too_many_people`), and what `updateConstituent` throws, with the
 * person's id as subject.
 */
export async function changeMany(
  tx: Tx,
  actor: Actor,
  { ids, change }: { ids: readonly number[]; change: (existing: Constituent) => ConstituentInput },
): Promise<ManyChanged> {
  allow(actor, 'constituents:write');
  if (ids.length > MOST_AT_ONCE) throw new Failure('too-large', 'too_many_people', { subject: MOST_AT_ONCE });
  const changed: { id: number; before: object; after: object }[] = [];
  // In one order: two changes of the same people wait for each other and do not deadlock.
  for (const id of ids.toSorted((a, b) => a - b)) {
    const differences = await changeOne(tx, actor, { id, change });
    if (differences) changed.push({ id, ...differences });
  }
  return { changed: changed.length, unchanged: ids.length - changed.length, samples: changed.slice(0, SAMPLES) };
}

async function changeOne(
  tx: Tx,
  actor: Actor,
  { id, change }: { id: number; change: (existing: Constituent) => ConstituentInput },
): Promise<{ before: object; after: object } | undefined> {
  let before: Constituent | undefined;
  const input = (existing: Constituent) => {
    before = existing;
    return change(existing);
  };
  try {
    const after = await updateConstituent(tx, actor, { id, input });
    return before && difference({ ...before }, { ...after });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.kind, error.code, { subject: id, issues: error.issues, cause: error });
  }
}
