// create: a new constituent record (wire/luminate.md §4.2 and §6).
import { hashPassword } from '../../../core/access/password.ts';
import { openSession } from '../../../core/access/sessions.ts';
import { issueSignOnToken } from '../../../core/access/sign-on-tokens.ts';
import { Failure } from '../../../core/base/failure.ts';
import { type Registration, registerConstituent } from '../../../core/interactions/register-constituent.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../call.ts';
import { SYSTEM } from '../wire/constituent-input.ts';
import { writeAnswer } from '../wire/document.ts';
import { readInteraction } from '../wire/interaction.ts';
import { listChanges } from '../wire/lists.ts';
import { fieldsOf, readRecord } from '../wire/record.ts';
import { booleanParameter, textParameter } from '../wire/values.ts';

/** Codes of a new record (wire/luminate.md §6): origin "Constituent API", detail "Unknown", status "Non-Donor". */
const INITIAL_STATE = { origin: 35, activeDetail: 1, donorStatus: 1 } as const;

export async function create(call: Call): Promise<Answer> {
  // Whoever is signed on may not create others until they log out (wire/luminate.md §6, 1 and 12).
  if (call.actor.type === 'constituent') throw new Failure('forbidden', 'already_signed_on');
  const registration = await readRegistration(call);
  const wantsToken = booleanParameter(call.parameters, 'get_single_sign_on_token', false);
  const organizationId = call.actor.organization.id;
  return transaction(call.context.db, async (tx) => {
    const { id } = await registerConstituent(tx, call.actor, registration);
    const subject = { constituentId: id };
    const token = wantsToken ? await issueSignOnToken(tx, organizationId, { subject, now: call.now }) : undefined;
    const document = writeAnswer('createConsResponse', { id, message: 'User created.', token });
    if (call.actor.type !== 'anonymous') return { document };
    const variables = call.session?.variables ?? {};
    const session = await openSession(tx, organizationId, { constituentId: id, variables, now: call.now });
    return { document, session };
  });
}

async function readRegistration(call: Call): Promise<Registration> {
  const { parameters, actor } = call;
  const record = readRecord(parameters, {
    fields: await fieldsOf(call),
    isAdministrator: actor.type === 'user',
    // One front-end sends the password under this name (wire/luminate.md §6, 5).
    extraNames: { 'email.primary_address': ['primary_email'], user_password: ['password'] },
  });
  const email = record.value('email.primary_address');
  if (typeof email !== 'string') throw new Failure('invalid', 'required_fields');
  const password = record.value('user_password');
  const lists = listChanges(parameters, actor);
  const remembered = call.session?.variables ?? {};
  const input = {
    acceptsEmail: actor.organization.settings.acceptsEmailByDefault,
    ...record.input(undefined),
    ...INITIAL_STATE,
    ...lists.sets,
    originSource:
      textParameter(parameters, 'source', 255) ?? record.text('origin_src_code') ?? remembered.source ?? null,
    originSubsource:
      textParameter(parameters, 'sub_source', 255) ??
      record.text('origin_subsrc_code') ??
      remembered.sub_source ??
      null,
    ...(typeof password === 'string' ? { passwordHash: await hashPassword(password) } : {}),
  };
  return {
    email,
    system: SYSTEM,
    input,
    groupIds: lists.addGroupIds,
    isEventRegistration: booleanParameter(parameters, 'teamraiser_registration', false),
    interaction: readInteraction(call),
  };
}
