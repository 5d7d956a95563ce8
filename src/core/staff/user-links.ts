// Links by which a user sets a password: the invitation of a new one, and the way back for who forgot it.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Sealer, seal } from '../access/seal.ts';
import { boundToken, organizationOfToken, secretDigest } from '../access/secret.ts';
import { after } from '../access/sessions.ts';
import {
  CREDENTIAL_COLUMNS,
  type Credentials,
  type CredentialsRow,
  toCredentials,
  type User,
} from '../access/users.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { LINK } from '../mail/mail-text.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { allowRole } from './change-user.ts';

type Purpose = 'invitation' | 'reset';

const LIFETIME_SECONDS = { invitation: 7 * 24 * 3600, reset: 3600 } as const satisfies Record<Purpose, number>;

const insert = write(
  'user_link_insert',
  `insert into user_links (organization_id, user_id, purpose, token_hash, expires_at) values ($1, $2, $3, $4, $5)
   on conflict (organization_id, user_id, purpose) do update
   set token_hash = excluded.token_hash, expires_at = excluded.expires_at`,
);

/** A new link for a user; one of the same purpose from before ends. Returns the token that it carries. */
async function makeLink(
  tx: Tx,
  { organizationId, userId, purpose, now }: { organizationId: number; userId: number; purpose: Purpose; now: Date },
): Promise<string> {
  const token = boundToken(organizationId);
  const expiresAt = after(now, LIFETIME_SECONDS[purpose]);
  await tx.all(insert(organizationId, userId, purpose, secretDigest(token), expiresAt));
  return token;
}

/** How a link gets to its user. */
export interface Sending {
  readonly sealer: Sealer;
  readonly now: Date;
  /** Where the page is that takes the token; undefined where no public address is configured, or no mail is sent. */
  readonly page: string | undefined;
}

/** Invites a user to set a password. The token is returned where it cannot be mailed, to be handed over by who invites. */
export async function inviteUser(tx: Tx, actor: Actor, user: User, sending: Sending): Promise<string | undefined> {
  allow(actor, 'users:manage');
  allowRole(actor, user.role);
  const { organization } = actor;
  const token = await makeLink(tx, {
    organizationId: organization.id,
    userId: user.id,
    purpose: 'invitation',
    now: sending.now,
  });
  const { page, sealer } = sending;
  if (page === undefined || user.email === null) return token;
  const lines = [
    `Hello ${user.firstName || user.loginName},`,
    '',
    `${organization.name} invites you to Kith, where it keeps the records of its people.`,
    'Choose a password on this page. It is meant for you alone, so do not pass the link on:',
    LINK,
    '',
    'The link works for seven days.',
  ];
  const mail = { constituentId: null, recipient: user.email, subject: `${organization.name} invites you to Kith` };
  await queueMail(tx, organization.id, {
    ...mail,
    text: lines.join('\n'),
    linkSealed: seal(sealer, `${page}#${token}`),
  });
  return undefined;
}

/** Mails a user the way to a new password. */
export async function mailReset(tx: Tx, { user, organization }: Credentials, sending: Sending): Promise<void> {
  const { page, sealer, now } = sending;
  if (page === undefined || user.email === null) throw new Failure('conflict', 'mail_not_set_up');
  const token = await makeLink(tx, { organizationId: organization.id, userId: user.id, purpose: 'reset', now });
  const lines = [
    `Hello ${user.firstName || user.loginName},`,
    '',
    'somebody, you we hope, has asked for a new password to Kith. Choose it on this page within an hour:',
    LINK,
    '',
    'Whoever did not ask for it need not do anything: the password stays as it is.',
  ];
  const mail = { constituentId: null, recipient: user.email, subject: 'Choose a new password' };
  await queueMail(tx, organization.id, {
    ...mail,
    text: lines.join('\n'),
    linkSealed: seal(sealer, `${page}#${token}`),
  });
}

const find = query<CredentialsRow>(
  'user_link_find',
  `select ${CREDENTIAL_COLUMNS} from user_links l
   join users u on u.organization_id = l.organization_id and u.id = l.user_id
   join organizations o on o.organization_id = l.organization_id
   where l.organization_id = $1 and l.token_hash = $2 and l.expires_at > $3 and u.active`,
);

/** Whom a link is for. Throws `not-found` (`link`) for one that was used, ended, or never was. */
export async function userOfLink(db: Db, { token, now }: { token: string; now: Date }): Promise<Credentials> {
  const row = await db.maybe(find(organizationOfToken(token), secretDigest(token), now));
  if (!row) throw new Failure('not-found', 'link');
  return toCredentials(row);
}

const use = write(
  'user_link_use',
  'delete from user_links where organization_id = $1 and token_hash = $2 and expires_at > $3 returning user_id',
);
const endAll = write('user_links_end', 'delete from user_links where organization_id = $1 and user_id = $2');

/** Uses a link up, with every other one of its user. Throws `not-found` (`link`) where somebody else was quicker. */
export async function spendLink(tx: Tx, { token, now }: { token: string; now: Date }): Promise<void> {
  const organizationId = organizationOfToken(token);
  const used = await tx.maybe(use(organizationId, secretDigest(token), now));
  if (!used) throw new Failure('not-found', 'link');
  await tx.all(endAll(organizationId, (used as { user_id: number }).user_id));
}
