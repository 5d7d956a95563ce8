// Whom a post is about (docs/contracts/lgl.md §9).
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { comparisonKey, normalizeEmail } from '../base/fold.ts';
import { throughAlias } from '../constituents/record/aliases.ts';
import type { ConstituentInput } from '../constituents/record/constituent-input.ts';
import type { Integration } from './integration.ts';
import type { Posted } from './posted.ts';

const byId = query<{ id: number }>(
  'posted_constituent_by_id',
  'select id from constituents where organization_id = $1 and id = $2 and deleted_at is null',
);

interface Holder {
  readonly id: number;
  readonly isOrg: boolean;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly orgName: string | null;
}

const byEmail = query<Holder>(
  'posted_constituents_by_email',
  `select c.id, c.is_org as "isOrg", c.first_name as "firstName", c.last_name as "lastName", c.org_name as "orgName"
   from constituents c
   where c.organization_id = $1 and c.deleted_at is null and c.id = any (array(
     select e.constituent_id from email_addresses e
     where e.organization_id = $1 and e.normalized_address = $2 and not e.not_current))
   order by c.id`,
);

type Names = Pick<ConstituentInput, 'isOrg' | 'firstName' | 'lastName' | 'orgName'>;

function keyOf({ isOrg, firstName, lastName, orgName }: Names): string {
  const names = isOrg ? [orgName] : [firstName, lastName];
  return [isOrg === true, ...names.map((name) => comparisonKey(name ?? ''))].join('\n');
}

/**
 * The id of whom the post is about; undefined: of nobody who is on record. Throws `invalid`, naming the field, for an id that
 * is nobody's, and where several people have the address and the name.
 */
export async function findPostedPerson(
  db: Db,
  actor: Actor,
  { posted, matching }: { posted: Posted; matching: Integration['matching'] },
): Promise<number | undefined> {
  const { constituentId, constituent } = posted;
  if (matching === 'id' && constituentId !== undefined) return findById(db, actor, constituentId);
  for (const { address } of constituent.emailAddresses?.items ?? []) {
    if (!address) continue;
    const holders = await db.all(byEmail(actor.organization.id, normalizeEmail(address)));
    const found = holders.filter((holder) => keyOf(holder) === keyOf(constituent));
    if (found.length > 1) throw new Failure('invalid', 'several_people', { subject: 'email' });
    if (found[0]) return found[0].id;
  }
  return undefined;
}

async function findById(db: Db, actor: Actor, wanted: number): Promise<number> {
  const found = await throughAlias({ reader: db, actor, id: wanted }, (id) =>
    db.maybe(byId(actor.organization.id, id)),
  );
  if (!found) throw new Failure('invalid', 'unknown_constituent', { subject: 'record_id' });
  return found.id;
}
