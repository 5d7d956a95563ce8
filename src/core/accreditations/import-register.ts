import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { statement } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { invalidField } from '../base/failure.ts';
import { fold } from '../base/fold.ts';
import { normalizeIdentifier } from './accreditation.ts';

export interface RegisterFile {
  /** Which register the file is of, usually a type's code. */
  readonly register: string;
  /** Where the file is from; kept in the evidence of every check. */
  readonly source: string;
  /** CSV with a header line: identifier, first_name, surname (or name), birth_date, status, expiry_date; more is kept. */
  readonly csv: string;
  readonly now: Date;
}

export interface RegisterImport {
  readonly id: number;
  readonly register: string;
  readonly rowCount: number;
  readonly sha256: string;
}

const insertImport = statement<{ id: number }>(
  'register_import_insert',
  `insert into register_imports (organization_id, register, source, sha256, row_count, imported_at)
   values ($1, $2, $3, $4, $5, $6) returning id`,
);
const insertEntries = statement(
  'register_entries_insert',
  `insert into register_entries (organization_id, import_id, line, normalized_identifier, search_name, fields)
   select $1, $2, e.line, e.identifier, e.name, e.fields
   from jsonb_to_recordset($3) as e (line integer, identifier text, name text, fields jsonb)`,
);

/** Rows of one insert. */
const BATCH = 1000;

/** Replaces what checks look up in a register by a file's contents; earlier imports stay for the record. */
export async function importRegister(tx: Tx, actor: Actor, file: RegisterFile): Promise<RegisterImport> {
  allow(actor, 'settings:write');
  const rows = readRows(file.csv);
  const sha256 = createHash('sha256').update(file.csv).digest('hex');
  const values = [file.register, file.source, sha256, rows.length, file.now];
  const { id } = await tx.one(insertImport(actor.organization.id, ...values));
  for (let start = 0; start < rows.length; start += BATCH) {
    const entries = rows.slice(start, start + BATCH).map((fields, index) => entryOf(fields, start + index + 2));
    await tx.all(insertEntries(actor.organization.id, id, JSON.stringify(entries)));
  }
  const imported = { id, register: file.register, rowCount: rows.length, sha256 };
  const after = { ...imported, source: file.source };
  await recordChange(tx, actor, { kind: 'register.imported', subjectId: id, before: null, after });
  return imported;
}

function readRows(csv: string): Record<string, string>[] {
  const columns = (names: string[]) => names.map((name) => fold(name).replaceAll(' ', '_'));
  try {
    return parse(csv, { bom: true, columns, skip_empty_lines: true, trim: true, relax_column_count: true });
  } catch {
    throw invalidField('csv', 'csv_format');
  }
}

function entryOf(fields: Record<string, string>, line: number) {
  const name = fold(fields.name ?? `${fields.first_name ?? ''} ${fields.surname ?? fields.last_name ?? ''}`);
  const identifier = fields.identifier ? normalizeIdentifier(fields.identifier) : null;
  return { line, identifier, name: name || null, fields };
}
