// The name a person signs on with: unique in the organization, made up where the person gave none.
import { randomInt } from 'node:crypto';
import { query, write } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import type { Actor } from '../../base/actor.ts';
import { Failure } from '../../base/failure.ts';
import { comparisonKey } from '../../base/fold.ts';

/**
 * By what a user name is looked up, and by what attempts to sign on with it are counted. Names are ASCII
 * (docs/contracts/luminate.md §5.2), so that this is their lower case in SQL.
 */
export function userNameKey(name: string): string {
  return comparisonKey(name);
}

// Whoever is going to use a name holds its lock until the transaction ends.
const lock = write(
  'user_name_lock',
  `select pg_advisory_xact_lock(hashtextextended('user name:' || $1 || ':' || $2, 0))`,
);
const firstFree = query<{ name: string }>(
  'user_name_first_free',
  `select candidate as name from unnest($2::text[]) with ordinality as t (candidate, place)
   where not exists (select from constituents c where c.organization_id = $1 and lower(c.user_name) = lower(candidate))
   order by place limit 1`,
);

async function isFree(tx: Tx, actor: Actor, name: string): Promise<boolean> {
  const key = userNameKey(name);
  await tx.all(lock(actor.organization.id, key));
  return (await tx.maybe(firstFree(actor.organization.id, [key]))) !== undefined;
}

/** Throws `conflict` (`user_name_taken`) when another constituent has the name; holds it until the transaction ends. */
export async function claimUserName(tx: Tx, actor: Actor, name: string): Promise<void> {
  if (!(await isFree(tx, actor, name))) throw new Failure('conflict', 'user_name_taken');
}

function baseOf(email: string): string {
  const local = email.split('@', 1)[0] ?? '';
  return local.replace(/[^A-Za-z0-9\-_.%:]/g, '').slice(0, 200) || 'member';
}

/** Whether a user name tells the address: it is the address, or was made from it. */
export function isMadeFrom(name: string, email: string): boolean {
  const [key, base] = [userNameKey(name), userNameKey(baseOf(email))];
  return key === userNameKey(email) || (key.startsWith(base) && /^\d*$/.test(key.slice(base.length)));
}

/** A free name: the local part of the e-mail address, with digits behind it where that is taken. */
export async function makeUserName(tx: Tx, actor: Actor, email: string): Promise<string> {
  const base = baseOf(email);
  if (await isFree(tx, actor, base)) return base;
  const small = Array.from({ length: 9 }, (_, index) => index + 1);
  // A name as common as "info" runs out of small numbers; a few random ones keep this at one query.
  const random = Array.from({ length: 8 }, () => randomInt(1_000_000, 1_000_000_000));
  const candidates = [...small, ...random].map((number) => `${base}${number}`);
  const free = await tx.maybe(firstFree(actor.organization.id, candidates));
  if (free && (await isFree(tx, actor, free.name))) return free.name;
  throw new Failure('unavailable', 'no_free_user_name');
}
