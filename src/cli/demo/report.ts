import type { Credentials } from '../set-up-organization.ts';
import { table } from '../table.ts';

/** What `kith demo --json` prints: that of `kith setup --json`, with the address and the password. */
export type DemoCredentials = Credentials & {
  readonly url: string;
  readonly oho: { readonly email: string; readonly password: string };
};

/** For a person: what runs where, every credential, and one call of each API that works as it stands. */
export function demoReport(
  credentials: DemoCredentials,
  { people, knownEmail = 'ada@riverbend.example' }: { people: number; knownEmail?: string },
): string {
  const { url, oho, lgl, luminate, native } = credentials;
  const form = [
    `method=create&v=1.0&response_format=json&api_key=${luminate.api_key}`,
    `&login_name=${luminate.login_name}&login_password=${luminate.login_password}`,
    '&primary_email=robin@example.org&name.first=Robin&name.last=Example',
  ].join('');
  const calls = [
    [
      'Kith: who is called Rivera?',
      `curl -H 'Authorization: Bearer ${native.access_token}' '${url}/v1/constituents?q=rivera'`,
    ],
    [
      'Oho: who has this e-mail address?',
      `curl -u '${oho.email}:${oho.password}' -H 'Content-Type: application/json' \\`,
    ],
    ['', `  -d '{"email":"${knownEmail}"}' ${url}/api/constituents/check_exists`],
    ['Little Green Light: the first two people', `curl -H 'Authorization: Bearer ${lgl.access_token}' \\`],
    ['', `  '${url}/api/v1/constituents?limit=2'`],
    ['Luminate Online: someone signs up', `curl '${url}/${luminate.organization}/site/SRConsAPI' \\`],
    ['', `  -d '${form}'`],
  ];
  const lines = calls.map(([title, call]) => (title ? `\n  # ${title}\n  ${call}` : `  ${call}`));
  const size = people === 0 ? 'nobody in it yet' : `${people} invented people`;
  return [
    `\nKith is serving a demo with ${size}. Stop it with Ctrl-C: everything in it is thrown away.\n`,
    table(rowsOf(credentials)),
    ...lines,
    '',
  ].join('\n');
}

function rowsOf({ url, organization, oho, lgl, luminate, native }: DemoCredentials): string[][] {
  return [
    ['Console', `${url}/console/`],
    ['', `e-mail          ${oho.email}`],
    ['', `password        ${oho.password}`],
    ['Address', url],
    ['Organization', `${organization.slug} (id ${organization.id})`],
    ['Kith', `API key         ${native.access_token}`],
    ['Oho', 'e-mail and password of the console'],
    ['Little Green Light', `API key         ${lgl.access_token}`],
    ['Luminate Online', `api_key         ${luminate.api_key}`],
    ['', `login_name      ${luminate.login_name}`],
    ['', `login_password  ${luminate.login_password}`],
  ];
}
