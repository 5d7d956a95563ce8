// How the core's names of fields become columns of SQL, one way for every table.

/** `firstName` → `first_name`: a field's column. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The columns of one alias under their fields' names: `n.note_type_id as "noteTypeId", …`. */
export function columnsAs(alias: string, fields: readonly string[]): string {
  return fields.map((field) => `${alias}.${columnOf(field)} as "${field}"`).join(', ');
}

/** A moment inside JSON, in the same form as db/connect.ts gives it in a column. */
export function instant(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** `json_build_object` of columns of one alias; moments are recognised by their names. */
export function jsonObject(
  alias: string,
  fields: readonly string[],
  computed: Readonly<Record<string, string>> = {},
): string {
  const pairs = fields.map((field) => {
    const column = `${alias}.${columnOf(field)}`;
    return `'${field}', ${field.endsWith('At') ? instant(column) : column}`;
  });
  for (const [field, expression] of Object.entries(computed)) pairs.push(`'${field}', ${expression}`);
  return `json_build_object(${pairs.join(', ')})`;
}
