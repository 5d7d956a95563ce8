// Columns that say how far work is, in tables of the record: a write to them alone changes nobody's record.
import { effectOf, sqlOf } from './effect.ts';
import type { DB } from './schema.gen.ts';

type WorkColumns = { readonly [Table in keyof DB]?: readonly (keyof DB[Table])[] };

const WORK_COLUMNS: WorkColumns = {
  // Where a check stands and when it is due; what was found is the record.
  accreditations: ['status', 'next_verification_at', 'updated_at'],
  registry_settings: ['consecutive_failures', 'retry_after'],
  webhooks: ['consecutive_failures'],
};

const UPDATE = /\bupdate ("?\w+"?)(?: (?:as )?\w+)? set /gi;

/** The tables that a statement writes to, without those of which it only updates such columns. */
export function tablesWithoutWork(text: string): readonly string[] {
  const sql = sqlOf(text);
  const rest = sql.replace(UPDATE, (update, table: string, at: number) => {
    const columns: readonly string[] = (WORK_COLUMNS as Readonly<Record<string, readonly string[]>>)[table] ?? [];
    const isWork = assignedColumns(sql, at + update.length).every((column) => columns.includes(column));
    return isWork ? 'work ' : update;
  });
  return effectOf(rest).writes;
}

/** What stands between the assignments of an `update`, and what ends them. */
const PUNCTUATION = /[(),]|\bis (?:not )?distinct from\b|\b(?:where|returning|from)\b/gi;

/** The columns that are assigned from a place on; an assignment that is not of the form `column = …` gives an empty name. */
function assignedColumns(sql: string, start: number): string[] {
  const assignments: string[] = [];
  let [depth, from, end] = [0, start, sql.length];
  for (const { 0: mark, index } of sql.slice(start).matchAll(PUNCTUATION)) {
    if (mark === '(') depth += 1;
    if (mark === ')') depth -= 1;
    if (depth < 0 || (depth === 0 && /^(?:where|returning|from)$/i.test(mark))) {
      end = start + index;
      break;
    }
    if (depth !== 0 || mark !== ',') continue;
    assignments.push(sql.slice(from, start + index));
    from = start + index + 1;
  }
  return [...assignments, sql.slice(from, end)].map((text) => /^\s*"?(\w+)"?\s*=/.exec(text)?.[1] ?? '');
}
