// Text that makes a careless expression try everything: what it costs must grow with its length, not with the square of it.
import type { Result } from './result.ts';
import { servletCall } from './routes.ts';
import { FORM_TYPE, JSON_TYPE, lglHeaders, ohoHeaders, type Sent, send } from './send.ts';
import type { Target } from './target.ts';

interface Case {
  readonly name: string;
  /** Bytes of the longer text; the shorter one has a quarter. */
  readonly most: number;
  call(text: string): Sent;
}

const UNITS = [
  '${',
  ' ',
  '/',
  '%',
  '(',
  ';',
  ',',
  '.',
  '-',
  '@',
  'a',
  'a@',
  '0',
  '\\',
  '"',
  '<',
  '&',
  '=',
  '+',
  '[',
  '{"a":',
  '\t',
];

/** What Node takes of all headers together is 16 kB. */
const HEADER = 12_000;
const BODY = 200_000;

function cases(target: Target): Case[] {
  const { victim } = target;
  const { api_key, organization } = victim.luminate;
  const anonymous =
    (field: string) =>
    (text: string): Sent => {
      const body = new URLSearchParams({ method: 'getLoginUrl', v: '1.0', api_key, [field]: text }).toString();
      return { method: 'POST', path: `/${organization}/site/CRConsAPI`, headers: FORM_TYPE, body };
    };
  const strangers = [
    'redirect',
    'success_redirect',
    'error_redirect',
    'NEXTURL',
    'api_key',
    'method',
    'response_format',
  ];
  const headers = [
    'authorization',
    'cookie',
    'accept',
    'content-type',
    'origin',
    'referer',
    'x-forwarded-for',
    'accept-language',
  ];
  const json =
    (path: string, field: string) =>
    (text: string): Sent => {
      const authorization = path.startsWith('/api/v1') ? lglHeaders(victim) : ohoHeaders(victim);
      return {
        method: 'POST',
        path,
        headers: { ...authorization, ...JSON_TYPE },
        body: JSON.stringify({ [field]: text }),
      };
    };
  return [
    ...strangers.map((field) => ({ name: `CRConsAPI ${field}`, most: BODY, call: anonymous(field) })),
    ...headers.map((header) => ({
      name: `header ${header}`,
      most: HEADER,
      call: (text: string) => ({ path: '/api/v1/constituents', headers: { [header]: text } }),
    })),
    { name: 'path', most: HEADER, call: (text) => ({ path: `/api/v1/${encodeURI(text)}` }) },
    { name: 'path of slashes', most: HEADER, call: (text) => ({ path: `/site/${text.replaceAll(/[^/]/g, '/')}x` }) },
    {
      name: 'multipart type',
      most: HEADER,
      call: (text) => ({
        method: 'POST',
        path: '/site/CRConsAPI',
        headers: { 'content-type': `multipart/form-data; boundary=${text}` },
        body: 'x',
      }),
    },
    {
      name: 'search',
      most: HEADER,
      call: (text) => ({
        path: `/api/v1/constituents/search?q=${encodeURIComponent(`name=${text}`)}`,
        headers: lglHeaders(victim),
      }),
    },
    ...['first_name', 'last_name', 'birthday', 'date_added'].map((field) => ({
      name: `LGL ${field}`,
      most: BODY,
      call: json('/api/v1/constituents', field),
    })),
    ...['email', 'date_of_birth', 'phone'].map((field) => ({
      name: `Oho ${field}`,
      most: BODY,
      call: json('/api/constituents', field),
    })),
    ...['primary_email', 'birth_date', 'user_name', 'home_phone'].map((field) => ({
      name: `create ${field}`,
      most: BODY,
      call: (text: string) => servletCall(victim, 'SRConsAPI', { method: 'create', [field]: text }),
    })),
  ];
}

/** Below this nothing is judged: other work on the machine disturbs more. */
const JUDGED_MS = 1_000;
/** Four times the text: four times the time where it is linear, sixteen where it is square. */
const MOST_GROWTH = 9;

export async function expressions(target: Target, { share }: { share: number }): Promise<Result> {
  const failures: string[] = [];
  let worst = { ms: 0, name: '' };
  let requests = 0;
  const measured = cases(target).flatMap((each) => UNITS.map((unit) => ({ ...each, unit })));
  for (const { name, unit, most, call } of measured.filter((_, index) => index % share === 0)) {
    const [short, long] = [most / 4, most].map((length) =>
      call(sendable(name, unit.repeat(Math.ceil(length / unit.length)))),
    );
    const long1 = await send(target, long as Sent);
    requests += 1;
    if (long1.ms > worst.ms) worst = { ms: long1.ms, name: `${name} of ${JSON.stringify(unit)}` };
    if (long1.ms < JUDGED_MS) continue;
    const { ms } = await send(target, short as Sent);
    requests += 1;
    const growth = long1.ms / Math.max(ms, 1);
    if (growth > MOST_GROWTH)
      failures.push(
        `${name} of ${JSON.stringify(unit)}: ${long1.ms.toFixed(0)} ms, ${growth.toFixed(1)} times a quarter of it`,
      );
  }
  return { attack: 'expressions', requests, figure: `slowest ${worst.ms.toFixed(0)} ms (${worst.name})`, failures };
}

/** A header takes no line ends, and a path no spaces. */
function sendable(name: string, text: string): string {
  return name.startsWith('header') ? text.replaceAll(/[^\t\x20-\x7e]/g, 'x') : text;
}
