// A constituent in this contract, from the catalogue of the record: a new field or part is here with its description.
import { z } from 'zod';
import type { Constituent, ConstituentSummary } from '../../../core/constituents/record/constituent.ts';
import type { ConstituentInput } from '../../../core/constituents/record/constituent-input.ts';
import { FIELD_NAMES, FIELDS } from '../../../core/record/fields.ts';
import { PART_NAMES } from '../../../core/record/parts.ts';
import { givingSchema } from './giving.ts';
import { snake } from './names.ts';
import { PARTS } from './parts.ts';

const SHOWN_TYPES = { text: z.string(), date: z.iso.date(), number: z.number(), flag: z.boolean() };
const INPUT_TYPES = { ...SHOWN_TYPES, text: z.string().max(10_000), number: z.number().int() };

const isRequired = (name: (typeof FIELD_NAMES)[number]) => 'required' in FIELDS[name];

/** By their names here. */
const SHOWN_FIELDS = Object.fromEntries(
  FIELD_NAMES.map((name) => {
    const type = SHOWN_TYPES[FIELDS[name].type];
    return [snake(name), (isRequired(name) ? type : type.nullable()).describe(FIELDS[name].label)];
  }),
);

/** Given by reference, or not at all. */
const NOT_GIVEN: readonly string[] = ['contactTypeId', 'maritalStatusId'];
const GIVEN_FIELDS = FIELD_NAMES.filter((name) => !NOT_GIVEN.includes(name));

const INPUT_FIELDS = Object.fromEntries(
  GIVEN_FIELDS.map((name) => {
    const type = INPUT_TYPES[FIELDS[name].type];
    return [snake(name), (isRequired(name) ? type : type.nullable()).optional()];
  }),
);

const SHOWN_PARTS = Object.fromEntries(PART_NAMES.map((part) => [PARTS[part].name, PARTS[part].shown]));
const INPUT_PARTS = Object.fromEntries(
  PART_NAMES.flatMap((part) => {
    const wire = PARTS[part];
    return 'input' in wire ? [[wire.name, wire.input.optional()]] : [];
  }),
);

const EXTERNAL_IDS = z.array(z.object({ system: z.string(), value: z.string() }));
const EXTERNAL_ID_INPUT = z.record(z.string().min(1).max(64), z.string().max(255).nullable());

const SUMMARY = {
  id: z.number(),
  display_name: z.string(),
  ...SHOWN_FIELDS,
  external_ids: EXTERNAL_IDS,
  enrolled_at: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  deleted_at: z.string().nullable(),
};

export const constituentSummary = z.object(SUMMARY).meta({ id: 'ConstituentSummary' });
export const constituentSchema = z
  .object({
    ...SUMMARY,
    version: z.number(),
    ...SHOWN_PARTS,
    merged_from: z.array(z.number()).optional(),
    giving: givingSchema.optional(),
  })
  .meta({ id: 'Constituent' });
export const constituentBody = z
  .strictObject({ ...INPUT_FIELDS, ...INPUT_PARTS, external_ids: EXTERNAL_ID_INPUT.optional() })
  .meta({ id: 'ConstituentInput' });

function displayName({ isOrg, firstName, lastName, orgName }: ConstituentSummary): string {
  const person = [firstName, lastName].filter(Boolean).join(' ');
  return (isOrg ? orgName || person : person || orgName) ?? '';
}

export function summaryToWire(record: ConstituentSummary) {
  const fields = Object.fromEntries(FIELD_NAMES.map((name) => [snake(name), record[name]]));
  const external_ids = Object.entries(record.externalIds).map(([system, value]) => ({ system, value }));
  return {
    id: record.id,
    display_name: displayName(record),
    ...fields,
    external_ids,
    enrolled_at: record.enrolledAt,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    deleted_at: record.deletedAt,
  };
}

export function constituentToWire(record: Constituent, version: number) {
  const parts = Object.fromEntries(PART_NAMES.map((part) => [PARTS[part].name, PARTS[part].present(record)]));
  const { id, ...summary } = summaryToWire(record);
  return { id, version, ...summary, ...parts };
}

type Body = Readonly<Record<string, unknown>>;

/** What a body changes of a record, or of none: only what it names. Throws `invalid` for an element that the record has not. */
export function constituentFromWire(body: Body, existing?: Constituent): ConstituentInput {
  const fields = GIVEN_FIELDS.flatMap((name) => (snake(name) in body ? [[name, body[snake(name)]]] : []));
  const parts = PART_NAMES.flatMap((part) => {
    const wire: { name: string; change?: (elements: never, existing: Constituent | undefined) => unknown } =
      PARTS[part];
    if (!wire.change || body[wire.name] === undefined) return [];
    return [[part, wire.change(body[wire.name] as never, existing)]];
  });
  const externalIds = body.external_ids === undefined ? {} : { externalIds: body.external_ids };
  return { ...Object.fromEntries([...fields, ...parts]), ...externalIds } as ConstituentInput;
}
