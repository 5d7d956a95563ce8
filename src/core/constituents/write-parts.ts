// Writes every nested part that an input names. Each family takes the same number of statements for one row as for a hundred.
import type { PartInputs } from './constituent-input.ts';
import { planContactPoints } from './contact-points.ts';
import { type PartOwner, writePlan } from './part-owner.ts';
import { writeClassAffiliations, writeGroups, writeMemberships } from './write-affiliations.ts';
import { writeCategories } from './write-categories.ts';
import { writeCustomFields } from './write-custom-fields.ts';
import { writeCenters, writeInterests } from './write-interests.ts';
import { writeRelationships } from './write-relationships.ts';

/** Writes the parts named in the input; returns whether any row was touched. */
export async function writeParts(owner: PartOwner, input: PartInputs): Promise<boolean> {
  const pointsTouched = await writeContactPoints(owner, input);
  return (await writeOtherParts(owner, input)) || pointsTouched;
}

/** The same without the contact points. */
export async function writeOtherParts(owner: PartOwner, input: PartInputs): Promise<boolean> {
  const touched = [
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
  const { actor, existing, vocabulary } = owner;
  const plans = planContactPoints(input, existing, { vocabulary, organization: actor.organization });
  let touched = false;
  for (const { kind, plan } of plans) touched = (await writePlan(owner, kind.table, plan)) || touched;
  return touched;
}
