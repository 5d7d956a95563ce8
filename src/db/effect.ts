// What a statement does to the database, as its text says.

export interface Effect {
  /** Whether it neither writes nor locks. */
  readonly reads: boolean;
  /** The tables that it inserts into, updates or deletes from, at any depth, each once. */
  readonly writes: readonly string[];
  /** Whether the number of its rows is the number of rows that it wrote. */
  readonly counts: boolean;
}

/** Comments and text constants: what stands in them is not SQL. Quoted names stay, as they may name a table. */
const NOT_SQL = /--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$/g;

const NAME = '(?:only\\s+)?("?[\\w.]+"?)';
const WRITTEN = [
  new RegExp(`\\binsert\\s+into\\s+${NAME}`, 'gi'),
  new RegExp(`\\bdelete\\s+from\\s+${NAME}`, 'gi'),
  new RegExp(`\\bmerge\\s+into\\s+${NAME}`, 'gi'),
  new RegExp(`\\btruncate\\s+(?:table\\s+)?${NAME}`, 'gi'),
  // Neither a lock (`for update of …`) nor the end of an upsert (`do update set …`).
  new RegExp(`(?<!\\b(?:for|key|do)\\s)\\bupdate\\s+${NAME}`, 'gi'),
];

const LOCKS = /\bfor\s+(?:no\s+key\s+update|update|key\s+share|share)\b|\bpg_(?:try_)?advisory_\w+|\block\s+table\b/i;

/** Functions that change something; the jobs they add belong to the transaction that decides them. */
const CHANGING = /\b(?:add_jobs?|remove_job|complete_jobs|nextval|setval|set_config|pg_notify|lo_\w+)\s*\(/i;

/** What a query begins with. Whatever else there is (`create`, `copy`, `set`, `call`, …) changes something. */
const READING = /^\s*(?:select|with|values|table|show|explain)\b/i;

/** The text without comments and constants, each space one blank. */
export function sqlOf(text: string): string {
  return text.replace(NOT_SQL, "''").replaceAll(/\s+/g, ' ');
}

export function effectOf(text: string): Effect {
  const sql = sqlOf(text);
  const names = WRITTEN.flatMap((pattern) => [...sql.matchAll(pattern)].map((match) => unquoted(match[1] ?? '')));
  const writes = [...new Set(names)];
  const reads = writes.length === 0 && READING.test(sql) && !LOCKS.test(sql) && !CHANGING.test(sql);
  return { reads, writes, counts: writes.length > 0 && !READING.test(sql) };
}

function unquoted(name: string): string {
  return name.replaceAll('"', '');
}
