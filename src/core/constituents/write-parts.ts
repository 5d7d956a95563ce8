// Writes every nested part that an input names. Each family takes the same number of statements for one row as for a hundred.
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import type { ConstituentParts } from './constituent.ts';
import type { PartInputs } from './constituent-input.ts';
import { ADDRESS, EMAIL, PHONE, WEB } from './contact-families.ts';
import { planEmailAddresses, planPhoneNumbers, planStreetAddresses, planWebAddresses } from './contact-points.ts';
import { type PartTable, type RowPlan, writeRows } from './part-rows.ts';
import type { Vocabulary } from './vocabulary.ts';
import { writeClassAffiliations, writeGroups, writeMemberships } from './write-affiliations.ts';
import { writeCategories } from './write-categories.ts';
import { writeCustomFields } from './write-custom-fields.ts';
import { writeCenters, writeInterests } from './write-interests.ts';
import { writeRelationships } from './write-relationships.ts';

/** Whose parts, as they are now. */
export interface PartOwner {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly vocabulary: Vocabulary;
  readonly constituentId: number;
  readonly existing: ConstituentParts;
}

/** Writes the parts named in the input; returns whether any row was touched. */
export async function writeParts(owner: PartOwner, input: PartInputs): Promise<boolean> {
  const touched = [
    await writeContactPoints(owner, input),
    await writeClassAffiliations(owner, input.classAffiliations),
    await writeRelationships(owner, input.relationships),
    await writeCategories(owner, input.categories),
    await writeGroups(owner, input.groups),
    await writeMemberships(owner, input.memberships),
    await writeCustomFields(owner, input.customFields),
    await writeInterests(owner, input.interests),
    await writeCenters(owner, { membership: input.centers, optIn: input.centerOptIns }),
  ];
  return touched.includes(true);
}

async function writeContactPoints(owner: PartOwner, input: PartInputs): Promise<boolean> {
  const { existing, vocabulary } = owner;
  const context = { vocabulary, organization: owner.actor.organization };
  const plans: [PartTable, RowPlan][] = [];
  if (input.emailAddresses) {
    const part = { existing: existing.emailAddresses, change: input.emailAddresses, context };
    plans.push([EMAIL.table, planEmailAddresses(part)]);
  }
  if (input.phoneNumbers) {
    const part = { existing: existing.phoneNumbers, change: input.phoneNumbers, context };
    plans.push([PHONE.table, planPhoneNumbers(part)]);
  }
  if (input.streetAddresses) {
    const part = { existing: existing.streetAddresses, change: input.streetAddresses, context };
    plans.push([ADDRESS.table, planStreetAddresses(part)]);
  }
  if (input.webAddresses) {
    const part = { existing: existing.webAddresses, change: input.webAddresses, context };
    plans.push([WEB.table, planWebAddresses(part)]);
  }
  let touched = false;
  for (const [table, plan] of plans) touched = (await writePlan(owner, table, plan)) || touched;
  return touched;
}

/** Executes one plan for the owner; returns whether it held any row. */
export async function writePlan(owner: PartOwner, table: PartTable, plan: RowPlan): Promise<boolean> {
  const { tx, actor, constituentId } = owner;
  await writeRows(tx, table, { organizationId: actor.organization.id, constituentId, plan });
  return plan.remove.length + plan.update.length + plan.insert.length > 0;
}
