// createOrUpdate: changes the record the call names, or makes it (docs/contracts/luminate.md §4.3).
import { Failure } from '../../../core/base/failure.ts';
import { registerConstituent } from '../../../core/sign-up/register-constituent.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { readRegistration } from '../steps/register.ts';
import { findTarget, revise } from '../steps/revise.ts';
import { writeAnswer } from '../wire/document.ts';

export async function createOrUpdate(call: Call): Promise<Answer> {
  return (await updateExisting(call)) ?? (await createNew(call)) ?? (await updateAfterRace(call));
}

async function updateExisting(call: Call): Promise<Answer | undefined> {
  const target = await findTarget(call);
  if (!target) return undefined;
  await revise(call, target);
  return { document: writeAnswer('createOrUpdateConsResponse', { id: target.id, message: 'User updated.' }) };
}

/** Creates the person, or undefined when another call was quicker. */
async function createNew(call: Call): Promise<Answer | undefined> {
  const registration = await readRegistration(call);
  try {
    const { id } = await transaction(call.context.db, call.actor, (tx) =>
      registerConstituent(tx, call.actor, registration),
    );
    return { document: writeAnswer('createOrUpdateConsResponse', { id, message: 'User created.' }) };
  } catch (error) {
    const isTaken = error instanceof Failure && ['email_taken', 'external_id_taken'].includes(error.code);
    if (isTaken) return undefined;
    throw error;
  }
}

async function updateAfterRace(call: Call): Promise<Answer> {
  const answer = await updateExisting(call);
  if (!answer) throw new Failure('conflict', 'email_taken');
  return answer;
}
