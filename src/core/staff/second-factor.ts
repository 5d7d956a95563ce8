// The second factor of users: six digits of an app (RFC 6238), or one of ten codes that each work once.
import { Secret, TOTP } from 'otpauth';
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Sealer, seal, unseal } from '../access/seal.ts';
import { secretDigest } from '../access/secret.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { ownId } from './user-sessions.ts';

const PERIOD_SECONDS = 30;

/** Codes of one step before and after are taken: clocks differ. */
const WINDOW = 1;

const RECOVERY_CODES = 10;

interface Factor {
  readonly totpSealed: string;
  readonly since: string | null;
  readonly lastStep: number;
  readonly recoveryHashes: readonly string[];
}

const find = query<Factor>(
  'user_factor_find',
  `select f.totp_sealed as "totpSealed", f.since, f.last_step as "lastStep", f.recovery_hashes as "recoveryHashes"
   from user_factors f where f.organization_id = $1 and f.user_id = $2`,
);

/** Whether a user is asked for a second factor, and how many recovery codes are left. */
export async function secondFactorOf(db: Db, organizationId: number, userId: number) {
  const factor = await db.maybe(find(organizationId, userId));
  const isOn = factor !== undefined && factor.since !== null;
  return { isOn, recoveryCodesLeft: isOn ? factor.recoveryHashes.length : 0 };
}

const prepare = write(
  'user_factor_prepare',
  `insert into user_factors as f (organization_id, user_id, totp_sealed) values ($1, $2, $3)
   on conflict (organization_id, user_id) do update set totp_sealed = excluded.totp_sealed where f.since is null
   returning user_id`,
);

/**
 * Makes the secret that an app is given, in base 32 and as an `otpauth:` address for a QR code. Nothing is asked for until a first
 * code confirms it. Throws `conflict` where a second factor is in use.
 */
export async function prepareSecondFactor(tx: Tx, actor: Actor, sealer: Sealer) {
  const secret = new Secret({ size: 20 }).base32;
  const made = await tx.maybe(prepare(actor.organization.id, ownId(actor), seal(sealer, secret)));
  if (!made) throw new Failure('conflict', 'second_factor_in_use');
  return { secret, uri: totp(secret, actor.organization.name).toString() };
}

const confirm = write(
  'user_factor_confirm',
  `update user_factors set since = $3, last_step = $4, recovery_hashes = $5
   where organization_id = $1 and user_id = $2 and since is null returning user_id`,
);

/**
 * Turns the second factor on with a first code of the app, and returns the recovery codes, this once. Throws `invalid` (`code_wrong`)
 * for a wrong code, `conflict` where none was prepared.
 */
export async function confirmSecondFactor(
  tx: Tx,
  actor: Actor,
  { sealer, code, now }: { sealer: Sealer; code: string; now: Date },
): Promise<string[]> {
  const userId = ownId(actor);
  const factor = await tx.maybe(find(actor.organization.id, userId));
  if (!factor || factor.since !== null) throw new Failure('conflict', 'second_factor_not_prepared');
  const step = stepOf(unseal(sealer, factor.totpSealed), { code, now });
  if (step === undefined) throw invalidField('code', 'code_wrong');
  const codes = Array.from({ length: RECOVERY_CODES }, recoveryCode);
  const confirmed = await tx.maybe(confirm(actor.organization.id, userId, now, step, codes.map(recoveryDigest)));
  if (!confirmed) throw new Failure('conflict', 'second_factor_not_prepared');
  await recordChange(tx, actor, { kind: 'user.second_factor_added', subjectId: userId, before: null, after: null });
  return codes;
}

const take = write(
  'user_factor_take_step',
  `update user_factors set last_step = $3 where organization_id = $1 and user_id = $2 and last_step < $3 returning user_id`,
);
const takeRecovery = write(
  'user_factor_take_recovery',
  `update user_factors set recovery_hashes = array_remove(recovery_hashes, $3)
   where organization_id = $1 and user_id = $2 and $3 = any (recovery_hashes) returning user_id`,
);

/** Whether a code is right; a right one is used up with this. True without a code where no second factor is in use. */
export async function takeCode(
  tx: Tx,
  { organizationId, userId }: { organizationId: number; userId: number },
  { sealer, code, now }: { sealer: Sealer; code: string; now: Date },
): Promise<boolean> {
  const factor = await tx.maybe(find(organizationId, userId));
  if (!factor || factor.since === null) return true;
  const step = stepOf(unseal(sealer, factor.totpSealed), { code, now });
  const statement =
    step === undefined
      ? takeRecovery(organizationId, userId, recoveryDigest(code))
      : take(organizationId, userId, step);
  return (await tx.maybe(statement)) !== undefined;
}

const remove = write(
  'user_factor_remove',
  'delete from user_factors where organization_id = $1 and user_id = $2 returning since',
);

/** Takes a second factor away: the actor's own, or with `users:manage` that of somebody who lost it. Throws `not-found`. */
export async function removeSecondFactor(tx: Tx, actor: Actor, userId: number): Promise<void> {
  if (actor.type !== 'user' || actor.id !== userId) allow(actor, 'users:manage');
  const removed = await tx.maybe(remove(actor.organization.id, userId));
  if (!removed) throw new Failure('not-found', 'second_factor');
  await recordChange(tx, actor, { kind: 'user.second_factor_removed', subjectId: userId, before: null, after: null });
}

function totp(secret: string, issuer: string): TOTP {
  return new TOTP({ issuer: `Kith, ${issuer}`, label: 'sign-in', secret, period: PERIOD_SECONDS, digits: 6 });
}

/** The step that a code is of; undefined for one that is wrong. */
function stepOf(secret: string, { code, now }: { code: string; now: Date }): number | undefined {
  const token = code.replaceAll(/\s/g, '');
  const timestamp = now.getTime();
  const delta = totp(secret, '').validate({ token, timestamp, window: WINDOW });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
}

/** Eighty random bits, in four groups that can be typed. */
function recoveryCode(): string {
  return new Secret({ size: 10 }).base32.toLowerCase().replaceAll(/(.{4})(?=.)/g, '$1-');
}

function recoveryDigest(code: string): string {
  return secretDigest(code.toLowerCase().replaceAll(/[^a-z2-7]/g, ''));
}
