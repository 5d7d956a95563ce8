// Writes every nested part that an input names. Each family takes the same number of statements for one row as for a hundred.
import { columnOf } from '../../base/columns.ts';
import type { PartChange, PlainPart } from '../../record/part.ts';
import {
  PARTS,
  type PartInputs,
  PLAIN_PARTS,
  type PlainPartName,
  SPECIAL_PARTS,
  type SpecialPart,
} from '../../record/parts.ts';
import { requireClassTypes } from './class-types.ts';
import { planContactPoints } from './contact-points.ts';
import { type PartOwner, writePlan } from './part-owner.ts';
import { applyChange, planRows } from './part-rows.ts';
import { writeGroups, writeMemberships } from './write-affiliations.ts';
import { writeCategories } from './write-categories.ts';
import { writeCustomFields } from './write-custom-fields.ts';
import { writeCenters, writeInterests } from './write-interests.ts';
import { writeRelationships } from './write-relationships.ts';

/** Writes a change of the owner's part, if there is one; returns whether any row was touched. */
type Writer<Name extends SpecialPart> = (owner: PartOwner, change: PartInputs[Name]) => Promise<boolean>;

const WRITERS: { readonly [Name in SpecialPart]: Writer<Name> } = {
  relationships: writeRelationships,
  categories: writeCategories,
  groups: writeGroups,
  memberships: writeMemberships,
  customFields: writeCustomFields,
  interests: writeInterests,
  centers: writeCenters,
};

/** Writes the parts named in the input; returns whether any row was touched. */
export async function writeParts(owner: PartOwner, input: PartInputs): Promise<boolean> {
  const pointsTouched = await writeContactPoints(owner, input);
  return (await writeLaterParts(owner, input)) || pointsTouched;
}

/** The same without the contact points. */
export async function writeLaterParts(owner: PartOwner, input: PartInputs): Promise<boolean> {
  await requireClassTypes(owner, input.classAffiliations);
  let touched = false;
  for (const name of PLAIN_PARTS) touched = (await writePlainPart(owner, name, input)) || touched;
  for (const name of SPECIAL_PARTS) touched = (await writeSpecialPart(owner, name, input)) || touched;
  return touched;
}

function writeSpecialPart<Name extends SpecialPart>(owner: PartOwner, name: Name, input: PartInputs): Promise<boolean> {
  const writer: Writer<Name> = WRITERS[name];
  return writer(owner, input[name]);
}

type Element = { readonly id: number } & Readonly<Record<string, unknown>>;
type Input = Readonly<Record<string, unknown>>;

/** Writes rows as they are given: a field that the caller does not name stays as it is. */
async function writePlainPart(owner: PartOwner, name: PlainPartName, input: PartInputs): Promise<boolean> {
  const change = input[name] as PartChange<Input> | undefined;
  if (!change) return false;
  const { table, unset } = PARTS[name] as PlainPart<Element, Input>;
  const merge = (item: Element | undefined, given: Input | undefined) =>
    Object.fromEntries(
      Object.entries(unset).map(([field, value]) => {
        const kept = item ? item[field] : value;
        return [columnOf(field), given?.[field] === undefined ? kept : given[field]];
      }),
    );
  const applied = applyChange(owner.existing[name] as unknown as readonly Element[], change, merge);
  const current = (item: Element) => merge(item, undefined);
  return writePlan(
    owner,
    table,
    planRows(applied, (row) => row, current),
  );
}

async function writeContactPoints(owner: PartOwner, input: PartInputs): Promise<boolean> {
  const { actor, existing, vocabulary } = owner;
  const plans = planContactPoints(input, existing, { vocabulary, organization: actor.organization });
  let touched = false;
  for (const { part, plan } of plans) touched = (await writePlan(owner, PARTS[part].table, plan)) || touched;
  return touched;
}
