// Writes a new constituent and its contact points in one statement, and tells the record without reading it back.
import { type Statement, statement } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { columnOf } from '../base/columns.ts';
import { type Constituent, type ConstituentFields, type ConstituentParts, FIELD_NAMES } from './constituent.ts';
import { CONTACT_KINDS, type ContactKind, type ContactPart } from './contact-families.ts';
import type { ContactPlan } from './contact-points.ts';
import { insertText, type Row } from './part-rows.ts';
import { typeNamesOf } from './stored-constituent.ts';
import { typeName, type Vocabulary } from './vocabulary.ts';
import type { KeptColumns } from './write-fields.ts';

export const NO_PARTS: ConstituentParts = {
  classAffiliations: [],
  relationships: [],
  streetAddresses: [],
  phoneNumbers: [],
  emailAddresses: [],
  webAddresses: [],
  categories: [],
  groups: [],
  memberships: [],
  customFields: [],
  interests: [],
  centers: [],
};

const WRITTEN = [...FIELD_NAMES, 'searchName', 'searchSortName', 'passwordHash', 'enrolledAt'] as const;

const INSERT = `insert into constituents (organization_id, ${WRITTEN.map(columnOf).join(', ')})
  values ($1, ${WRITTEN.map((_, index) => `$${index + 2}`).join(', ')}) returning id, created_at`;

interface Inserted {
  readonly id: number;
  readonly createdAt: string;
  /** The new contact points' ids, in the order of their rows. */
  readonly points: Readonly<Partial<Record<ContactPart, readonly number[]>>>;
}

type Insert = (...values: unknown[]) => Statement<Inserted>;

/** Every choice of kinds. */
const CHOICES = Array.from({ length: 2 ** CONTACT_KINDS.length }, (_, choice) =>
  CONTACT_KINDS.filter((_kind, place) => Math.floor(choice / 2 ** place) % 2 === 1),
);

/** A text for each choice, so that it can be prepared; the rows of each kind are a JSON array. */
const INSERTS: ReadonlyMap<string, Insert> = new Map(CHOICES.map((kinds) => [nameOf(kinds), insertWith(kinds)]));

function nameOf(kinds: readonly ContactKind[]): string {
  return kinds.map((kind) => kind.part).join();
}

function insertWith(kinds: readonly ContactKind[]): Insert {
  const added = kinds.map(({ table, part }, index) => {
    const rows = `$${WRITTEN.length + 2 + index}`;
    const text = insertText(table, { organization: '$1', constituent: '(select id from person)', rows });
    return { name: `added_${table.name}`, text, part };
  });
  const inserts = [`person as (${INSERT})`, ...added.map(({ name, text }) => `${name} as (${text})`)];
  const ids = added.map(({ name, part }) => `'${part}', (select json_agg(id order by id) from ${name})`);
  return statement(
    `constituent_insert_${kinds.map((kind) => kind.part.charAt(0)).join('')}`,
    `with ${inserts.join(',\n')}
     select id, created_at as "createdAt", json_build_object(${ids.join(', ')}) as points from person`,
  );
}

export interface NewConstituent {
  readonly fields: ConstituentFields;
  readonly kept: KeptColumns;
  readonly points: readonly ContactPlan[];
}

/** Inserts the row and those of its contact points. Returns the record, as it is as long as nothing else is written. */
export async function insertConstituent(
  tx: Tx,
  { actor, vocabulary }: { actor: Actor; vocabulary: Vocabulary },
  constituent: NewConstituent,
): Promise<Constituent> {
  const points = constituent.points.filter(({ plan }) => plan.insert.length > 0);
  const given: Readonly<Record<string, unknown>> = { ...constituent.fields, ...constituent.kept };
  const insert = INSERTS.get(nameOf(points.map(({ kind }) => kind)));
  if (!insert) throw new Error('Contact points are not in the order of their kinds');
  const values = WRITTEN.map((name) => given[name] ?? null);
  const rows = points.map(({ plan }) => JSON.stringify(plan.insert));
  const inserted = await tx.one(insert(actor.organization.id, ...values, ...rows));
  return recordOf({ ...constituent, points }, inserted, vocabulary);
}

/** The same as reading it back (constituent-queries.ts) would give. */
function recordOf({ fields, kept, points }: NewConstituent, inserted: Inserted, vocabulary: Vocabulary): Constituent {
  const { id, createdAt } = inserted;
  const pointOf = ({ table, typeKind, shown, unset }: ContactKind, row: Row, pointId: number | undefined) => ({
    id: pointId,
    typeId: row.type_id,
    isPreferred: row.is_preferred,
    parentId: null,
    createdAt,
    updatedAt: createdAt,
    ...Object.fromEntries(
      shown.map((field) => [field, (columnOf(field) in table.columns ? row[columnOf(field)] : unset?.[field]) ?? null]),
    ),
    typeName: typeName(vocabulary, typeKind, row.type_id),
  });
  const parts = points.map(({ kind, plan }) => [
    kind.part,
    plan.insert.map((row, index) => pointOf(kind, row, inserted.points[kind.part]?.[index])),
  ]);
  return {
    id,
    ...fields,
    ...typeNamesOf(fields, vocabulary),
    externalIds: {},
    enrolledAt: kept.enrolledAt?.toISOString() ?? null,
    createdAt,
    updatedAt: createdAt,
    deletedAt: null,
    ...NO_PARTS,
    ...Object.fromEntries(parts),
  };
}
