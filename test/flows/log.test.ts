// What goes wrong in the database is logged without the row it went wrong with.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { setUpOrganization } from '../../src/cli/set-up-organization.ts';
import { readConfig } from '../../src/config.ts';
import { connect } from '../../src/db/connect.ts';
import { buildServer } from '../../src/http/server.ts';
import { openLog } from '../../src/log.ts';
import { cloneDatabase } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

const lines: string[] = [];
const log = openLog('trace', { write: (line: string) => void lines.push(line) });
let stop: () => Promise<void>;
let base: string;
let authorization: string;

beforeAll(async () => {
  const url = await cloneDatabase();
  const app = await openApp(
    readConfig({ DATABASE_URL: url, KITH_SECRET: 'a secret of the tests, 32 characters or more' }),
    { log },
  );
  const owner = connect({ connectionString: url }, 1);
  await owner.all(
    sql(`create function stumble() returns trigger language plpgsql as $$
      begin raise exception 'no %', new.first_name using detail = new.first_name, hint = new.first_name; end $$`),
  );
  await owner.all(sql('create trigger stumble before insert on constituents for each row execute function stumble()'));
  await owner.close();
  const input = { name: 'Riverbend', slug: 'riverbend', email: 'admin@example.org', password: 'Correct-Horse-9' };
  authorization = `Bearer ${(await setUpOrganization(app, input)).credentials.lgl.access_token}`;
  const server = await buildServer(app);
  base = await server.listen({ host: '127.0.0.1', port: 0 });
  stop = async () => {
    await server.close();
    await app.close();
  };
});
afterAll(() => stop());

test('a request that fails in the database', async () => {
  const response = await fetch(`${base}/api/v1/constituents`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ first_name: 'Zebedee', last_name: 'Rivera' }),
  });
  expect(response.status).toBe(500);
  await expect.poll(() => lines.filter((line) => line.includes('request failed'))).toHaveLength(1);
  const text = lines.join('');
  expect(JSON.parse(lines.find((line) => line.includes('request failed')) ?? '')).toMatchObject({
    err: { code: 'P0001' },
  });
  expect(text).not.toMatch(/zebedee/i);
});
