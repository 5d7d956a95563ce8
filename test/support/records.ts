// Records and users as other contracts and the command line make them, for tests of a contract that cannot.
import { hashPassword } from '../../src/core/access/password.ts';
import { systemActor } from '../../src/core/access/system-actor.ts';
import { createUser, deactivateUser, setPassword } from '../../src/core/access/users.ts';
import type { ConstituentInput } from '../../src/core/constituents/record/constituent-input.ts';
import { createConstituent } from '../../src/core/constituents/record/create-constituent.ts';
import { deleteConstituent } from '../../src/core/constituents/record/delete-constituent.ts';
import { listOutbox, type OutboxMail } from '../../src/core/mail/list-outbox.ts';
import { transaction } from '../../src/db/transaction.ts';
import { ROLES } from '../../src/http/dialects.ts';
import { ADMIN_PASSWORD, type Tenant, type TestKith } from './kith.ts';

export function operator(tenant: Tenant) {
  return systemActor(tenant.organization, 'cli', 'test');
}

/** A constituent as LGL or Luminate would leave it: not enrolled; returns the id. */
export async function addRecord(kith: TestKith, input: ConstituentInput, tenant: Tenant = kith): Promise<number> {
  const created = await transaction(kith.app.db, operator(tenant), (tx) =>
    createConstituent(tx, operator(tenant), input),
  );
  return created.id;
}

/** Deletes as LGL does. */
export function deleteRecord(kith: TestKith, id: number, tenant: Tenant = kith): Promise<void> {
  return transaction(kith.app.db, operator(tenant), (tx) => deleteConstituent(tx, operator(tenant), id));
}

/** A user with the administrator's password; returns the id. */
export async function addUser(
  kith: TestKith,
  user: { email: string; role: string; password?: string },
  tenant: Tenant = kith,
): Promise<number> {
  const passwordHash = await hashPassword(user.password ?? ADMIN_PASSWORD);
  const created = await transaction(kith.app.db, operator(tenant), (tx) =>
    createUser(tx, operator(tenant), { ...user, roles: ROLES, firstName: 'Ravi', lastName: 'Okafor', passwordHash }),
  );
  return created.id;
}

export async function changePassword(kith: TestKith, userId: number, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await transaction(kith.app.db, operator(kith), (tx) => setPassword(tx, operator(kith), { userId, passwordHash }));
}

export function endAccess(kith: TestKith, userId: number): Promise<void> {
  return transaction(kith.app.db, operator(kith), (tx) => deactivateUser(tx, operator(kith), userId));
}

/** What waits for somebody in the outbox, as `kith outbox` shows it. */
export async function mailsInOutbox(kith: TestKith, recipient: string): Promise<OutboxMail[]> {
  const mails = await listOutbox(kith.app.db, operator(kith), { all: true });
  return mails.filter((mail) => mail.recipient === recipient);
}
