import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow, type Organization } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { ORGANIZATION_COLUMNS, type OrganizationRow, toOrganization } from './organization.ts';
import { randomSecret, secretDigest } from './secret.ts';

export interface ApiKey {
  readonly id: number;
  /** The contract that it opens. */
  readonly dialect: string;
  readonly name: string;
  /** What it may do, in the words of its contract; null: what every key of the contract may. */
  readonly scopes: readonly string[] | null;
  readonly lastFour: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

interface KeyRow {
  id: number;
  dialect: string;
  name: string;
  scopes: string[] | null;
  last_four: string;
  created_at: string;
  revoked_at: string | null;
}

const KEY_COLUMNS = 'k.id, k.dialect, k.name, k.scopes, k.last_four, k.created_at, k.revoked_at';

function toKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    dialect: row.dialect,
    name: row.name,
    scopes: row.scopes,
    lastFour: row.last_four,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}

const find = query<OrganizationRow & { id: number; scopes: string[] | null }>(
  'key_find',
  `select k.id, k.scopes, ${ORGANIZATION_COLUMNS} from credential_directory d
   join api_keys k on k.organization_id = d.organization_id and k.id = d.subject_id
   join organizations o on o.organization_id = d.organization_id
   where d.kind = $1 and d.lookup = $2 and k.revoked_at is null`,
);

export interface FoundKey {
  readonly id: number;
  readonly scopes: readonly string[] | null;
  readonly organization: Organization;
}

/** Whose key this is, or undefined. Looks up a digest: the comparison takes no time that depends on the key. */
export async function findKey(db: Db, dialect: string, key: string): Promise<FoundKey | undefined> {
  const row = await db.maybeTogether(find(`${dialect}_key`, secretDigest(key)));
  return row && { id: row.id, scopes: row.scopes, organization: toOrganization(row) };
}

const insert = write<KeyRow>(
  'key_insert',
  `insert into api_keys as k (organization_id, dialect, name, scopes, key_hash, last_four) values ($1, $2, $3, $4, $5, $6) returning ${KEY_COLUMNS}`,
);
const insertLookup = write(
  'key_insert_lookup',
  'insert into credential_directory (kind, lookup, organization_id, subject_id) values ($1, $2, $3, $4)',
);

export interface NewKey {
  readonly dialect: string;
  readonly name: string;
  /** What keys of the contract begin with, so that one is recognised wherever it is found. */
  readonly prefix?: string;
  readonly scopes?: readonly string[] | undefined;
}

/** Makes a key. The key itself is in the answer and nowhere else. */
export async function createKey(
  tx: Tx,
  actor: Actor,
  { dialect, prefix = '', scopes, ...input }: NewKey,
): Promise<ApiKey & { key: string }> {
  allow(actor, 'settings:write');
  const name = cleanText(input.name);
  if (name === '') throw invalidField('name', 'required');
  const key = prefix + randomSecret();
  const digest = secretDigest(key);
  const organizationId = actor.organization.id;
  const row = await tx.one(insert(organizationId, dialect, name, scopes ?? null, digest, key.slice(-4)));
  await tx.all(insertLookup(`${dialect}_key`, digest, organizationId, row.id));
  const created = toKey(row);
  await recordChange(tx, actor, { kind: 'key.created', subjectId: row.id, before: null, after: created });
  return { ...created, key };
}

const list = query<KeyRow>(
  'keys_list',
  `select ${KEY_COLUMNS} from api_keys k where k.organization_id = $1 order by k.id`,
);

/** The organization's keys by id, revoked ones included, without the keys themselves. */
export async function listKeys(db: Db, actor: Actor): Promise<ApiKey[]> {
  allow(actor, 'settings:read');
  return (await db.all(list(actor.organization.id))).map(toKey);
}

const revoke = write<KeyRow>(
  'key_revoke',
  `update api_keys k set revoked_at = now() where organization_id = $1 and id = $2 and revoked_at is null returning ${KEY_COLUMNS}`,
);

/** Makes a key stop working at once. Throws `not-found` for an unknown or already revoked one. */
export async function revokeKey(tx: Tx, actor: Actor, id: number): Promise<void> {
  allow(actor, 'settings:write');
  const row = await tx.maybe(revoke(actor.organization.id, id));
  if (!row) throw new Failure('not-found', 'key', { subject: id });
  const change = { before: { revokedAt: null }, after: { revokedAt: row.revoked_at } };
  await recordChange(tx, actor, { kind: 'key.revoked', subjectId: id, ...change });
}
