// New interests and centers. Neither has a writing call in any of the APIs: an operator makes them.
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { requireName } from '../base/names.ts';

const insertCenter = write<{ id: number }>(
  'center_insert',
  'insert into centers (organization_id, name) values ($1, $2) returning id',
);

/** Adds a center and returns its id. Throws `invalid` without a name. */
export async function createCenter(tx: Tx, actor: Actor, input: { name: string }): Promise<number> {
  allow(actor, 'settings:write');
  const name = requireName(input.name);
  const { id } = await tx.one(insertCenter(actor.organization.id, name));
  await recordChange(tx, actor, { kind: 'center.created', subjectId: id, before: null, after: { name } });
  return id;
}

export interface NewInterest {
  readonly name: string;
  /** The id of the interest that it is a part of. */
  readonly parentId?: number;
  /** Whoever has the interest joins this center. */
  readonly centerId?: number;
  readonly isHidden?: boolean;
}

const insertInterest = write<{ id: number }>(
  'interest_insert',
  'insert into interests (organization_id, name, parent_id, center_id, is_hidden) values ($1, $2, $3, $4, $5) returning id',
);

/** Adds an interest and returns its id. Throws `invalid` without a name and for an unknown parent or center. */
export async function createInterest(tx: Tx, actor: Actor, input: NewInterest): Promise<number> {
  allow(actor, 'settings:write');
  const name = requireName(input.name);
  const { parentId = null, centerId = null, isHidden = false } = input;
  const { id } = await tx.one(insertInterest(actor.organization.id, name, parentId, centerId, isHidden));
  const after = { name, parentId, centerId, isHidden };
  await recordChange(tx, actor, { kind: 'interest.created', subjectId: id, before: null, after });
  return id;
}
