// What is measured: one request each, varied by a number, as a real client sends it.
import type { Credentials } from '../src/cli/set-up-organization.ts';
import { GIFT_AMOUNTS, person, VISITS } from './populate.ts';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Scenario {
  readonly name: string;
  /** The n-th request; `size` people are there, numbered from 0. */
  readonly call: (n: number, size: number) => Call;
  /** The status of success. */
  readonly status: number;
}

/** Spreads consecutive numbers over everyone. */
const spread = (n: number, size: number) => person((n * 7919) % size);

/** Makes people that are there only once, however often the scenario runs. */
let unique = Date.now();

export function scenarios(credentials: Credentials, ohoToken: string): Scenario[] {
  const lgl = { authorization: `Bearer ${credentials.lgl.access_token}`, 'content-type': 'application/json' };
  const oho = { authorization: `Bearer ${ohoToken}`, 'content-type': 'application/json' };
  const native = { authorization: `Bearer ${credentials.native.access_token}` };
  const get = (path: string): Call => ({ method: 'GET', path, headers: lgl });
  const search = (query: string) => get(`/api/v1/constituents/search?${query}`);
  const post = (path: string, headers: Call['headers'], body: unknown): Call => ({
    method: 'POST',
    path,
    headers,
    body: JSON.stringify(body),
  });
  const ensure = (n: number, email: string) =>
    post('/api/constituents/ensure_exists', oho, { first_name: `First${n}`, last_name: `Last${n}`, email });
  return [
    {
      name: 'lgl create',
      status: 200,
      call: (n) => {
        unique += 1;
        return post('/api/v1/constituents', lgl, {
          first_name: `First${n}`,
          last_name: `Last${n}`,
          email_addresses: [{ address: `new${unique}@people.example` }],
          phone_numbers: [{ number: '(206) 555-0188' }],
          street_addresses: [{ street: `${n} Main Street`, city: 'Seattle', state: 'WA', postal_code: '98101' }],
        });
      },
    },
    { name: 'lgl show', status: 200, call: (n, size) => get(`/api/v1/constituents/${spread(n, size).id}`) },
    { name: 'lgl list page 1', status: 200, call: () => get('/api/v1/constituents?limit=25') },
    {
      name: 'lgl list at 90 %',
      status: 200,
      call: (_, size) => get(`/api/v1/constituents?limit=25&offset=${Math.floor(size * 0.9)}`),
    },
    {
      name: 'lgl search name',
      status: 200,
      call: (n, size) => search(`q[]=name%3D${encodeURIComponent(`${spread(n, size).first} ${spread(n, size).last}`)}`),
    },
    {
      name: 'lgl search e-mail',
      status: 200,
      call: (n, size) => search(`q[]=eaddr%3D${encodeURIComponent(spread(n, size).email)}`),
    },
    {
      name: 'lgl search custom number',
      status: 200,
      call: (n) => search(`q[]=custom_attr_int%3Dvisits%7Cbtw%7C${n % VISITS}%7C${(n % VISITS) + 3}`),
    },
    { name: 'lgl sort date_updated!', status: 200, call: () => search('sort=date_updated!&limit=25') },
    {
      name: 'lgl create gift',
      status: 200,
      call: (n, size) =>
        post(`/api/v1/constituents/${spread(n, size).id}/gifts`, lgl, {
          ...{ gift_type_name: 'Gift', received_amount: `${n}.50`, payment_type_name: 'Check' },
          note: 'Spring appeal',
        }),
    },
    { name: 'lgl show gift', status: 200, call: (n, size) => get(`/api/v1/gifts/${spread(n, size).id}`) },
    {
      name: 'lgl search gifts',
      status: 200,
      call: (n) => {
        const from = n % GIFT_AMOUNTS;
        const clauses = [`gift_amount=btw|${from}|${from + 2}`, 'date_from=2021-01-01', 'gift_types=in|1'];
        return get(`/api/v1/gifts/search?${clauses.map((clause) => `q[]=${encodeURIComponent(clause)}`).join('&')}`);
      },
    },
    {
      name: 'native changes',
      status: 200,
      call: () => ({ method: 'GET', path: '/v1/changes?limit=100', headers: native }),
    },
    { name: 'oho ensure (there)', status: 200, call: (n, size) => ensure(n, spread(n, size).email) },
    {
      name: 'oho ensure (new)',
      status: 201,
      call: (n) => {
        unique += 1;
        return ensure(n, `ensured${unique}@people.example`);
      },
    },
    {
      name: 'luminate create',
      status: 200,
      call: (n) => {
        unique += 1;
        const { api_key, login_name, login_password } = credentials.luminate;
        const form = { method: 'create', v: '1.0', api_key, login_name, login_password, response_format: 'json' };
        const body = new URLSearchParams({
          ...form,
          primary_email: `lo${unique}@people.example`,
          'name.first': `First${n}`,
        });
        return {
          method: 'POST',
          path: '/site/SRConsAPI',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: body.toString(),
        };
      },
    },
  ];
}

export function scenarioNamed(all: readonly Scenario[], name: string): Scenario {
  const found = all.find((scenario) => scenario.name === name);
  if (!found) throw new Error(`no scenario is called ${name}`);
  return found;
}
