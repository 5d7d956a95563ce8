// The verifier that docs/registries.md prints really works against a running server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../support/kith.ts';
import { ohoClient } from '../support/oho-client.ts';
import { runJob } from '../support/schedule.ts';

const SECRET = 'shared with the verifier';
let kith: TestKith;
beforeAll(async () => {
  kith = await startKith({ config: { webhookAllowPrivate: true } });
});
afterAll(() => kith.stop());

test('the worked example of a verifier', async () => {
  const text = await readFile(new URL('../../docs/registries.md', import.meta.url), 'utf8');
  const program = text.match(/```js\n([\s\S]+?)```/)?.[1] ?? '';
  const own = `const askYourPortal = async (number) => (number === '42' ? { status: 'active', expires: '2099-01-31' } : undefined);
    ${program.replace('.listen(9000)', ".listen(0, '127.0.0.1', function () { console.log(this.address().port) })")}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', own], {
    env: { SECRET },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = await once(createInterface(child.stdout), 'line');
    const oho = ohoClient(kith.url, kith.basic);
    await oho.send('PUT', '/api/registries/sawwc', {
      body: JSON.stringify({ registry: 'http', url: `http://127.0.0.1:${port}/check`, secret: SECRET }),
      headers: { 'content-type': 'application/json' },
    });
    const status = async (identifier: string) => {
      const scan = { type: 'sawwc', identifier, first_name: 'Noor', surname: 'Haddad' };
      const { correlation_id } = (await oho.post('/api/scan', scan)).body;
      await runJob(kith, 'run_due_scans');
      return (await oho.get(`/api/scan/${correlation_id}`)).body.accreditation.registry_response;
    };
    expect(await status('42')).toMatchObject({ oho_status: 'active', expiry_date: '2099-01-31' });
    expect((await status('43')).oho_status).toBe('not_found');
  } finally {
    child.kill();
  }
});
