// The rows of a table as matching sees people: for measuring how well it does, without keeping anybody.
import { invalidField } from '../base/failure.ts';
import { type MatchPerson, NOBODY_KNOWN } from '../matching/person.ts';
import { guessMapping, type MappedColumn } from './guess-mapping.ts';
import type { DateOrder } from './options.ts';
import { dateOrderOf } from './read-dates.ts';
import { type RowPerson, readRow } from './read-row.ts';
import type { Table, TableRow } from './read-table.ts';
import { isDateTarget } from './targets.ts';

/** Rows from which columns are guessed, and the order of days and months. */
const LOOKED_AT = 10_000;

export interface TablePerson {
  /** What the column of the truth says: whose row it is. */
  readonly truth: string;
  readonly person: MatchPerson;
}

export interface TablePeople {
  readonly mapping: readonly MappedColumn[];
  readonly people: AsyncGenerator<TablePerson>;
}

export interface TableColumns {
  /** The heading of the column that says whose row it is. */
  readonly truth: string;
  /** The heading of a column of a number that everybody has one of: who has another is somebody else. */
  readonly onlyId?: string | undefined;
  /** YYYY-MM-DD */
  readonly today: string;
}

/** Throws `invalid` (`unknown_column`) for a heading that there is not, `not_understood` where no column says anything of a person. */
export async function peopleOfTable({ info, rows }: Table, columns: TableColumns): Promise<TablePeople> {
  const placeOf = (heading: string) => {
    const place = info.headings.findIndex((own) => own.trim() === heading);
    if (place < 0) throw invalidField(heading, 'unknown_column');
    return place;
  };
  const truth = placeOf(columns.truth);
  const onlyId = columns.onlyId === undefined ? undefined : placeOf(columns.onlyId);
  const first: TableRow[] = [];
  for (let next = await rows.next(); !next.done; next = await rows.next()) {
    first.push(next.value);
    if (first.length === LOOKED_AT) break;
  }
  const own = [truth, onlyId];
  const mapping = guessMapping(
    info.headings,
    first.map(({ cells }) => cells),
  ).map((column) => (own.includes(column.index) ? { ...column, target: 'ignore' } : column));
  if (mapping.every(({ target }) => target === 'ignore')) throw invalidField('columns', 'not_understood');
  const rules = { columns: mapping, dateOrders: ordersOf(mapping, first), today: columns.today, country: '' };
  const personOf = ({ cells }: TableRow): TablePerson => {
    const person = asMatchPerson(readRow(cells, rules));
    const value = onlyId === undefined ? '' : (cells[onlyId] ?? '');
    const identifiers = value === '' ? [] : [{ system: 'only', value, isOnly: true }];
    return { truth: cells[truth] ?? '', person: { ...person, identifiers: [...person.identifiers, ...identifiers] } };
  };
  return { mapping, people: peopleOf(first, rows, personOf) };
}

async function* peopleOf(
  first: readonly TableRow[],
  rest: AsyncGenerator<TableRow>,
  personOf: (row: TableRow) => TablePerson,
): AsyncGenerator<TablePerson> {
  for (const row of first) yield personOf(row);
  for await (const row of rest) yield personOf(row);
}

function ordersOf(mapping: readonly MappedColumn[], rows: readonly TableRow[]): Map<number, DateOrder> {
  const orders = new Map<number, DateOrder>();
  for (const { index, target } of mapping) {
    const order = isDateTarget(target) ? dateOrderOf(rows.map(({ cells }) => cells[index] ?? '')) : undefined;
    if (order !== undefined && order !== 'mixed') orders.set(index, order);
  }
  return orders;
}

/** What matching compares of a row. */
export function asMatchPerson({ fields, emails, phones, addresses, externalIds }: RowPerson): MatchPerson {
  const text = (name: keyof RowPerson['fields']) => (typeof fields[name] === 'string' ? String(fields[name]) : null);
  return {
    ...NOBODY_KNOWN,
    isOrg: fields.isOrg === true,
    ...{ firstName: text('firstName'), middleName: text('middleName'), lastName: text('lastName') },
    ...{ suffix: text('suffix'), maidenName: text('maidenName'), orgName: text('orgName') },
    ...{ gender: text('gender'), birthDate: text('birthDate') },
    emails: emails.map(({ value }) => value),
    phones: phones.map(({ value }) => value),
    addresses,
    identifiers: Object.entries(externalIds).map(([system, value]) => ({ system, value })),
  };
}
