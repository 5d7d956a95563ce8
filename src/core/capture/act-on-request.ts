// What can be done with a request: send again, remind, change, cancel, take the person on (docs/contracts/oho.md §6.1).
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure } from '../base/failure.ts';
import { updatePerson } from '../constituents/people/person.ts';
import type { RequestAccess } from './create-request.ts';
import { type InformationRequest, REQUEST_COLUMNS, type RequestStatus } from './information-request.ts';
import { mailRequest } from './mail-request.ts';
import { makeToken, tokensOf } from './request-link.ts';
import { lockRequest } from './request-queries.ts';

export const ACTIONS = ['resend', 'update', 'cancel', 'onboard_constituent', 'remind'] as const;
export type RequestAction = (typeof ACTIONS)[number];

export interface ActOnRequest {
  readonly id: number;
  readonly action: RequestAction;
  readonly message?: string | null;
  readonly expiryDays?: number;
  readonly access: RequestAccess;
}

/** From which states an action may be taken. */
const ALLOWED: Readonly<Record<RequestAction, readonly RequestStatus[]>> = {
  resend: ['draft', 'sent', 'opened', 'in_progress', 'expired', 'failed_delivery'],
  remind: ['sent', 'opened', 'in_progress'],
  update: ['draft', 'sent', 'opened', 'in_progress', 'failed_delivery'],
  cancel: ['draft', 'sent', 'opened', 'in_progress', 'failed_delivery'],
  onboard_constituent: ['submitted', 'completed'],
};

const EVENTS: Readonly<Partial<Record<RequestAction, readonly string[]>>> = {
  resend: ['information_request.sent'],
  cancel: ['information_request.cancelled'],
};

/** Acts on a request. Throws `not-found`, `conflict` (`request_state`) from a state in which that is not possible. */
export async function actOnRequest(tx: Tx, actor: Actor, act: ActOnRequest): Promise<InformationRequest> {
  allow(actor, 'constituents:write');
  const before = await lockRequest(tx, actor, act.id);
  if (!ALLOWED[act.action].includes(before.status)) {
    throw new Failure('conflict', 'request_state', { subject: before.status });
  }
  const after = await DO[act.action](tx, actor, { ...act, before });
  await recordChange(tx, actor, {
    kind: `information_request.${PAST[act.action]}`,
    subjectId: act.id,
    before: { status: before.status },
    after,
    events: EVENTS[act.action] ?? [],
    about: `constituent ${after.constituentId}`,
  });
  return after;
}

const PAST: Readonly<Record<RequestAction, string>> = {
  resend: 'resent',
  remind: 'reminded',
  update: 'updated',
  cancel: 'cancelled',
  onboard_constituent: 'onboarded',
};

type Perform = (
  tx: Tx,
  actor: Actor,
  act: ActOnRequest & { before: InformationRequest },
) => Promise<InformationRequest>;

const DO: Readonly<Record<RequestAction, Perform>> = { resend, remind, update, cancel, onboard_constituent: onboard };

const DAY = 86_400_000;

const renew = write<InformationRequest>(
  'information_request_renew',
  `update information_requests r set status = 'sent', token_sealed = $3, token_hash = $4, expires_at = $5, updated_at = $6
   where r.organization_id = $1 and r.id = $2 returning ${REQUEST_COLUMNS}`,
);
const mailed = write(
  'information_request_mailed',
  'update information_requests set mail_id = $3 where organization_id = $1 and id = $2',
);

/** A new link: the old one stops working. */
async function resend(
  tx: Tx,
  actor: Actor,
  { id, access, before }: Parameters<Perform>[2],
): Promise<InformationRequest> {
  const token = makeToken(access.sealer, actor.organization.id);
  const expiresAt = new Date(access.now.getTime() + before.expiryDays * DAY);
  const request = await tx.one(renew(actor.organization.id, id, token.sealed, token.hash, expiresAt, access.now));
  const link = access.linkTo(token.token);
  const mailId = await mailRequest(tx, actor, { request, link, sealer: access.sealer, isReminder: false });
  await tx.all(mailed(actor.organization.id, id, mailId));
  return request;
}

const countReminder = write<InformationRequest>(
  'information_request_remind',
  `update information_requests r set reminders_sent = r.reminders_sent + 1, updated_at = $3
   where r.organization_id = $1 and r.id = $2 returning ${REQUEST_COLUMNS}`,
);

/** The same link again. */
async function remind(tx: Tx, actor: Actor, { id, access }: Parameters<Perform>[2]): Promise<InformationRequest> {
  const request = await tx.one(countReminder(actor.organization.id, id, access.now));
  const token = (await tokensOf(tx, actor, { sealer: access.sealer, ids: [id] })).get(id) ?? '';
  await mailRequest(tx, actor, { request, link: access.linkTo(token), sealer: access.sealer, isReminder: true });
  return request;
}

const change = write<InformationRequest>(
  'information_request_change',
  `update information_requests r set message = case when $3 then $4 else r.message end,
     expiry_days = coalesce($5, r.expiry_days), expires_at = coalesce($6, r.expires_at), updated_at = $7
   where r.organization_id = $1 and r.id = $2 returning ${REQUEST_COLUMNS}`,
);

/** Only the message and the expiry can change: what is asked for was fixed when it was asked. */
async function update(tx: Tx, actor: Actor, act: Parameters<Perform>[2]): Promise<InformationRequest> {
  const { id, message, expiryDays, access } = act;
  const expiresAt = expiryDays === undefined ? null : new Date(access.now.getTime() + expiryDays * DAY);
  const values = [message !== undefined, message ?? null, expiryDays ?? null, expiresAt, access.now];
  return tx.one(change(actor.organization.id, id, ...values));
}

const setStatus = write<InformationRequest>(
  'information_request_cancel',
  `update information_requests r set status = 'cancelled', updated_at = $3
   where r.organization_id = $1 and r.id = $2 returning ${REQUEST_COLUMNS}`,
);

/** The link stops working. */
async function cancel(tx: Tx, actor: Actor, { id, access }: Parameters<Perform>[2]): Promise<InformationRequest> {
  return tx.one(setStatus(actor.organization.id, id, access.now));
}

const markOnboarded = write<InformationRequest>(
  'information_request_onboard',
  `update information_requests r set onboarded_at = coalesce(r.onboarded_at, $3), updated_at = $3
   where r.organization_id = $1 and r.id = $2 returning ${REQUEST_COLUMNS}`,
);

/** The applicant works here from now on. */
async function onboard(
  tx: Tx,
  actor: Actor,
  { id, access, before }: Parameters<Perform>[2],
): Promise<InformationRequest> {
  await updatePerson(tx, actor, { id: before.constituentId, inputFor: () => ({ active: true }) });
  return tx.one(markOnboarded(actor.organization.id, id, access.now));
}
