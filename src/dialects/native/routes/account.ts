// What a user does about their own access: password, second factor, and the way back without a password.
import { takeFromLimit } from '../../../core/access/rate-limit.ts';
import { findCredentialsByEmail } from '../../../core/access/users.ts';
import { Failure, invalidField } from '../../../core/base/failure.ts';
import { addressGroup } from '../../../core/base/ip-address.ts';
import {
  confirmSecondFactor,
  prepareSecondFactor,
  removeSecondFactor,
  takeCode,
} from '../../../core/staff/second-factor.ts';
import { changeOwnPassword, setPasswordByLink } from '../../../core/staff/sign-in.ts';
import { mailReset } from '../../../core/staff/user-links.ts';
import { ownId } from '../../../core/staff/user-sessions.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import { DIALECT } from '../auth.ts';
import { type Operation, openOperation, operation } from '../wire/operation.ts';
import {
  codeBody,
  factorSchema,
  linkBody,
  passwordBody,
  recoverySchema,
  resetBody,
  sessionSchema,
} from '../wire/session.ts';
import { browserOf, setSession, shown } from './session.ts';
import { linkSending } from './staff.ts';

const changePassword = operation({
  id: 'changePassword',
  method: 'PUT',
  path: '/session/password',
  summary: 'Replaces the password of the user, and ends every other session of theirs.',
  scope: 'own',
  body: passwordBody,
  result: sessionSchema,
  run: async ({ context, actor, body, request, reply }) => {
    const wanted = { old: body.old_password, wanted: body.new_password, browser: browserOf(request) };
    const { token, ...signedIn } = await changeOwnPassword(context, actor, wanted);
    setSession({ context, request, reply }, token);
    return shown(context, signedIn);
  },
});

const prepare = operation({
  id: 'prepareSecondFactor',
  method: 'POST',
  path: '/session/second_factor',
  summary: 'Makes a secret for an app that shows codes. Nothing is asked for until a first code confirms it.',
  scope: 'own',
  result: factorSchema,
  status: 201,
  run: async ({ context, actor }) =>
    transaction(context.db, actor, (tx) => prepareSecondFactor(tx, actor, context.sealer)),
});

const confirm = operation({
  id: 'confirmSecondFactor',
  method: 'PUT',
  path: '/session/second_factor',
  summary: 'Turns the second factor on by a first code, and tells the recovery codes, this once.',
  scope: 'own',
  body: codeBody,
  result: recoverySchema,
  run: async ({ context, actor, body: { code } }) => {
    const given = { sealer: context.sealer, code, now: context.clock.now() };
    return { recovery_codes: await transaction(context.db, actor, (tx) => confirmSecondFactor(tx, actor, given)) };
  },
});

const remove = operation({
  id: 'removeSecondFactor',
  method: 'POST',
  path: '/session/second_factor/remove',
  summary: 'Turns the second factor off. Takes a code, so that an open browser alone cannot.',
  scope: 'own',
  body: codeBody,
  run: async ({ context, actor, body: { code } }) => {
    const own = { organizationId: actor.organization.id, userId: ownId(actor) };
    const now = context.clock.now();
    await limitTries(context, { scope: 'wrong codes of a user', subject: String(own.userId), now });
    await transaction(context.db, actor, async (tx) => {
      if (!(await takeCode(tx, own, { sealer: context.sealer, code, now }))) throw invalidField('code', 'code_wrong');
      await removeSecondFactor(tx, actor, own.userId);
    });
  },
});

/** Seconds, and tries in them. */
const TRIES = { limit: 5, windowSeconds: 300 } as const;

async function limitTries(
  { db }: Parameters<typeof changePassword.run>[0]['context'],
  limit: { scope: string; subject: string; now: Date },
) {
  const taken = await takeFromLimit(db, { ...limit, ...TRIES });
  if (!taken.allowed) throw new Failure('limited', 'too_many_attempts', { subject: taken.retryAfterSeconds });
}

const askForReset = openOperation({
  id: 'requestPasswordReset',
  method: 'POST',
  path: '/password_resets',
  summary: 'Mails a link for a new password. The answer is the same whether or not the address is known.',
  body: resetBody,
  run: async ({ context, body: { email }, request }) => {
    const now = context.clock.now();
    await limitTries(context, { scope: 'password resets from an address', subject: addressGroup(request.ip), now });
    const sending = linkSending(context);
    if (sending.page === undefined) throw new Failure('conflict', 'mail_not_set_up');
    const found = await findCredentialsByEmail(context.db, email);
    if (found) await transaction(context.db, NOBODY, (tx) => mailReset(tx, found, sending));
  },
});

const setPassword = openOperation({
  id: 'setPasswordByLink',
  method: 'POST',
  path: '/password_resets/use',
  summary: 'Sets a password by the token of an invitation or of a mailed link, which works once.',
  body: linkBody,
  run: async ({ context, body, request }) => {
    const origin = { dialect: DIALECT, requestId: request.id };
    await limitTries(context, {
      scope: 'links tried from an address',
      subject: addressGroup(request.ip),
      now: context.clock.now(),
    });
    await setPasswordByLink(context, { token: body.token, wanted: body.new_password, origin });
  },
});

export const ACCOUNT: readonly Operation[] = [changePassword, prepare, confirm, remove, askForReset, setPassword];
