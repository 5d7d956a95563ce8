// Sends nonsense to every route, with valid credentials and without. Each request must get an answer in time, and no 5xx.
import type { Result } from './result.ts';
import { allRoutes, jsonCall, LUMINATE_METHODS, type Route, servletCall } from './routes.ts';
import { type Answer, type Sent, send } from './send.ts';
import type { Target } from './target.ts';

/** Reproducible chance: the same seed sends the same requests (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const TEXTS = [
  ...['', ' ', '\u0000', '\ud800', '\ufeff', '\u202e', 'ÿ', '💥', "'", '"', '\\', '%', '%00', '%ff', '%c0%af', '../..'],
  ...[
    "' or 1=1--",
    '${x}',
    '{{x}}',
    '<script>',
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '\r\nX: y',
    '__proto__',
    'constructor',
  ],
  ...['0', '-1', '1e999', '2e0', '0x10', '9223372036854775808', '1.5', 'NaN', 'null', 'true', '[]', '{}'],
  ...[
    '2026-02-30',
    '0000-00-00',
    '99999-01-01',
    '2026-01-01T25:00:00Z',
    'a@b',
    '@',
    'a'.repeat(3_000),
    'İ'.repeat(500),
  ],
];
const SCALARS = [null, true, false, 0, -1, 1.5, 1e21, 9_007_199_254_740_991, -0, ...TEXTS];
const FIELDS = [
  ...[
    'id',
    'first_name',
    'last_name',
    'email',
    'birthday',
    'email_addresses',
    'groups',
    'custom_attrs',
    'type',
    'items',
  ],
  ...[
    'constituent',
    'constituents',
    'url',
    'events',
    'name',
    'text',
    'code',
    'role',
    'active',
    'identifier',
    'registry',
  ],
  ...['__proto__', 'constructor', 'toString', 'limit', 'offset', 'expand', 'page', 'per_page', 'q', 'sort', ''],
];

interface Dice {
  readonly one: <Item>(items: readonly Item[]) => Item;
  readonly below: (limit: number) => number;
}

function dice(random: () => number): Dice {
  const below = (limit: number) => Math.floor(random() * limit);
  return { below, one: (items) => items[below(items.length)] as (typeof items)[number] };
}

function hostileValue(roll: Dice, depth = 0): unknown {
  const kind = roll.below(depth > 3 ? 1 : 4);
  if (kind === 1) return Array.from({ length: roll.below(4) }, () => hostileValue(roll, depth + 1));
  if (kind === 2) {
    return Object.fromEntries(
      Array.from({ length: roll.below(6) }, () => [roll.one(FIELDS), hostileValue(roll, depth + 1)]),
    );
  }
  return roll.one(SCALARS);
}

const BROKEN = [
  '',
  '{',
  'null',
  '[]',
  '1e999',
  '{"a":',
  `${'['.repeat(5_000)}`,
  '{"__proto__":{"a":1}}',
  '\ufeff{}',
  '\u0000',
];

function hostileBody(roll: Dice): string {
  return roll.below(5) === 0 ? roll.one(BROKEN) : JSON.stringify(hostileValue(roll));
}

function hostilePath(route: Route, roll: Dice): string {
  const path = route.path.replace(/:\w+(?:\([^)]*\))?|\*/g, () =>
    encodeURIComponent(wellFormed(roll.one(TEXTS)).slice(0, 800)),
  );
  const query = Array.from({ length: roll.below(4) }, () => {
    return `${encodeURIComponent(roll.one(FIELDS))}=${encodeURIComponent(wellFormed(roll.one(TEXTS)).slice(0, 800))}`;
  });
  return query.length > 0 ? `${path}?${query.join('&')}` : path;
}

// A half of a pair cannot be written into a URL.
const wellFormed = (text: string) => text.toWellFormed();

function hostileCall(route: Route, roll: Dice, target: Target): Sent {
  const credentials = roll.below(8) === 0 ? nobody(target.victim) : target.victim;
  if (route.dialect !== 'luminate') {
    return jsonCall(route, { path: hostilePath(route, roll), body: hostileBody(roll), credentials });
  }
  const servlet = roll.one([
    'SRConsAPI',
    'SRConsAPI',
    'CRConsAPI',
    'UserLogin',
    'EstablishSession',
    'PixelServer',
    'x',
  ]);
  const fields: Record<string, string> = { method: roll.one(LUMINATE_METHODS) };
  for (let count = roll.below(6); count > 0; count -= 1)
    fields[roll.one(LUMINATE_FIELDS)] = wellFormed(roll.one(TEXTS));
  return { ...servletCall(credentials, servlet, fields), method: roll.one(['POST', route.method]) };
}

const LUMINATE_FIELDS = [
  ...[
    'cons_id',
    'primary_email',
    'member_id',
    'name.first',
    'birth_date',
    'add_group_ids',
    'add_interest_ids',
    'fields',
  ],
  ...['redirect', 'success_redirect', 'error_redirect', 'NEXTURL', 'list_page_size', 'list_filter_text', 'user_name'],
  ...[
    'interaction_id',
    'interaction_body',
    'sso_auth_token',
    'auth',
    'JSESSIONID',
    'sign_redirects',
    'v',
    'response_format',
  ],
];

function nobody(credentials: Target['victim']): Target['victim'] {
  const wrong = { access_token: 'nobody', api_key: 'nobody', login_password: 'nobody', password: 'nobody' };
  return {
    ...credentials,
    lgl: { access_token: wrong.access_token },
    oho: { ...credentials.oho, email: 'nobody@attack.example', password: wrong.password },
    luminate: { ...credentials.luminate, api_key: wrong.api_key },
  };
}

function judge({ method = 'GET', path }: Sent, { status, text }: Answer): string[] {
  // 501: a method that HTTP has and this server has not.
  if (status === 0 && !text.includes('ECONNRESET')) return [`${method} ${path.slice(0, 120)}: ${text}`];
  return status >= 500 && status !== 501 ? [`${method} ${path.slice(0, 120)} answered ${status}`] : [];
}

/** `count` requests to all routes in turn. */
export async function fuzz(target: Target, { count, seed = 1 }: { count: number; seed?: number }): Promise<Result> {
  const routes = await allRoutes();
  const roll = dice(chance(seed));
  const failures: string[] = [];
  let slowest = { ms: 0, path: '' };
  let sent = 0;
  const take = async () => {
    while (sent < count) {
      const route = routes[sent % routes.length] as Route;
      sent += 1;
      const call = hostileCall(route, roll, target);
      const answer = await send(target, call);
      if (answer.ms > slowest.ms) slowest = { ms: answer.ms, path: `${route.method} ${route.path}` };
      failures.push(...judge(call, answer));
    }
  };
  await Promise.all(Array.from({ length: 4 }, take));
  return {
    attack: 'fuzz',
    requests: count,
    figure: `${routes.length} routes, slowest ${slowest.ms.toFixed(0)} ms (${slowest.path})`,
    failures,
  };
}
