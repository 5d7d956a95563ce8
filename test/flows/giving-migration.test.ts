// Gifts that were there before totals were kept are in the totals afterwards (docs/decisions/0033).
import { expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { withDatabaseBefore } from '../support/older-database.ts';
import { sql } from '../support/sql.ts';

test('totals of gifts that are there, by the fiscal year of each organization', async () => {
  await withDatabaseBefore('0051', async (db) => {
    await db.all(
      sql(`insert into organizations (slug, name, time_zone, country, settings) values
        ('a', 'A', 'UTC', 'US', '{}'), ('b', 'B', 'UTC', 'US', '{"fiscalYearFirstMonth": 7}')`),
    );
    await db.all(
      sql(
        `insert into constituents (organization_id, last_name, date_added) select organization_id, 'D', '2024-01-01' from organizations`,
      ),
    );
    await db.all(
      sql(`insert into gifts (organization_id, constituent_id, is_anon, gift_type_id, received_amount, received_date, deductible_amount, deposited_amount)
        select c.organization_id, c.id, false, g.type, g.amount, g.day::date, 0, 0 from constituents c cross join (values
          (1, 10.10, '2024-06-30'), (5, 20.20, '2024-07-01'), (9, 5, '2024-07-02'), (7, 900, '2024-07-03')) g (type, amount, day)`),
    );
    await migrate(db);
    const totals = `select o.slug, t.gift_count::integer as count, t.total, t.soft_total as soft, t.largest_amount as largest,
        t.first_date as first, t.last_date as last,
        (select jsonb_object_agg(y.year, y.total::text) from giving_years y where y.organization_id = t.organization_id and y.first_month = 1) as calendar,
        (select jsonb_object_agg(y.year, y.total::text) from giving_years y where y.organization_id = t.organization_id and y.first_month = 7) as fiscal
      from giving_totals t join organizations o using (organization_id) order by 1`;
    const both = {
      ...{ count: 2, total: '30.30', soft: '5.00', largest: '20.20', first: '2024-06-30', last: '2024-07-01' },
      calendar: { 2024: '30.30' },
    };
    expect(await db.all(sql(totals))).toEqual([
      { slug: 'a', ...both, fiscal: null },
      { slug: 'b', ...both, fiscal: { 2024: '10.10', 2025: '20.20' } },
    ]);
  });
});
