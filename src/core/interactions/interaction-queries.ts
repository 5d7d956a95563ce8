// Every SELECT of interactions. Those of a deleted constituent are gone with them.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import { built, query } from '../../db/statement.ts';
import { type Actor, allowRecord } from '../base/actor.ts';
import { columnsAs } from '../base/columns.ts';
import { Failure } from '../base/failure.ts';
import { escapeLike } from '../base/fold.ts';
import type { PageRequest } from '../base/page.ts';
import type { Interaction } from './interaction.ts';

const COLUMNS = `${columnsAs('i', ['id', 'constituentId', 'securityCategoryId', 'subject', 'body', 'count', 'createdAt', 'updatedAt'])}, i.interaction_type_id as "typeId"`;
const FROM = `interactions i join constituents c on c.organization_id = i.organization_id and c.id = i.constituent_id and c.deleted_at is null`;

const byId = query<Interaction>(
  'interaction_by_id',
  `select ${COLUMNS} from ${FROM} where i.organization_id = $1 and i.id = $2`,
);

/** An interaction the actor may see, or undefined: constituents see their own. */
export async function findInteraction(db: Db, actor: Actor, id: number): Promise<Interaction | undefined> {
  const found = await db.maybe(byId(actor.organization.id, id));
  if (!found || (actor.type === 'constituent' && actor.id !== found.constituentId)) return undefined;
  allowRecord(actor, 'constituents:read', found.constituentId);
  return found;
}

const publicType = query<{ id: number }>(
  'interaction_type_public',
  'select id from interaction_types where organization_id = $1 and id = $2 and is_public',
);

export type SortColumn = 'id' | 'typeId' | 'subject' | 'body' | 'createdAt';

const SORTED: Readonly<Record<SortColumn, string>> = {
  id: 'i.id',
  typeId: 'i.interaction_type_id',
  subject: 'i.subject',
  body: 'i.body',
  createdAt: 'i.created_at',
};

export interface InteractionSearch {
  readonly typeId?: number;
  readonly securityCategoryId?: number;
  readonly subject?: string;
  readonly from?: Date;
  /** Exclusive. */
  readonly before?: Date;
  readonly contains?: { readonly column: 'subject' | 'body'; readonly text: string };
  readonly sort: { readonly column: SortColumn; readonly ascending: boolean };
  readonly page: PageRequest;
}

/** A constituent's interactions. Throws `forbidden` for those of others. */
export function findInteractionsOf(
  db: Db,
  actor: Actor,
  { constituentId, ...search }: InteractionSearch & { constituentId: number },
): Promise<Interaction[]> {
  allowRecord(actor, 'constituents:read', constituentId);
  return find(db, actor, { ...search, also: [sql<SqlBool>`i.constituent_id = ${constituentId}`] });
}

/** Everybody's interactions of a type that is public. Throws `invalid` (`interaction_type`) for any other. */
export async function findInteractionsOfType(
  db: Db,
  actor: Actor,
  search: InteractionSearch & { typeId: number },
): Promise<Interaction[]> {
  const type = await db.maybe(publicType(actor.organization.id, search.typeId));
  if (!type) throw new Failure('invalid', 'interaction_type', { subject: search.typeId });
  return find(db, actor, { ...search, also: [] });
}

function find(
  db: Db,
  actor: Actor,
  search: InteractionSearch & { also: readonly RawBuilder<SqlBool>[] },
): Promise<Interaction[]> {
  const conditions = [
    sql<SqlBool>`i.organization_id = ${actor.organization.id}`,
    ...search.also,
    ...conditionsOf(search),
  ];
  const { column, ascending } = search.sort;
  // The id makes the order total: pages must not overlap.
  const order = sql.raw(`${SORTED[column]} ${ascending ? 'asc' : 'desc'}, i.id ${ascending ? 'asc' : 'desc'}`);
  const { limit, offset } = search.page;
  const rows = sql<Interaction>`select ${sql.raw(COLUMNS)} from ${sql.raw(FROM)} where ${sql.join(conditions, sql` and `)}
    order by ${order} limit ${limit} offset ${offset}`;
  return db.all(built(rows));
}

function conditionsOf(search: InteractionSearch): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = [];
  if (search.typeId !== undefined) conditions.push(sql`i.interaction_type_id = ${search.typeId}`);
  if (search.securityCategoryId !== undefined)
    conditions.push(sql`i.security_category_id = ${search.securityCategoryId}`);
  if (search.subject !== undefined) conditions.push(sql`i.subject = ${search.subject}`);
  if (search.from) conditions.push(sql`i.created_at >= ${search.from}`);
  if (search.before) conditions.push(sql`i.created_at < ${search.before}`);
  if (search.contains) {
    const pattern = `%${escapeLike(search.contains.text)}%`;
    conditions.push(sql`${sql.raw(SORTED[search.contains.column])} ilike ${pattern}`);
  }
  return conditions;
}
