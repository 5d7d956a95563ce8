// A call that changes a person, as the core takes it: for update and createOrUpdate (docs/contracts/luminate.md §4.3
// and §4.4).
import { hashNewPassword } from '../../../core/access/new-password.ts';
import { endOtherSignOns } from '../../../core/access/sessions.ts';
import { Failure } from '../../../core/base/failure.ts';
import { normalizeEmail } from '../../../core/base/fold.ts';
import { findPeople } from '../../../core/constituents/people/find-people.ts';
import { type Revision, reviseConstituent } from '../../../core/sign-up/revise-constituent.ts';
import { signOnNames } from '../../../core/sign-up/sign-on.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Call } from '../servlets/call.ts';
import { SYSTEM } from '../wire/constituent-input.ts';
import { readInteraction } from '../wire/interaction.ts';
import { listChanges } from '../wire/lists.ts';
import { readAddressField, readSelector } from '../wire/selector.ts';
import { textParameter } from '../wire/values.ts';
import { isAdministrator } from './caller.ts';
import { proveForUpdate } from './prove-password.ts';
import { type RecordChange, readRecord } from './record-fields.ts';
import { onlyOne, selectPerson } from './select-person.ts';

export interface Target {
  readonly id: number;
  /**
   * The parameter that the person was found by, which then is no new address of theirs (§5.1): it may be their second one,
   * and would take the place of the first.
   */
  readonly foundBy?: 'primary_email' | 'email.primary_address';
}

/**
 * The person to change, or undefined where the call names one by member_id or e-mail who does not exist. A member_id
 * nobody has leaves the decision to an e-mail address sent along (docs/contracts/luminate.md §10, 13). Throws `not-found`
 * for an unknown cons_id, `conflict` where several fit.
 */
export async function findTarget(call: Call): Promise<Target | undefined> {
  const { actor, context, parameters } = call;
  const selector = readSelector(parameters);
  if (!isAdministrator(actor) || (selector && 'id' in selector)) return { id: await selectPerson(call) };
  if (!selector || 'email' in selector) return findByEmail(call);
  const ids = await findPeople(context.db, actor, selector);
  if (ids.length > 1) throw new Failure('conflict', 'several_matches_to_update');
  return ids[0] === undefined ? findByEmail(call) : { id: ids[0] };
}

/** By `primary_email`, or by the address as a field: real clients send either, and expect the person (§5.1). */
async function findByEmail({ actor, context, parameters }: Call): Promise<Target | undefined> {
  const field = readAddressField(parameters);
  const email = textParameter(parameters, 'primary_email', 255) ?? field;
  const ids = email === undefined ? [] : await findPeople(context.db, actor, { email });
  if (email === undefined || ids.length === 0) return undefined;
  const isField = field !== undefined && normalizeEmail(field) === normalizeEmail(email);
  return { id: onlyOne(ids), foundBy: isField ? 'email.primary_address' : 'primary_email' };
}

/** The e-mail addresses that the call names; null takes one away. */
function addressesOf({ value }: RecordChange): Pick<Revision, 'email' | 'secondEmail'> {
  const named = { email: value('email.primary_address'), secondEmail: value('email.secondary_address') };
  const given = Object.entries(named).filter(([, address]) => address !== undefined);
  return Object.fromEntries(given.map(([name, address]) => [name, address === null ? null : String(address)]));
}

/** Changes a person by what the call says. Throws as `readFields` and `reviseConstituent`. */
export async function revise(call: Call, { id, foundBy }: Target): Promise<void> {
  const { actor, context, parameters } = call;
  const record = await readRecord(call, {
    writing: 'update',
    except: foundBy,
    extraNames: foundBy === 'primary_email' ? {} : { 'email.primary_address': ['primary_email'] },
  });
  const password = record.text('user_password');
  if (password !== undefined) await proveForUpdate(call, id);
  const own = async () => [
    record.text('user_name'),
    record.text('email.primary_address'),
    ...(await signOnNames(context.db, actor.organization, id)),
  ];
  const passwordHash = password === undefined ? undefined : await hashNewPassword(password, await own());
  const lists = listChanges(parameters, actor);
  const revision = {
    id,
    system: SYSTEM,
    ...addressesOf(record),
    input: (existing: Parameters<typeof record.input>[0]) => ({
      ...record.input(existing),
      ...lists.sets,
      passwordHash,
    }),
    addGroupIds: lists.addGroupIds,
    removeGroupIds: lists.removeGroupIds,
    interaction: readInteraction(call),
  };
  await transaction(context.db, actor, async (tx) => {
    await reviseConstituent(tx, actor, revision);
    const keep = call.session?.signOnId;
    if (passwordHash) await endOtherSignOns(tx, actor.organization.id, { constituentId: id, keep });
  });
}
