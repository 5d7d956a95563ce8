// The organization's own kinds of interactions. No API makes them: an operator does (docs/contracts/luminate.md §4.12).
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { difference, recordChange } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure, invalidField } from '../base/failure.ts';

export interface InteractionType {
  /** From 1000 up: those below are built in. */
  readonly id: number;
  readonly name: string;
  /** Whether `listInteractions` shows everybody's of this type. */
  readonly isPublic: boolean;
  /** Nothing is logged with it any more; what was stays. */
  readonly isArchived: boolean;
}

const COLUMNS = 'id, name, is_public as "isPublic", archived_at is not null as "isArchived"';

const list = query<InteractionType>(
  'interaction_types_list',
  `select ${COLUMNS} from interaction_types where organization_id = $1 order by id`,
);

/** Every type, archived ones too, by id. */
export async function listInteractionTypes(db: Db, actor: Actor): Promise<InteractionType[]> {
  allow(actor, 'settings:read');
  return db.all(list(actor.organization.id));
}

const insert = write<InteractionType>(
  'interaction_type_insert',
  `insert into interaction_types (organization_id, name, is_public) values ($1, $2, $3) returning ${COLUMNS}`,
);

/** Adds a type. Throws `invalid` without a name. */
export async function createInteractionType(
  tx: Tx,
  actor: Actor,
  input: { readonly name: string; readonly isPublic: boolean },
): Promise<InteractionType> {
  allow(actor, 'settings:write');
  const type = await tx.one(insert(actor.organization.id, requireName(input.name), input.isPublic));
  await recordChange(tx, actor, { kind: 'interaction_type.created', subjectId: type.id, before: null, after: type });
  return type;
}

const lock = write<InteractionType>(
  'interaction_type_lock',
  `select ${COLUMNS} from interaction_types where organization_id = $1 and id = $2 for update`,
);
const update = write<InteractionType>(
  'interaction_type_update',
  `update interaction_types set name = $3, is_public = $4, archived_at = case when $5 then coalesce(archived_at, now()) end
   where organization_id = $1 and id = $2 returning ${COLUMNS}`,
);

/** Changes what is given. Throws `not-found` (`interaction_type`), `invalid` for a blank name. */
export async function updateInteractionType(
  tx: Tx,
  actor: Actor,
  { id, ...input }: { readonly id: number } & Partial<Omit<InteractionType, 'id'>>,
): Promise<InteractionType> {
  allow(actor, 'settings:write');
  const before = await tx.maybe(lock(actor.organization.id, id));
  if (!before) throw new Failure('not-found', 'interaction_type', { subject: id });
  const { name, isPublic, isArchived } = { ...before, ...input };
  const after = await tx.one(update(actor.organization.id, id, requireName(name), isPublic, isArchived));
  const changed = difference({ ...before }, { ...after });
  if (changed) await recordChange(tx, actor, { kind: 'interaction_type.updated', subjectId: id, ...changed });
  return after;
}

function requireName(text: string): string {
  const name = cleanText(text);
  if (name === '') throw invalidField('name', 'required');
  return name;
}
