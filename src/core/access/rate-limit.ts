// How often something may be done in a window of time, counted in the database: exact over any number of processes.
import type { Db } from '../../db/connect.ts';
import { write } from '../../db/statement.ts';
import { inOneStatement, maybeInOneStatement } from '../../db/transaction.ts';

export interface Limit {
  /** The organization the subject belongs to; absent where it is not known yet. */
  readonly organizationId?: number;
  /** What is limited, e.g. `oho requests`. */
  readonly scope: string;
  /** Who is limited. */
  readonly subject: string;
  /** So many in a window. */
  readonly limit: number;
  readonly windowSeconds: number;
  readonly now: Date;
}

export interface Taken {
  readonly allowed: boolean;
  /** Seconds until the window ends. */
  readonly retryAfterSeconds: number;
  /** How many are left in it. */
  readonly remaining: number;
}

/** Stands for the installation where no organization is known. */
const INSTALLATION = 0;

// A window begins with its first use. What comes beyond the limit is not counted on, so that the number cannot overflow.
// However the clock was set meanwhile, a window ends no later than one that begins now would.
const take = write<{ taken: number; window_ends_at: string }>(
  'rate_limit_take',
  `insert into rate_limits as r (organization_id, scope, subject, taken, window_ends_at) values ($1, $2, $3, 1, $5)
   on conflict (organization_id, scope, subject) do update set
     taken = case when r.window_ends_at <= $4 then 1 else least(r.taken + 1, $6::integer + 1) end,
     window_ends_at = case when r.window_ends_at <= $4 then $5 else least(r.window_ends_at, $5) end
   returning taken, window_ends_at`,
);

/**
 * Takes one from a limit and says whether there was one. A single statement that commits at once, outside any transaction
 * of the request: what was tried stays counted when the request fails.
 */
export async function takeFromLimit(db: Db, limit: Limit): Promise<Taken> {
  const endsAt = new Date(limit.now.getTime() + limit.windowSeconds * 1000);
  const own = [limit.organizationId ?? INSTALLATION, limit.scope, limit.subject];
  const row = await inOneStatement(db, take(...own, limit.now, endsAt, limit.limit));
  const milliseconds = Date.parse(row.window_ends_at) - limit.now.getTime();
  return {
    allowed: row.taken <= limit.limit,
    retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1000)),
    remaining: Math.max(0, limit.limit - row.taken),
  };
}

const giveBack = write(
  'rate_limit_give_back',
  `update rate_limits set taken = greatest(taken - 1, 0) where organization_id = $1 and scope = $2 and subject = $3`,
);

/** Undoes one `takeFromLimit`, for an attempt that turned out not to count. */
export async function giveBackToLimit(
  db: Db,
  limit: Pick<Limit, 'organizationId' | 'scope' | 'subject'>,
): Promise<void> {
  await maybeInOneStatement(db, giveBack(limit.organizationId ?? INSTALLATION, limit.scope, limit.subject));
}

const forget = write('rate_limits_forget', 'delete from rate_limits where window_ends_at < $1');

/** Removes windows that have ended, of every organization: housekeeping, not a request. */
export async function forgetEndedLimits(db: Db, now: Date): Promise<void> {
  await maybeInOneStatement(db, forget(now));
}
