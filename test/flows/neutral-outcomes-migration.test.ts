// Results of checks and names of events as they were stored in Oho's words, brought over by the migrations.
import { expect, test } from 'vitest';
import type { Db } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { withDatabaseBefore } from '../support/older-database.ts';
import { sql } from '../support/sql.ts';

/** By identifier: color, flags and response as they were stored; `seen`: what the last look was, where it is another. */
const BEFORE = {
  current: ['green', [], { may_engage: true, oho_status: 'active', expiry_date: '2099-01-31', response: ['Active'] }],
  conditions: ['yellow', ['conditions'], { oho_status: 'active', response: ['Only weekdays'], card_type: 'volunteer' }],
  unreached: ['grey', ['registry_unavailable'], { oho_status: 'active', response: ['Active'] }],
  incomplete: ['grey', ['birth_date_missing'], { oho_status: 'error', response: ['Not asked'] }],
  refused: ['red', ['provider_credentials_missing'], { oho_status: 'error', response: ['Not available'] }],
  barred: ['red', ['barred'], { oho_status: 'barred', response: ['Barred'] }],
  lapsed: ['red', ['expired'], { oho_status: 'expired', response: ['Active'] }],
  riddle: ['green', [], { oho_status: 'splendid', response: ['?'] }],
  waiting: ['grey', [], {}],
} as const;

const AFTER = {
  current: { outcome: 'active', reasons: [], unreachable: false, details: {} },
  conditions: {
    outcome: 'conditions',
    reasons: ['conditions'],
    unreachable: false,
    details: { response: ['Only weekdays'], extra: { card_type: 'volunteer' } },
  },
  unreached: { outcome: 'conditions', reasons: [], unreachable: true, details: { response: ['Active'] } },
  incomplete: { outcome: 'incomplete', reasons: ['birth_date_missing'], unreachable: false, details: {} },
  refused: { outcome: 'error', reasons: ['provider_credentials_missing'], unreachable: false, details: {} },
  barred: { outcome: 'barred', reasons: ['barred'], unreachable: false, details: {} },
  lapsed: { outcome: 'expired', reasons: ['expired'], unreachable: false, details: { response: ['Active'] } },
  riddle: { outcome: 'review', reasons: [], unreachable: false, details: { response: ['?'] } },
  waiting: { outcome: null, reasons: [], unreachable: false, details: {} },
};

test('checks and events that were stored in a contract’s words are in the core’s own afterwards', async () => {
  await withDatabaseBefore('0031', async (db) => {
    await fill(db);
    await migrate(db);
    const checks = await db.all(
      sql<{ identifier: string }>(
        'select identifier, outcome, reasons, unreachable, details from accreditations order by id',
      ),
    );
    expect(Object.fromEntries(checks.map(({ identifier, ...check }) => [identifier, check]))).toEqual(AFTER);
    const [look] = await db.all(
      sql('select v.outcome, v.reasons, v.details, v.expiry_date from accreditation_verifications v order by id'),
    );
    expect(look).toEqual({ outcome: 'active', reasons: [], details: {}, expiry_date: '2099-01-31' });
    const rewrite = db.all(sql(`update accreditation_verifications set outcome = 'active'`));
    await expect(rewrite).rejects.toThrow();
    expect(await db.all(sql('select events, format from webhooks'))).toEqual([
      { events: ['scan.completed', 'information_request.sent'], format: 'oho' },
    ]);
    expect(await db.all(sql('select event from webhook_deliveries'))).toEqual([{ event: 'information_request.sent' }]);
  });
});

async function fill(db: Db): Promise<void> {
  const run = (text: string, ...values: unknown[]) => db.all(sql(text, values));
  await run(`insert into organizations (slug, name, time_zone, country) values ('a', 'A', 'UTC', 'AU')`);
  for (const [identifier, [color, flags, response]] of Object.entries(BEFORE)) {
    await run(
      `insert into accreditations (organization_id, type, identifier, correlation_id, status_color, status_flags, registry_response)
       select organization_id, 'vicwwc', $1, $1, $2, $3, $4 from organizations`,
      ...[identifier, color, flags, JSON.stringify(response)],
    );
  }
  // What was found before the register could not be reached: with conditions, under a flag of the register's own.
  await run(`insert into accreditation_verifications (organization_id, accreditation_id, correlation_id, registry, status,
       status_color, status_flags, registry_response)
     select organization_id, id, correlation_id, 'http', 'completed', case identifier when 'unreached' then 'yellow' else status_color end,
       status_flags, registry_response from accreditations where identifier in ('current', 'unreached') order by id`);
  await run(`insert into webhooks (organization_id, url, events, secret_sealed)
     select organization_id, 'https://x.example', array['scan.completed', 'icr.sent'], '' from organizations`);
  await run(`insert into webhook_deliveries (organization_id, webhook_id, event)
     select organization_id, id, 'icr.sent' from webhooks`);
}
