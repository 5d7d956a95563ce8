import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { normalizeIdentifier } from './accreditation.ts';
import type { RegisterReading } from './read-register.ts';
import { kindOfRegister, type RegisterKind } from './registries/register-columns.ts';
import { keysOf, namesOf } from './registries/register-names.ts';

export interface RegisterImport {
  readonly id: number;
  readonly register: string;
  readonly rowCount: number;
  readonly sha256: string;
}

const insertImport = write<{ id: number }>(
  'register_import_insert',
  `insert into register_imports (organization_id, register, source, sha256, row_count, imported_at)
   values ($1, $2, $3, $4, $5, $6) returning id`,
);
const insertEntries = write(
  'register_entries_insert',
  `insert into register_entries (organization_id, import_id, line, normalized_identifier, name_keys, birth_date, fields)
   select $1, $2, e.line, e.identifier, e.keys, e.birth_date, e.fields
   from jsonb_to_recordset($3) as e (line integer, identifier text, keys text[], birth_date date, fields jsonb)`,
);

/** Rows of one insert. */
const BATCH = 1000;

/** Replaces what checks look up in a register by what was read; earlier imports stay for the record. */
export async function importRegister(tx: Tx, actor: Actor, reading: RegisterReading): Promise<RegisterImport> {
  allow(actor, 'settings:write');
  const { register, source, sha256, rows, now } = reading;
  const values = [register, source, sha256, rows.length, now];
  const { id } = await tx.one(insertImport(actor.organization.id, ...values));
  const kind = kindOfRegister(register);
  for (let start = 0; start < rows.length; start += BATCH) {
    const entries = rows.slice(start, start + BATCH).map((row) => entryOf(row, kind));
    await tx.all(insertEntries(actor.organization.id, id, JSON.stringify(entries)));
  }
  const imported = { id, register, rowCount: rows.length, sha256 };
  const after = { ...imported, source };
  await recordChange(tx, actor, { kind: 'register.imported', subjectId: id, before: null, after });
  return imported;
}

function entryOf({ line, fields }: RegisterReading['rows'][number], kind: RegisterKind) {
  const identifier = fields.identifier ? normalizeIdentifier(fields.identifier) : null;
  // Nobody is searched by name in a register of cards.
  const keys = kind === 'card' ? null : keysOf(namesOf(fields));
  return { line, identifier, keys, birth_date: fields.birth_date ?? null, fields };
}
