// A register that was imported from a file: a list of valid cards, or of people who are banned (docs/registries.md).

import type { Db } from '../../../db/connect.ts';
import { query } from '../../../db/statement.ts';
import { isCalendarDate } from '../../base/clock.ts';
import { fold } from '../../base/fold.ts';
import { normalizeIdentifier } from '../accreditation.ts';
import { type Finding, isCleared, isOutcome, type Outcome, REVOKED } from '../outcome.ts';
import { type Meaning, meaningOf } from './register-columns.ts';
import { isSameName, mayBeNameOf, type Names, namesOf, type Row, searchKeysOf } from './register-names.ts';
import type { Check, Registry } from './registry.ts';

interface Import {
  readonly id: number;
  readonly source: string;
  readonly sha256: string;
  readonly importedAt: string;
}

const latest = query<Import>(
  'register_import_latest',
  `select id, source, sha256, imported_at as "importedAt" from register_imports
   where organization_id = $1 and register = $2 order by id desc limit 1`,
);
const byIdentifier = query<{ fields: Row }>(
  'register_entries_by_identifier',
  `select fields from register_entries where organization_id = $1 and import_id = $2 and normalized_identifier = $3 order by line`,
);
// No limit on namesakes: the one who is meant may be the last of them. A name that is mistyped is found by the birth date only.
const byName = query<{ fields: Row }>(
  'register_entries_by_name',
  `select fields from (
     select line, fields from register_entries where organization_id = $1 and import_id = $2
       and (name_keys && $3::text[] or birth_date = $4)
       and (birth_date is null or $4::date is null or birth_date = $4)
     union all
     select line, fields from register_entries where organization_id = $1 and import_id = $2 and name_keys is null
   ) e order by line`,
);

interface Found {
  readonly finding: Finding;
  readonly rows: readonly Row[];
}

/** The register's name is the option `register`, or the type's code. */
export const registerFile: Registry = {
  look: async (check, setup, { db }) => {
    const register = String(setup.options.register ?? check.type.code);
    const source = await db.maybe(latest(check.organization.id, register));
    if (!source) return { kind: 'unavailable', reason: `nothing was imported into the register ${register} yet` };
    const lookUp = check.type.category === 'ban' ? lookUpPerson : lookUpCard;
    const { finding, rows } = await lookUp(db, check, source);
    const from = { source: source.source, sha256: source.sha256, importedAt: source.importedAt, register };
    const evidence = { ...from, matches: rows.slice(0, SHOWN), matchCount: rows.length };
    return { kind: 'found', finding, evidence };
  },
};

/** Rows kept as evidence. */
const SHOWN = 20;

async function lookUpPerson(db: Db, check: Check, { id }: Import): Promise<Found> {
  const person = namesOf(check.inputs);
  const birthDate = check.inputs.birth_date ?? null;
  const found = await db.all(byName(check.organization.id, id, searchKeysOf(person), birthDate));
  const rows = found.map(({ fields }) => fields).filter((row) => mayBe(row, person, birthDate));
  const isCertain = rows.some(
    (row) => birthDate !== null && birthDateOf(row) === birthDate && isSameName(namesOf(row), person),
  );
  return { finding: banFinding(rows, isCertain), rows };
}

/** Whether a row may be about the person: another birth date says no, one that is missing or cannot be read says nothing. */
function mayBe(row: Row, person: Names, birthDate: string | null): boolean {
  const own = birthDateOf(row);
  const isSame = birthDate !== null && own === birthDate;
  if (birthDate !== null && typeof own === 'string' && !isSame) return false;
  return mayBeNameOf(namesOf(row), person, isSame);
}

/** A person with the same name and birth date is barred; one whom a row may mean has to be reviewed. */
function banFinding(rows: readonly Row[], isCertain: boolean): Finding {
  if (rows.length === 0) return { outcome: 'active', response: ['No banning order'] };
  if (isCertain) return { outcome: 'barred', response: ['Banning order'] };
  return { outcome: 'review', reasons: ['name_match'], response: ['Banning order for a person of this name'] };
}

async function lookUpCard(db: Db, check: Check, { id }: Import): Promise<Found> {
  const number = normalizeIdentifier(check.identifier ?? '');
  const rows = (await db.all(byIdentifier(check.organization.id, id, number))).map(({ fields }) => fields);
  const [first, ...others] = rows.map((row) => cardFinding(check, row));
  if (!first) return { finding: { outcome: 'not_found' }, rows };
  return { finding: others.reduce(combined, first), rows };
}

/** One card in several rows that say different things: a clearance that was taken away counts, else a person looks. */
function combined(one: Finding, other: Finding): Finding {
  if (one.outcome === other.outcome && one.expiryDate === other.expiryDate) return one;
  const revoked = [one, other].find(({ outcome }) => REVOKED.has(outcome));
  return revoked ?? { outcome: 'review', reasons: ['several_entries'] };
}

/** A card on the register, with the status that the row has; the names must be the person's, and the dates readable. */
function cardFinding(check: Check, row: Row): Finding {
  const [expiryDate, birthDate] = [dateOf(row, 'expiry_date'), birthDateOf(row)];
  const { inputs } = check;
  const isOther = birthDate && inputs.birth_date && birthDate !== inputs.birth_date;
  const reasons = [
    ...nameReasons(check, namesOf(row)),
    ...(isOther || birthDate === undefined ? ['dob_mismatch'] : []),
    ...(expiryDate === undefined ? ['expiry_not_understood'] : []),
  ];
  const outcome = statusOf(row);
  if (reasons.length > 0 && isCleared(outcome)) return { outcome: 'review', reasons, expiryDate: expiryDate ?? null };
  return { outcome, expiryDate: expiryDate ?? null };
}

function nameReasons({ type, inputs }: Check, row: Names): string[] {
  const person = namesOf(inputs);
  // A row without names: that only matters to types that need a surname (docs/contracts/oho.md §3.4).
  if (row.words.length === 0) return type.inputs.includes('surname') ? ['name_not_compared'] : [];
  const isSame = row.short === row.surname ? row.surname === person.surname : isSameName(row, person);
  return isSame ? [] : ['name_mismatch'];
}

/** YYYY-MM-DD, null where the row has none, undefined where it cannot be read. */
function dateOf(row: Row, meaning: 'birth_date' | 'expiry_date'): string | null | undefined {
  const text = filledIn(row, meaning);
  if (text === undefined) return null;
  return isCalendarDate(text) ? text : undefined;
}

/** Undefined where the row has nothing of that meaning. */
function filledIn(row: Row, meaning: Meaning): string | undefined {
  return Object.entries(row).find(([key, value]) => meaningOf(key) === meaning && value.trim() !== '')?.[1];
}

function birthDateOf(row: Row): string | null | undefined {
  return dateOf(row, 'birth_date');
}

function statusOf(row: Row): Outcome {
  const word = fold(filledIn(row, 'status') ?? '').replaceAll(' ', '_') || 'active';
  return isOutcome(word) ? word : 'review';
}
