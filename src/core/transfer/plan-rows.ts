// What rows are to become, found out for many at a time: whom each means, and whether it can be read at all.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import { fold, normalizeEmail } from '../base/fold.ts';
import { listConstituentCustomFields } from '../custom-fields/custom-field-queries.ts';
import type { Import, ImportRow, Outcome } from './import.ts';
import { matchRows, type RowMatch } from './match-rows.ts';
import { type CellProblem, type ReadingRules, type RowPerson, readRow } from './read-row.ts';

export interface PlannedRow {
  readonly row: number;
  readonly person: RowPerson;
  readonly outcome: Outcome;
  readonly constituentId: number | null;
  readonly matchedBy: string | null;
  readonly problems: readonly CellProblem[];
  readonly version: number | null;
  readonly identity: string | null;
}

const versions = query<{ id: number; version: number }>(
  'import_versions',
  `select c.id, coalesce((select max(x.id) from changes x where x.organization_id = $1 and x.subject_type = 'constituent'
     and x.subject_id = c.id), 0) as version
   from constituents c where c.organization_id = $1 and c.id = any($2::bigint[])`,
);
const earlier = query<{ identity: string; row: number }>(
  'import_rows_of_identity',
  `select identity, min(row) as row from import_rows where organization_id = $1 and import_id = $2 and identity = any($3::text[])
     and outcome in ('create', 'update', 'unchanged') group by identity`,
);

/** The last change of each person, by id. */
export async function versionsOf(db: Db, actor: Actor, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = ids.length === 0 ? [] : await db.all(versions(actor.organization.id, ids));
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** In their order. The number of statements does not depend on how many they are. */
export async function planRows(
  db: Db,
  actor: Actor,
  { own, rows, rules }: { own: Import; rows: readonly ImportRow[]; rules: ReadingRules },
): Promise<PlannedRow[]> {
  const people = rows.map(({ cells }) => readRow(cells, rules));
  const matches = await matchRows(db, actor, { people, match: own.options.match });
  const found = matches.flatMap((match) => (match.found === 'one' ? [match.id] : []));
  const seen = await versionsOf(db, actor, found);
  const keys = new Set((await listConstituentCustomFields(db, actor)).map(({ key }) => key));
  const identities = people.map((person, place) => identityOf(person, matches[place]));
  const wanted = identities.filter((identity) => identity !== null);
  const before = await db.all(earlier(actor.organization.id, own.id, wanted));
  const firstRow = new Map(before.map(({ identity, row }) => [identity, row]));
  return rows.map(({ row, cells }, place): PlannedRow => {
    const person = people[place] ?? readRow([], rules);
    const match = matches[place] ?? { found: 'nobody' };
    const identity = identities[place] ?? null;
    const problems = [...person.problems, ...unknownFields(person, { keys, own })];
    const sameAs = identity === null ? undefined : firstRow.get(identity);
    const outcome = decide({ person, cells, match, own, problems, sameAs });
    if (identity !== null && !firstRow.has(identity) && outcome !== 'error' && outcome !== 'skip')
      firstRow.set(identity, row);
    const constituentId = match.found === 'one' ? match.id : null;
    return {
      ...{ row, person, outcome, problems, constituentId },
      matchedBy: match.found === 'one' ? match.by : null,
      version: constituentId === null ? null : (seen.get(constituentId) ?? null),
      identity: outcome === 'error' || outcome === 'skip' ? null : identity,
    };
  });
}

interface Deciding {
  readonly person: RowPerson;
  readonly cells: readonly string[];
  readonly match: RowMatch;
  readonly own: Import;
  /** What is found is added. */
  readonly problems: CellProblem[];
  /** The row of the file that is of the same person. */
  readonly sameAs: number | undefined;
}

/** What reports end with. */
const FOOTER =
  /^(?:(?:grand |sub)?totals?\b|sum\b|summe\b|gesamt\b|count\b|(?:report )?(?:generated|printed|exported|created)\b|end of (?:report|file)\b|page \d)/i;

/** A last line of a report: it begins as one, and has no more than two cells that say something. */
function isFooter(cells: readonly string[]): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return filled.length <= 2 && FOOTER.test(filled[0] ?? '') && !filled.some((cell) => cell.includes('@'));
}

function decide({ person, match, own, problems, sameAs, cells }: Deciding): Outcome {
  const { on_several: onSeveral, on_match: onMatch } = own.options;
  const tell = (code: string, detail: string | null) => problems.push({ column: null, code, detail });
  if (isBlank(person) && problems.length === 0) {
    tell('blank_row', null);
    return 'skip';
  }
  if (isFooter(cells)) {
    problems.splice(0);
    tell('footer', null);
    return 'skip';
  }
  if (problems.length > 0) return 'error';
  if (match.found === 'unknown') {
    tell('unknown_id', String(person.id));
    return 'error';
  }
  if (match.found === 'several' && onSeveral !== 'create') {
    tell('several_people', match.ids.slice(0, 10).join(' '));
    return onSeveral === 'skip' ? 'skip' : 'error';
  }
  if (sameAs !== undefined) {
    tell('same_as_row', String(sameAs));
    return 'skip';
  }
  if (match.found === 'one') return onMatch === 'skip' ? 'skip' : 'update';
  if (isNamed(person)) return 'create';
  tell('name_required', null);
  return 'error';
}

const hasValue = (value: unknown) => value !== null && value !== undefined && value !== '';

/** Such as a footer of a report, of which nothing is in a column that counts. */
function isBlank({ id, externalIds, fields, emails, phones, websites, addresses, customFields }: RowPerson): boolean {
  const lists = [emails, phones, websites, addresses, Object.keys(externalIds), Object.keys(customFields)];
  return id === null && lists.every((list) => list.length === 0) && !Object.values(fields).some(hasValue);
}

function isNamed({ fields, emails }: RowPerson): boolean {
  return emails.length > 0 || [fields.firstName, fields.lastName, fields.orgName].some(hasValue);
}

function unknownFields(person: RowPerson, { keys, own }: { keys: ReadonlySet<string>; own: Import }): CellProblem[] {
  return Object.keys(person.customFields)
    .filter((key) => !keys.has(key))
    .map((key) => {
      const column = own.mapping.find(({ target }) => target === `custom:${key}`)?.index ?? null;
      return { column, code: 'unknown_custom_field', detail: key };
    });
}

/** By what two rows of a file are found to be of one person. */
function identityOf(person: RowPerson, match: RowMatch | undefined): string | null {
  if (match?.found === 'one') return `person|${match.id}`;
  const [external] = Object.entries(person.externalIds);
  if (external) return `external|${external.join('|')}`;
  const name = [person.fields.firstName, person.fields.lastName, person.fields.orgName].map((part) =>
    fold(String(part ?? '')),
  );
  const [email] = person.emails;
  if (email) return ['email', normalizeEmail(email.value), ...name].join('|');
  return person.fields.birthDate && name.some((part) => part !== '')
    ? ['born', person.fields.birthDate, ...name].join('|')
    : null;
}
