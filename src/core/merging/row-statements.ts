// The statements that move rows to the survivor of a merge and home again: the same for every table, made of its
// description. Each row that a merge changes is kept in merge_rows as it was and as the merge left it.
import { type Write, writeOf } from '../../db/statement.ts';
import { keyOf, type MergedTable, ownersOf } from './merged-tables.ts';

/** A merge as its statements name it: `people` are the survivor and then the others. */
export interface MergePlace {
  readonly organizationId: number;
  readonly mergeId: number;
  readonly people: readonly number[];
}

const survivorOr = (column: string) =>
  `case when t.${column} = any($3::bigint[]) then ($3::bigint[])[1] else t.${column} end`;

/** Keeps the rows that the merge is going to change or take away. */
export function keepRows(merged: MergedTable, { organizationId, mergeId, people }: MergePlace): Write<unknown> {
  const { table, becomes = {} } = merged;
  const owners = ownersOf(merged);
  const places = owners.map((owner) => `array_position($3::bigint[], t.${owner})`);
  const changed = { ...Object.fromEntries(owners.map((owner) => [owner, survivorOr(owner)])), ...becomes };
  const pairs = Object.entries(changed).map(([column, sql]) => `'${column}', ${sql}`);
  const text = `insert into merge_rows (organization_id, merge_id, table_name, before, after)
    select $1, $2, '${table}', r.before, r.after from (
      select to_jsonb(t) as before,
        case when ${goneOf(merged)} then null else to_jsonb(t) || jsonb_build_object(${pairs.join(', ')}) end as after
      from ${table} t cross join lateral (select least(${places.join(', ')}) as place) p
      where t.organization_id = $1 and (${owners.map((owner) => `t.${owner} = any($3::bigint[])`).join(' or ')})
    ) r where r.after is distinct from r.before`;
  return writeOf({ name: `merge_keep_${table}`, text, values: [organizationId, mergeId, people] });
}

/** SQL: whether a row of a person's is taken away, because another says the same or because it would say nothing. */
function goneOf(merged: MergedTable): string {
  const { same, better = 'true', ends } = merged;
  const owners = ownersOf(merged);
  const toOneself = owners.length > 1 ? `(${owners.map(survivorOr).join(' = ')})` : 'false';
  if (ends) return 'p.place > 1';
  if (same === undefined) return toOneself;
  const alike = same.replace('$owners', owners.map(survivorOr).join(', '));
  const order = [better, 'p.place', ...keyOf(merged).map((column) => `t.${column}`)].join(', ');
  return `${toOneself} or first_value(p.place) over (partition by ${alike} order by ${order}) <> p.place`;
}

const kept = (table: string) => `m.organization_id = $1 and m.merge_id = $2 and m.table_name = '${table}'`;

const rowOf = (table: string, image: 'before' | 'after') =>
  `cross join lateral jsonb_populate_record(null::${table}, m.${image}) ${image}_row`;

function isRow(merged: MergedTable, image: 'before' | 'after'): string {
  const equal = keyOf(merged).map((column) => `t.${column} = ${image}_row.${column}`);
  return ['t.organization_id = $1', ...equal].join(' and ');
}

type Merge = Pick<MergePlace, 'organizationId' | 'mergeId'>;

function statement(name: string, text: string, { organizationId, mergeId }: Merge): Write<unknown> {
  return writeOf({ name, text, values: [organizationId, mergeId] });
}

/** Takes away the rows that the merge keeps no other image of. */
export function takeAwayRows(merged: MergedTable, merge: Merge): Write<unknown> {
  const { table } = merged;
  const text = `delete from ${table} t using merge_rows m ${rowOf(table, 'before')}
    where ${kept(table)} and m.after is null and ${isRow(merged, 'before')}`;
  return statement(`merge_take_away_${table}`, text, merge);
}

function changedColumns(merged: MergedTable): string[] {
  return [...new Set([...ownersOf(merged), ...Object.keys(merged.becomes ?? {})])];
}

const assigned = (merged: MergedTable, image: 'before' | 'after') =>
  [
    ...changedColumns(merged).map((column) => `${column} = ${image}_row.${column}`),
    ...(merged.stamped ? ['updated_at = now()'] : []),
  ].join(', ');

/** Gives the rows to the survivor. */
export function moveRows(merged: MergedTable, merge: Merge): Write<unknown> {
  const { table } = merged;
  const text = `update ${table} t set ${assigned(merged, 'after')}
    from merge_rows m ${rowOf(table, 'before')} ${rowOf(table, 'after')}
    where ${kept(table)} and m.after is not null and ${isRow(merged, 'before')}`;
  return statement(`merge_move_${table}`, text, merge);
}

/** SQL: whether a row is as the merge left it. Columns that came later do not count. */
const AS_LEFT = `to_jsonb(t) @> (m.after - 'updated_at')`;

/** Whether rows are known by an id of their own, so that an edited one can be told from the one that it was. */
function hasId(merged: MergedTable): boolean {
  return keyOf(merged).includes('id');
}

/** What was written later to a row that goes home stays with the survivor, as a row of its own. */
export function copyEditedRows(merged: MergedTable, merge: Merge): Write<unknown> | undefined {
  if (!hasId(merged)) return undefined;
  const { table } = merged;
  const text = `insert into ${table} select copy.* from ${table} t
    cross join merge_rows m ${rowOf(table, 'after')}
    cross join lateral jsonb_populate_record(t, jsonb_build_object('id', nextval('${table}_id_seq'))) copy
    where ${kept(table)} and m.after is not null and ${isRow(merged, 'after')} and not ${AS_LEFT}`;
  return statement(`merge_copy_${table}`, text, merge);
}

/** Makes room for the rows as they were. Without ids an edited row is the survivor's own by now, and stays. */
export function clearRows(merged: MergedTable, merge: Merge): Write<unknown> {
  const { table } = merged;
  const text = `delete from ${table} t using merge_rows m ${rowOf(table, 'after')}
    where ${kept(table)} and m.after is not null and ${isRow(merged, 'after')} ${hasId(merged) ? '' : `and ${AS_LEFT}`}`;
  return statement(`merge_clear_${table}`, text, merge);
}

/** Puts the rows back as they were; one that is there is left alone. */
export function putBackRows({ table }: Pick<MergedTable, 'table'>, merge: Merge): Write<unknown> {
  const text = `insert into ${table} select before_row.* from merge_rows m ${rowOf(table, 'before')}
    where ${kept(table)} order by m.id on conflict do nothing`;
  return statement(`merge_put_back_${table}`, text, merge);
}

/** Gives rows that are still the survivor's back to their owners, with all that was written to them since. */
export function sendHomeRows(merged: MergedTable, merge: Merge): Write<unknown> {
  const { table } = merged;
  const still = ownersOf(merged).map((owner) => `t.${owner} = after_row.${owner}`);
  const text = `update ${table} t set ${assigned(merged, 'before')}
    from merge_rows m ${rowOf(table, 'before')} ${rowOf(table, 'after')}
    where ${kept(table)} and m.after is not null and ${isRow(merged, 'after')} and ${still.join(' and ')}`;
  return statement(`merge_send_home_${table}`, text, merge);
}
