// A constituent that is about to be written: what its rows hold, and the record that they make, without reading it back.
import type { Db } from '../../../db/connect.ts';
import type { Actor } from '../../base/actor.ts';
import { dateIn } from '../../base/clock.ts';
import { columnOf } from '../../base/columns.ts';
import { changedExtras } from '../../record/extras.ts';
import { type ConstituentFields, UNSET_FIELDS } from '../../record/fields.ts';
import {
  CONTACT_PARTS,
  type ContactPart,
  LATER_PARTS,
  NO_PARTS,
  PARTS,
  type PartInputs,
  type PartName,
} from '../../record/parts.ts';
import { type ContactPlan, planContactPoints } from '../parts/contact-points.ts';
import type { Row } from '../parts/part-rows.ts';
import { requireBorn } from './birth-date.ts';
import type { Constituent } from './constituent.ts';
import type { ConstituentInput } from './constituent-input.ts';
import { deriveNames, searchNames } from './derived-names.ts';
import { typeNamesOf } from './stored-constituent.ts';
import { typeName, type Vocabulary } from './vocabulary.ts';
import { fieldsOf, type KeptColumns } from './write-fields.ts';

/** Of one kind of contact point. */
interface NewPoints {
  readonly part: ContactPart;
  /** Each with its id. */
  readonly rows: readonly Row[];
}

export interface NewConstituent {
  readonly fields: ConstituentFields;
  readonly kept: KeptColumns;
  readonly points: readonly NewPoints[];
  /** By system. */
  readonly externalIds: Readonly<Record<string, string>>;
  /** Whether the caller gave nothing else. False: other parts have to be written too. */
  readonly isWhole: boolean;
  /** The record but what the database decides: its id and the times. */
  readonly record: Readonly<Record<string, unknown>>;
}

export type CreationInput = ConstituentInput & { readonly enrolledAt?: Date };

/** What creating the input writes. Takes the ids of contact points. */
export async function planConstituent(
  db: Db,
  { actor, vocabulary }: { actor: Actor; vocabulary: Vocabulary },
  input: CreationInput,
): Promise<NewConstituent> {
  const fields = completeFields(db, { actor, vocabulary }, input);
  const { passwordHash, enrolledAt } = input;
  const signOnUnproven = actor.type === 'anonymous' ? true : undefined;
  const extras = changedExtras({}, input.extras) ?? {};
  const kept = { ...searchNames(fields), extras, passwordHash, enrolledAt, signOnUnproven };
  const context = { vocabulary, organization: actor.organization };
  const points: NewPoints[] = [];
  for (const planned of planContactPoints(input, NO_PARTS, context)) {
    if (planned.plan.insert.length > 0) points.push(await withIds(db, planned));
  }
  const externalIds = Object.fromEntries(
    Object.entries(input.externalIds ?? {}).flatMap(([system, value]) => (value === null ? [] : [[system, value]])),
  );
  const record = {
    ...fields,
    ...typeNamesOf(fields, vocabulary),
    externalIds,
    extras,
    enrolledAt: input.enrolledAt?.toISOString() ?? null,
    deletedAt: null,
    ...NO_PARTS,
    ...Object.fromEntries(points.map(({ part, rows }) => [part, rows.map((row) => pointOf(part, row, vocabulary))])),
  };
  return { fields, kept, points, externalIds, isWhole: !LATER_PARTS.some((part) => holdsAny(input[part])), record };
}

function completeFields(
  db: Db,
  { actor, vocabulary }: { actor: Actor; vocabulary: Vocabulary },
  input: ConstituentInput,
): ConstituentFields {
  const given = { ...UNSET_FIELDS, ...fieldsOf(input, vocabulary) };
  requireBorn(db, actor, { birthDate: given.birthDate });
  return {
    ...given,
    ...deriveNames(given, given),
    contactTypeId: given.contactTypeId ?? vocabulary.types.find((type) => type.kind === 'contact')?.id ?? null,
    dateAdded: given.dateAdded ?? dateIn(actor.organization.timeZone, db.clock.now()),
  };
}

async function withIds(db: Db, { part, plan }: ContactPlan): Promise<NewPoints> {
  const ids = await db.takeIds(`${PARTS[part].table.name}_id_seq`, plan.insert.length);
  return { part, rows: plan.insert.map((row, index) => ({ id: ids[index], ...row })) };
}

/** By kind of contact point: each field that it has of its own, the column, and the value where no row has that column. */
const OWN_FIELDS = new Map(
  CONTACT_PARTS.map((part) => {
    const { defaults, alsoShown } = PARTS[part];
    const values = Object.entries({ ...defaults, ...alsoShown });
    return [part, values.map(([field, value]) => ({ field, column: columnOf(field), value }))];
  }),
);

function pointOf(part: ContactPart, row: Row, vocabulary: Vocabulary): Row {
  const point: Record<string, unknown> = {
    id: row.id,
    typeId: row.type_id,
    typeName: typeName(vocabulary, PARTS[part].typeKind, row.type_id),
    isPreferred: row.is_preferred,
    parentId: null,
  };
  for (const { field, column, value } of OWN_FIELDS.get(part) ?? []) {
    point[field] = (column in row ? row[column] : value) ?? null;
  }
  return point;
}

/** Whether there is anything in it to add: a new record has nothing to change or to remove. */
function holdsAny(part: PartInputs[PartName]): boolean {
  if (part === undefined) return false;
  const added = 'length' in part ? part : 'items' in part ? part.items : 'add' in part ? part.add : [];
  const optIns = 'optIns' in part ? (part.optIns?.add ?? []) : [];
  return (added ?? []).length + optIns.length > 0;
}

/** The record as it is when the rows are written; the same as reading it back would give. */
export function createdRecord(
  { points, record }: NewConstituent,
  { id, createdAt }: { id: number; createdAt: string },
): Constituent {
  const times = { createdAt, updatedAt: createdAt };
  const stamped = points.map(({ part }) => [
    part,
    (record[part] as readonly object[]).map((point) => ({ ...point, ...times })),
  ]);
  return { id, ...record, ...times, ...Object.fromEntries(stamped) } as unknown as Constituent;
}

/** The change that records a creation, without the fields that have no value: they would be most of the change. */
export function creationOf(record: Readonly<Record<string, unknown>>) {
  const isSet = (value: unknown) => value !== null && (typeof value !== 'object' || Object.keys(value).length > 0);
  const after = Object.fromEntries(Object.entries(record).filter(([, value]) => isSet(value)));
  return { kind: 'constituent.created', before: null, after };
}
