// Whom a call is about: the caller, or for an administrator the person that the call selects
// (docs/contracts/luminate.md §4.4, §4.5).
import { Failure } from '../../../core/base/failure.ts';
import { findPeople } from '../../../core/constituents/people/find-people.ts';
import type { Call } from '../servlets/call.ts';
import type { Parameters } from '../wire/parameters.ts';
import { readSelector } from '../wire/selector.ts';
import { naturalParameter } from '../wire/values.ts';

/**
 * The id of the person a call is about. A signed-on person is always meant themselves. Throws `invalid` when an
 * administrator names nobody, `not-found` or `conflict` (`several_matches`) unless exactly one person fits.
 */
export async function selectPerson({ context, actor, parameters }: Call): Promise<number> {
  if (actor.type === 'constituent') return requireOwn(parameters, actor.id);
  const selector = readSelector(parameters);
  if (!selector) throw new Failure('invalid', 'parameter_required', { subject: 'cons_id' });
  return onlyOne(await findPeople(context.db, actor, selector));
}

/** The only id there is. Throws `not-found`, or `conflict` for several. */
export function onlyOne(ids: readonly number[]): number {
  const [id] = ids;
  if (id === undefined) throw new Failure('not-found', 'constituent');
  if (ids.length > 1) throw new Failure('conflict', 'several_matches');
  return id;
}

/** A constituent may name their own cons_id, and nobody else's (docs/contracts/luminate.md §4.5). */
function requireOwn(parameters: Parameters, ownId: number | null): number {
  const named = naturalParameter(parameters, 'cons_id');
  if (ownId === null || (named !== undefined && named !== ownId)) throw new Failure('forbidden', 'not_own_record');
  return ownId;
}

/** As `selectPerson`, but an unknown cons_id has an error of its own (docs/contracts/luminate.md §3.1, 32). */
export async function selectInteractionPerson(call: Call): Promise<number> {
  try {
    return await selectPerson(call);
  } catch (error) {
    const isUnknownId = error instanceof Failure && error.kind === 'not-found' && call.parameters.filled('cons_id');
    throw isUnknownId ? new Failure('not-found', 'interaction_constituent', { cause: error }) : error;
  }
}
