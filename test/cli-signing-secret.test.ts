// `kith signing-secret`: what a web site checks the signatures of Luminate's sign-ons with.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, runKith, startServing, temporaryInstallation } from './support/kith-process.ts';

let installation: Installation;
let env: Installation['env'];
beforeAll(async () => {
  installation = await temporaryInstallation('signing');
  env = installation.env;
});
afterAll(() => installation.remove());

test('verifies what a running server signs, and is another for each organization', async () => {
  const setup = (slug: string) =>
    runKith(
      ['setup', '--name', slug, '--slug', slug, '--email', `a@${slug}.example`, '--password', 'secret one', '--json'],
      env,
    );
  const { luminate } = JSON.parse((await setup('riverbend')).stdout);
  await setup('oakfield');
  const secretOf = async (slug: string) =>
    (await runKith(['signing-secret', '--organization', slug], env)).stdout.trim();
  const secret = await secretOf('riverbend');
  const server = await startServing(env);
  const call = async (fields: Record<string, string>) => {
    const { api_key, login_name, login_password } = luminate;
    const body = new URLSearchParams({
      api_key,
      login_name,
      login_password,
      v: '1.0',
      response_format: 'json',
      ...fields,
    });
    return (await fetch(`${server.url}/site/SRConsAPI`, { method: 'POST', body })).json() as Promise<
      Record<string, Record<string, string>>
    >;
  };
  await call({
    method: 'create',
    primary_email: 'robin@example.org',
    user_name: 'robin',
    user_password: 'open sesame',
  });
  const { loginResponse } = await call({ method: 'login', user_name: 'robin', password: 'open sesame' });
  const text = `${loginResponse?.cons_id}${loginResponse?.timestamp}`;
  expect(loginResponse?.signature).toBe(
    createHash('sha1')
      .update(text + secret)
      .digest('hex'),
  );
  expect(await secretOf('oakfield')).not.toBe(secret);
  await server.stop();
});
