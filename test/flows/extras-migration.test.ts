// What only Luminate knows of a person, as columns of the record before and as extras afterwards.
import { expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { withDatabaseBefore } from '../support/older-database.ts';
import { sql } from '../support/sql.ts';

test('what columns held is in the extras afterwards, and nothing where they held nothing', async () => {
  await withDatabaseBefore('0064', async (db) => {
    await db.all(sql(`insert into organizations (slug, name, time_zone, country) values ('a', 'A', 'UTC', 'US')`));
    const add = (columns: string, values: string) =>
      db.all(
        sql(`insert into constituents (organization_id, date_added, first_name${columns})
          select organization_id, '2024-01-01', ${values} from organizations`),
      );
    await add('', `'nothing'`);
    await add(', origin_source, origin', `'some', 'flyer', 35`);
    await add(', dir_member, dir_member_opt_in', `'flags', false, true`);
    await add(', member_since_date, security_category_id', `'others', '2019-05-31', 12345678901`);
    await migrate(db);
    const rows = await db.all(
      sql<{ name: string; extras: unknown }>('select first_name as name, extras from constituents'),
    );
    expect(Object.fromEntries(rows.map(({ name, extras }) => [name, extras]))).toEqual({
      nothing: {},
      some: { luminate: { originSource: 'flyer', origin: 35 } },
      flags: { luminate: { dirMember: false, dirMemberOptIn: true } },
      others: { luminate: { memberSinceDate: '2019-05-31', securityCategoryId: 12345678901 } },
    });
  });
});
