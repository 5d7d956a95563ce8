// A new constituent in one statement: its row, contact points, external ids and the change that announces it.
import { type Write, write } from '../../../db/statement.ts';
import type { Actor } from '../../base/actor.ts';
import { CHANGE_VALUES, changeInsert, changeValues } from '../../base/change.ts';
import { columnOf } from '../../base/columns.ts';
import { FIELD_NAMES } from '../../record/fields.ts';
import { CONTACT_PARTS, type ContactPart, PARTS } from '../../record/parts.ts';
import { recordColumns } from '../parts/part-rows.ts';
import { creationOf, type NewConstituent } from './new-constituent.ts';

interface Inserted {
  readonly id: number;
  readonly createdAt: string;
}

const WRITTEN = [
  ...FIELD_NAMES,
  'extras',
  'searchName',
  'searchSortName',
  'passwordHash',
  'enrolledAt',
  'signOnUnproven',
] as const;

const INSERT = `insert into constituents (organization_id, ${WRITTEN.map(columnOf).join(', ')})
  values ($1, ${WRITTEN.map((_, index) => `$${index + 2}`).join(', ')}) returning id, created_at`;

const PERSON = '(select id from person)';

/** What a statement may write beside the row: its values follow those of the row. */
interface Addition {
  /** One letter for the statement's name. */
  readonly letter: string;
  readonly values: number;
  readonly text: (first: number) => string;
}

const POINTS = new Map(
  CONTACT_PARTS.map((part): [ContactPart, Addition] => {
    const { table } = PARTS[part];
    const columns = Object.keys(table.columns).join(', ');
    const text = (first: number) => `insert into ${table.name} (organization_id, constituent_id, id, ${columns})
      select $1, ${PERSON}, id, ${columns} from jsonb_to_recordset($${first}::jsonb) as r (id bigint, ${recordColumns(table)})`;
    return [part, { letter: part.charAt(0), values: 1, text }];
  }),
);
const EXTERNAL_IDS: Addition = {
  letter: 'x',
  values: 1,
  text: (first) => `insert into external_ids (organization_id, constituent_id, system, value)
    select $1, ${PERSON}, key, value from jsonb_each_text($${first}::jsonb)`,
};
const CHANGE: Addition = {
  letter: 'c',
  values: CHANGE_VALUES,
  text: (first) => changeInsert({ subject: PERSON, first }),
};

function insertWith(additions: readonly Addition[]): (...values: unknown[]) => Write<Inserted> {
  let first = WRITTEN.length + 2;
  const parts = additions.map(({ letter, values, text }) => {
    const part = `added_${letter} as (${text(first)})`;
    first += values;
    return part;
  });
  const name = `constituent_insert_${additions.map((addition) => addition.letter).join('')}`;
  const inserts = [`person as (${INSERT})`, ...parts].join(',\n');
  return write(name, `with ${inserts}\nselect id, created_at as "createdAt" from person`);
}

/** The statement that writes it all. What it returns completes the record: `createdRecord`. */
export function insertConstituent(actor: Actor, constituent: NewConstituent): Write<Inserted> {
  const { fields, kept, points, externalIds, isWhole } = constituent;
  const given: Readonly<Record<string, unknown>> = { ...fields, ...kept };
  const additions: [Addition, readonly unknown[]][] = [];
  for (const { part, rows } of points) {
    const addition = POINTS.get(part);
    if (addition) additions.push([addition, [JSON.stringify(rows)]]);
  }
  if (Object.keys(externalIds).length > 0) additions.push([EXTERNAL_IDS, [JSON.stringify(externalIds)]]);
  if (isWhole) additions.push([CHANGE, changeValues(actor, creationOf(constituent.record))]);
  return insertWith(additions.map(([addition]) => addition))(
    actor.organization.id,
    ...WRITTEN.map((name) => given[name] ?? null),
    ...additions.flatMap(([, values]) => values),
  );
}
