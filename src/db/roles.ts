// What the role that serves may do in the database: read and write rows, and of what is append-only add some. Whoever gets
// hold of one of its connections can then neither rewrite the log, nor change the schema, nor reach files or programs of
// the server (docs/decisions/0021).
import type { Db } from './connect.ts';
import { MIGRATION_LOCK } from './migrate.ts';
import { query } from './statement.ts';
import { NOBODY, type Tx, transaction } from './transaction.ts';

/** The role that serves from the embedded database. */
export const APPLICATION_ROLE = 'kith_app';

/**
 * Makes the role of the embedded database if it is missing; `password` where the server asks for one. `owner` is a
 * superuser.
 */
export async function createApplicationRole(owner: Db, password: string | undefined): Promise<void> {
  if ((await owner.one(findRole(APPLICATION_ROLE))).found) return;
  await transaction(owner, NOBODY, async (tx) => {
    await lock(tx);
    if ((await tx.one(findRole(APPLICATION_ROLE))).found) return;
    // The password is of our own making, in hexadecimal: a statement like this takes no parameters.
    const secret = password === undefined ? '' : ` password '${password}'`;
    await tx.script(`create role ${APPLICATION_ROLE} login${secret}`);
  });
}

/**
 * Brings the privileges of a role to exactly what it needs, on all tables that there are now. `owner` owns them. Nothing
 * is written where they are so already: each grant makes every process plan its statements again. A role that may act as
 * `owner`, who can take any privilege, is left as it is.
 */
export async function grantTo(owner: Db, role: string): Promise<void> {
  if ((await owner.all(missing(role))).length === 0) return;
  await transaction(owner, NOBODY, async (tx) => {
    await lock(tx);
    for (const { text } of await tx.all(missing(role))) await tx.script(text);
  });
}

/** The role of a `Db`’s own connections. */
export async function roleOf(db: Db): Promise<string> {
  return (await db.one(currentRole())).role;
}

// Two that grant at once would disturb each other.
const lock = (tx: Tx) => tx.script(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);

const currentRole = query<{ role: string }>('roles_current', 'select current_user::text as role');
const findRole = query<{ found: boolean }>(
  'roles_find',
  'select exists (select from pg_roles where rolname = $1) as found',
);

/**
 * The statements that are missing. The tables of Kith and of graphile-worker; those whose triggers refuse rewriting take
 * new rows only. A worker's tables have row security without a policy, which shows them to their owner alone: with this
 * one the privileges decide.
 */
const missing = query<{ text: string }>(
  'roles_missing',
  `with relations as (
     select c.oid, c.relkind, c.relowner, c.relrowsecurity, c.relacl, n.nspname, format('%I.%I', n.nspname, c.relname) as name,
       case
         when c.relkind = 'S' then '{USAGE}'::text[]
         when c.relname = 'migrations' then '{SELECT}'
         when exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
           where t.tgrelid = c.oid and p.proname = 'refuse_rewriting') then '{INSERT,SELECT}'
         when n.nspname = 'public' and c.relname in ('installation', 'organizations') then '{INSERT,SELECT,UPDATE}'
         else '{DELETE,INSERT,SELECT,UPDATE}'
       end as wanted
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'graphile_worker') and c.relkind in ('r', 'p', 'v', 'S')
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
   ), role as (select oid, quote_ident(rolname) as name from pg_roles
     where rolname = $1 and not pg_has_role(rolname, current_user, 'member'))
   select format('create policy kith on %s using (true) with check (true)', r.name) as text from relations r
     where r.relrowsecurity and not exists (select from pg_policy p where p.polrelid = r.oid and p.polname = 'kith')
   union all
   select format('grant usage on schema %I to %s', n.nspname, role.name) from pg_namespace n, role
     where n.nspname in (select nspname from relations) and not has_schema_privilege(role.oid, n.oid, 'usage')
   union all
   select format('revoke create on schema %I from public, %s', n.nspname, role.name) from pg_namespace n, role
     where n.nspname in (select nspname from relations) and has_schema_privilege(role.oid, n.oid, 'create')
   union all
   select format('revoke temporary on database %I from public, %s', current_database(), role.name) from role
     where has_database_privilege(role.oid, current_database(), 'temporary')
   union all
   select format('revoke all on %1$s %2$s from %4$s; grant %3$s on %1$s %2$s to %4$s',
       case r.relkind when 'S' then 'sequence' else 'table' end, r.name, array_to_string(r.wanted, ', '), role.name)
     from relations r, role
     where r.wanted is distinct from (select array_agg(a.privilege_type order by a.privilege_type)
       from aclexplode(r.relacl) a where a.grantee = role.oid)`,
);
