// What a statement does to the database, as its text says.

export interface Effect {
  /** Whether it neither writes nor locks. */
  readonly reads: boolean;
  /** The tables that it inserts into, updates or deletes from, at any depth, each once. */
  readonly writes: readonly string[];
  /** Whether the number of its rows is the number of rows that it wrote. */
  readonly counts: boolean;
}

/** What begins a comment or a text constant, in which nothing is SQL. Quoted names stay, as they may name a table. */
const OPENING = /--|\/\*|'|\$(?:[a-z_]\w{0,62})?\$/gi;

const WRITTEN = [
  /\b(?:insert into|delete from|merge into|truncate(?: table)?) (?:only )?("?[\w.]+"?)/gi,
  // Neither a lock (`for update of …`) nor the end of an upsert (`do update set …`).
  /(?<!\b(?:for|key|do) )\bupdate (?:only )?("?[\w.]+"?)/gi,
];

const LOCKS = /\bfor (?:no key update|update|key share|share)\b|\bpg_(?:try_)?advisory_\w|\block table\b/i;

/** Functions that change something. The jobs that they add commit with the transaction. */
const CHANGING =
  /\b(?:add_jobs?|remove_job|complete_jobs|nextval|setval|set_config|pg_notify|erase_\w{1,30}|lo_\w{1,30}) ?\(/i;

/** What a query begins with. Whatever else there is (`create`, `copy`, `set`, `call`, …) changes something. */
const READING = /^ ?(?:select|with|values|table|show|explain)\b/i;

/** The text without comments and constants, each space one blank. */
export function sqlOf(text: string): string {
  let sql = '';
  let at = 0;
  for (OPENING.lastIndex = 0; ; ) {
    const opening = OPENING.exec(text);
    if (!opening) return (sql + text.slice(at)).replaceAll(/\s+/g, ' ');
    sql += `${text.slice(at, opening.index)}''`;
    at = endOf(text, opening[0], OPENING.lastIndex);
    OPENING.lastIndex = at;
  }
}

/** The place after the comment or constant that begins here. A doubled quotation mark counts as an end and a beginning. */
function endOf(text: string, opening: string, from: number): number {
  const closing = opening === '--' ? '\n' : opening === '/*' ? '*/' : opening;
  const end = text.indexOf(closing, from);
  return end === -1 ? text.length : end + closing.length;
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
