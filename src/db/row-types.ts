// How values of the database arrive: bigint as number, dates and moments as ISO text.
import pg from 'pg';

/** `2026-01-15 10:00:00.5+00` → `2026-01-15T10:00:00.500Z`. Throws for a moment that is not written in PostgreSQL's ISO style. */
export function toInstant(text: string): string {
  if (!text.endsWith('+00')) return fromAnotherZone(text);
  // By place, not by pattern: a long list has hundreds of thousands of these.
  const fraction = text[19] === '.' ? text.slice(20, text.indexOf('+', 20)).slice(0, 3) : '';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(3, '0')}Z`;
}

const ISO_STYLE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)(:\d\d)?$/;

/** Sessions run in UTC unless a pooler has dropped that; then the offset counts, instead of a moment that is hours wrong. */
function fromAnotherZone(text: string): string {
  const [, date, time, hours, minutes = ':00'] = ISO_STYLE.exec(text) ?? [];
  if (date === undefined) throw new Error('The database writes moments in a style that Kith does not read');
  return new Date(`${date}T${time}${hours}${minutes}`).toISOString();
}

const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.DATE, (text) => text],
  [pg.types.builtins.TIMESTAMPTZ, toInstant],
]);

export const rowTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid, format as 'text'),
};
