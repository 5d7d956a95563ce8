// A custom integration: an address that another program posts to, and what is done with what it posts.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { ORGANIZATION_COLUMNS, type OrganizationRow, toOrganization } from '../access/organization.ts';
import { randomUuid, secretDigest } from '../access/secret.ts';
import { type Actor, allow, type Organization } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { columnsAs } from '../base/columns.ts';
import { pick, requireName } from '../base/names.ts';
import { recordedWrites } from '../base/recorded-writes.ts';
import { tableReads } from '../base/table-reads.ts';

export interface Integration {
  readonly id: number;
  readonly name: string;
  readonly savesItself: boolean;
  readonly isPaused: boolean;
  readonly matching: 'name' | 'id';
  /** What the sender calls a field: what it is called here; null: it does not count. */
  readonly mapping: Mapping;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type Mapping = Readonly<Record<string, string | null>>;

export type IntegrationInput = Partial<Omit<Integration, 'id' | 'createdAt' | 'updatedAt'>>;

const SHOWN = ['id', 'name', 'savesItself', 'isPaused', 'matching', 'mapping', 'createdAt', 'updatedAt'];

const KIND = { table: 'integrations', name: 'integration' } as const;
const { get, lock, all } = tableReads<Integration>({
  ...KIND,
  permission: 'settings:read',
  shown: columnsAs('r', SHOWN),
});

export const getIntegration = get;
export const listIntegrations = all;

const writes = recordedWrites<Integration, IntegrationInput>({
  ...KIND,
  permission: 'settings:write',
  isTimed: true,
  get,
  lock,
  stored: (_tx, _actor, { input, before }) => ({
    name: requireName(pick(input.name, before?.name)),
    savesItself: pick(input.savesItself, before?.savesItself ?? false),
    isPaused: pick(input.isPaused, before?.isPaused ?? false),
    matching: pick(input.matching, before?.matching ?? 'name'),
    mapping: JSON.stringify(pick(input.mapping, before?.mapping ?? {})),
  }),
});

/** Throws `not-found`. */
export const updateIntegration = writes.update;

const ADDRESS = 'integration';

const insertAddress = write(
  'integration_address_insert',
  'insert into credential_directory (kind, lookup, organization_id, subject_id) values ($1, $2, $3, $4)',
);
const removeAddress = write(
  'integration_address_remove',
  'delete from credential_directory where kind = $1 and organization_id = $2 and subject_id = $3',
);

async function giveAddress(tx: Tx, actor: Actor, id: number): Promise<string> {
  const address = randomUuid();
  await tx.all(insertAddress(ADDRESS, secretDigest(address), actor.organization.id, id));
  return address;
}

/** Makes an integration. The secret part of its address is in the answer and nowhere else. */
export async function createIntegration(
  tx: Tx,
  actor: Actor,
  input: IntegrationInput,
): Promise<Integration & { readonly address: string }> {
  const created = await writes.create(tx, actor, input);
  return { ...created, address: await giveAddress(tx, actor, created.id) };
}

/** Gives an integration another address; the one before stops at once. Returns its secret part. Throws `not-found`. */
export async function rotateAddress(tx: Tx, actor: Actor, id: number): Promise<string> {
  allow(actor, 'settings:write');
  await lock(tx, actor, id);
  await tx.all(removeAddress(ADDRESS, actor.organization.id, id));
  const address = await giveAddress(tx, actor, id);
  await recordChange(tx, actor, { kind: 'integration.address_rotated', subjectId: id, before: null, after: null });
  return address;
}

const byAddress = query<OrganizationRow & Integration>(
  'integration_by_address',
  `select ${columnsAs('r', SHOWN)}, ${ORGANIZATION_COLUMNS} from credential_directory d
   join integrations r on r.organization_id = d.organization_id and r.id = d.subject_id
   join organizations o on o.organization_id = d.organization_id
   where d.kind = $1 and d.lookup = $2`,
);

/** The integration that listens at an address, or undefined. */
export async function findListener(
  db: Db,
  address: string,
): Promise<{ readonly integration: Integration; readonly organization: Organization } | undefined> {
  const row = await db.maybe(byAddress(ADDRESS, secretDigest(address.toLowerCase())));
  return row && { integration: row, organization: toOrganization(row) };
}
