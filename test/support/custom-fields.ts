import { systemActor } from '../../src/core/access/system-actor.ts';
import { createCustomField, type NewCustomField } from '../../src/core/custom-fields/definitions.ts';
import { transaction } from '../../src/db/transaction.ts';
import type { TestKith } from './kith.ts';

/** Custom fields of the first tenant, as an administrator defines them: no contract has a call for it. */
export function addCustomFields(kith: TestKith, fields: readonly NewCustomField[]): Promise<void> {
  const actor = systemActor(kith.organization, 'cli', 'test');
  return transaction(kith.app.db, actor, async (tx) => {
    for (const field of fields) await createCustomField(tx, actor, field);
  });
}
