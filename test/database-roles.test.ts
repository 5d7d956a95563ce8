// An attacker who gets a serving connection can change neither the log, nor the schema, nor anything on the server's machine.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Db } from '../src/db/connect.ts';
import { grantTo } from '../src/db/roles.ts';
import { lglClient } from './contract/lgl/client.ts';
import { startKith, type TestKith } from './support/kith.ts';
import { sql } from './support/sql.ts';

let kith: TestKith;
let owner: Db;
beforeAll(async () => {
  kith = await startKith({ worker: true, sandbox: true });
  owner = connect({ connectionString: kith.app.config.migrateUrl ?? '' }, 1);
  await lglClient(kith.url, kith).post('/constituents', { first_name: 'Noor', last_name: 'Haddad' });
});
afterAll(async () => {
  await owner.close();
  await kith.stop();
});

const asServing = (text: string) => kith.app.db.all(sql(text));
const asOwner = <Row>(text: string) => owner.all<Row>(sql(text));
/** Insufficient privilege. */
const DENIED = { code: '42501' };

describe('the role that serves', () => {
  test('is no superuser, owns nothing, and can become nobody else', async () => {
    const [role] = await asServing(
      `select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,
         (select count(*) from pg_auth_members where member = r.oid) as memberships,
         (select count(*) from pg_class where relowner = r.oid) as owned,
         (select count(*) from pg_namespace n where has_schema_privilege(r.oid, n.oid, 'create')) as creates
       from pg_roles r where rolname = current_user`,
    );
    const no = {
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolbypassrls: false,
      rolreplication: false,
    };
    expect(role).toEqual({ ...no, memberships: 0, owned: 0, creates: 0 });
  });

  test.each([
    ['update the log', "update changes set kind = 'x'"],
    ['delete from it', 'delete from changes'],
    ['empty it', 'truncate changes'],
    ['empty it with its organization', 'truncate organizations cascade'],
    ['remove an organization with its log', 'delete from organizations'],
    ['switch its triggers off', 'alter table changes disable trigger all'],
    ['switch all triggers off', 'set session_replication_role = replica'],
    ['drop its trigger', 'drop trigger changes_append_only on changes'],
    [
      'add a trigger of its own',
      'create trigger x before insert on changes for each row execute function refuse_rewriting()',
    ],
    [
      'replace the function of the trigger',
      'create or replace function refuse_rewriting() returns trigger language plpgsql as $$begin return new; end$$',
    ],
    ['empty the log of checks', 'truncate accreditation_verifications'],
    ['rewrite which migrations were applied', 'delete from migrations'],
    ['run a program', "copy (select 1) to program 'true'"],
    ['read from a program', "copy mails (recipient) from program 'true'"],
    ['write a file', "copy (select 1) to '/tmp/kith-role-test'"],
    ['read a file', "select pg_read_file('PG_VERSION')"],
    ['list files', "select pg_ls_dir('.')"],
    ['import a file', "select lo_import('/etc/hostname')"],
    ['load a library', "load '/tmp/x.so'"],
    ['add an extension', 'create extension file_fdw'],
    ['make a table', 'create table x (n int)'],
    ['make a temporary table', 'create temp table x (n int)'],
    ['make a schema', 'create schema x'],
    ['make a function', "create function x() returns int language sql as 'select 1'"],
    ['become the owner', 'set role kith'],
    ['be the owner from the start', 'set session authorization kith'],
    ['raise itself', 'alter role current_user superuser'],
    ['make a role', 'create role x superuser'],
    ['give itself a table', 'alter table changes owner to current_user'],
    ['change a setting of the server', "alter system set archive_command = 'true'"],
    ['write more into the log of the server', "set log_statement = 'all'"],
    ['set a sequence back', "select setval('constituents_id_seq', 1)"],
    ['see passwords', 'select * from pg_authid'],
  ])('cannot %s', async (_what, text) => {
    await expect(asServing(text)).rejects.toMatchObject(DENIED);
  });

  test('cannot grant itself anything', async () => {
    // PostgreSQL answers with a warning where nothing can be granted.
    await asServing('grant truncate on changes to current_user').catch(() => undefined);
    await expect(asServing('truncate changes')).rejects.toMatchObject(DENIED);
  });

  test('is what all connections of a running Kith are, once it has started', async () => {
    const users = await asOwner(
      `select distinct usename::text as name from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    expect(users).toEqual([{ name: 'kith_app' }]);
  });
});

test('the owner cannot empty what is append-only either, nor rewrite it', async () => {
  const tables = await asOwner<{ name: string }>(
    `select distinct t.tgrelid::regclass::text as name from pg_trigger t join pg_proc p on p.oid = t.tgfoid
     where p.proname = 'refuse_rewriting' order by 1`,
  );
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['accreditation_verifications', 'changes']));
  for (const { name } of tables) {
    await expect(asOwner(`truncate ${name} cascade`)).rejects.toThrow(/append-only/);
  }
  await expect(asOwner('truncate organizations cascade')).rejects.toThrow(/append-only/);
  await expect(asOwner("update changes set kind = 'x'")).rejects.toThrow(/append-only/);
  await expect(asOwner('delete from changes')).rejects.toThrow(/append-only/);
});

test('what was granted by hand is taken back, and what is new is granted, at the next start', async () => {
  await asOwner('grant update, truncate on changes to kith_app');
  await asOwner('create table later (organization_id bigint primary key)');
  await grantTo(owner, 'kith_app');
  await expect(asServing("update changes set kind = 'x'")).rejects.toMatchObject(DENIED);
  await expect(asServing('truncate changes')).rejects.toMatchObject(DENIED);
  expect(await asServing('select * from later')).toEqual([]);
  await asOwner('drop table later');
});

test('a role that may act as the owner keeps what it has', async () => {
  await grantTo(owner, 'kith');
  expect(await asOwner('select count(*) > 0 as some from changes')).toEqual([{ some: true }]);
});
