// The secret link by which a person answers without an account.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { findOrganizationById } from '../access/organization.ts';
import { type Sealer, seal, unseal } from '../access/seal.ts';
import { boundToken, organizationOfToken, secretDigest } from '../access/secret.ts';
import type { Actor, Organization } from '../base/actor.ts';
import { type InformationRequest, REQUEST_COLUMNS } from './information-request.ts';

export interface NewToken {
  readonly token: string;
  readonly sealed: string;
  readonly hash: string;
}

/** A token that names its organization, so that it can be looked up, and cannot be guessed. */
export function makeToken(sealer: Sealer, organizationId: number): NewToken {
  const token = boundToken(organizationId);
  return { token, sealed: seal(sealer, token), hash: secretDigest(token) };
}

const byToken = query<InformationRequest>(
  'information_request_by_token',
  `select ${REQUEST_COLUMNS} from information_requests r where r.organization_id = $1 and r.token_hash = $2`,
);

/** The request that a link opens, whatever its state, or undefined. */
export async function findByToken(
  db: Db,
  token: string,
): Promise<{ organization: Organization; request: InformationRequest } | undefined> {
  const organizationId = organizationOfToken(token);
  const request = await db.maybe(byToken(organizationId, secretDigest(token)));
  const organization = request && (await findOrganizationById(db, organizationId));
  return request && organization && { organization, request };
}

const sealedTokens = query<{ id: number; token_sealed: string }>(
  'information_request_tokens',
  'select id, token_sealed from information_requests where organization_id = $1 and id = any($2::bigint[])',
);

/**
 * The tokens of requests by id, for the links in answers and mails. None for who may not send requests: with a link one
 * answers as the person.
 */
export async function tokensOf(
  db: Db,
  actor: Actor,
  { sealer, ids }: { sealer: Sealer; ids: readonly number[] },
): Promise<ReadonlyMap<number, string>> {
  if (!actor.permissions.has('constituents:write')) return new Map();
  const rows = await db.all(sealedTokens(actor.organization.id, ids));
  return new Map(rows.map((row) => [row.id, unseal(sealer, row.token_sealed)]));
}
