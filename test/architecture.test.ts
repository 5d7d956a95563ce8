// Keeps the layout true (docs/architecture.md): what a reviewer says twice becomes a rule here. Every rule is also shown a
// file that breaks it, so that none of them can pass by looking at nothing.
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, type SourceFile } from './support/source-files.ts';

/** Says what is wrong with a file, one entry for each violation. */
type Rule = (file: SourceFile) => string[];

const SOURCE = filesIn('src');
// Without this file, whose counterexamples are what it looks for.
const TESTS = filesIn('test').filter(({ path }) => path !== 'test/architecture.test.ts');

const isTest = (path: string) => path.endsWith('.test.ts');

/** What a file imports, statically or not: our own files as paths from the root, packages by name. */
function importsOf({ path, text }: SourceFile): string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
  return specifiers.map((specifier) => (specifier.startsWith('.') ? join(dirname(path), specifier) : specifier));
}

const ourImportsOf = (file: SourceFile) => importsOf(file).filter((target) => /^(src|test)\//.test(target));

/** Each layer by its path, with what it may import besides itself. `cli, http → dialects → core → db`. */
const LAYERS: readonly (readonly [layer: string, mayImport: readonly string[]])[] = [
  ['src/main.ts', ['src/cli/']],
  [
    'src/app.ts',
    [
      'src/config.ts',
      'src/database.ts',
      'src/log.ts',
      'src/core/',
      'src/db/',
      'src/dialects/dialect.ts',
      'src/http/dialects.ts',
    ],
  ],
  ['src/database.ts', ['src/config.ts', 'src/core/base/clock.ts', 'src/db/', 'src/jobs/']],
  [
    'src/config.',
    [
      'src/config.ts',
      'src/core/base/edit-distance.ts',
      'src/core/base/ip-address.ts',
      // The variables that dialects declare.
      'src/http/dialects.ts',
    ],
  ],
  ['src/log.ts', ['src/db/']],
  [
    'src/cli/',
    [
      'src/app.ts',
      'src/config.ts',
      'src/database.ts',
      'src/log.ts',
      'src/http/',
      'src/jobs/',
      'src/dialects/dialect.ts',
      'src/core/',
      'src/db/',
    ],
  ],
  ['src/http/', ['src/app.ts', 'src/dialects/', 'src/jobs/', 'src/core/', 'src/db/']],
  ['src/jobs/', ['src/dialects/dialect.ts', 'src/core/', 'src/db/']],
  ['src/dialects/dialect.ts', ['src/core/', 'src/db/']],
  ['src/dialects/oho/', ['src/dialects/dialect.ts', 'src/core/', 'src/db/']],
  ['src/dialects/lgl/', ['src/dialects/dialect.ts', 'src/core/', 'src/db/']],
  ['src/dialects/native/', ['src/dialects/dialect.ts', 'src/core/', 'src/db/']],
  ['src/dialects/luminate/', ['src/dialects/dialect.ts', 'src/core/', 'src/db/']],
  ['src/core/', ['src/db/']],
  ['src/db/', ['src/core/base/failure.ts', 'src/core/base/clock.ts']],
];

const keepsLayers: Rule = (file) => {
  const layer = LAYERS.find(([path]) => file.path.startsWith(path));
  if (!layer) return [`${file.path} is in no known layer`];
  const [own, others] = layer;
  const isAllowed = (target: string) => [own, ...others].some((place) => target.startsWith(place));
  return ourImportsOf(file)
    .filter((target) => !isAllowed(target))
    .map((target) => `${file.path} imports ${target}`);
};

/** A core folder imports only itself and folders before it. */
const CORE_ORDER = [
  'base',
  'record',
  'access',
  'mail',
  'staff',
  'custom-fields',
  'constituents',
  'groups',
  'accreditations',
  'capture',
  'interactions',
  'giving',
  'integrations',
  'changes',
  'merging',
  'matching',
  'transfer',
  'erasure',
  'transfer',
  'sign-up',
  'vocabulary',
  'webhooks',
  'refolding',
];

const coreFolderOf = (path: string) => /^src\/core\/([^/]+)\//.exec(path)?.[1];

const keepsCoreOrder: Rule = (file) => {
  const folder = coreFolderOf(file.path);
  if (folder === undefined) return file.path.startsWith('src/core/') ? [`${file.path} is in no core folder`] : [];
  if (!CORE_ORDER.includes(folder)) return [`core/${folder} has no place in the order`];
  return importsOf(file).flatMap((target) => {
    const other = coreFolderOf(target);
    const isLater = other !== undefined && CORE_ORDER.indexOf(other) > CORE_ORDER.indexOf(folder);
    return isLater ? [`${file.path} imports ${target}`] : [];
  });
};

/** So that somebody who knows one dialect finds their way in the others. */
const DIALECT_FILES =
  /^src\/dialects\/\w+\/(index|auth|errors|paging|rate-limit|settings|variables|routes\/[\w-]+|wire\/[\w-]+)\.ts$/;
/** Luminate is not REST: one URL has all methods, which share steps; answers are XML or JSON; visitors have sessions. */
const LUMINATE_FILES = /^src\/dialects\/luminate\/(servlets|session|browser|steps)\/[\w-]+\.ts$/;

const keepsDialectNames: Rule = ({ path }) => {
  const isBound = /^src\/dialects\/\w+\//.test(path) && !isTest(path);
  return isBound && !DIALECT_FILES.test(path) && !LUMINATE_FILES.test(path) ? [`${path} is no name a dialect has`] : [];
};

const parsesAtTheEdge: Rule = (file) => {
  const isEdge = /^src\/dialects\/\w+\/wire\//.test(file.path) || file.path === 'src/config.ts';
  return importsOf(file).includes('zod') && !isEdge ? [`${file.path} imports zod`] : [];
};

const readsNoEnvironment: Rule = ({ path, text }) => {
  const isAllowed = path === 'src/config.ts' || path === 'src/db/generate-schema.ts';
  return /process\.env\b/.test(text) && !isAllowed && !isTest(path) ? [`${path} reads process.env`] : [];
};

/** The only files that open connections to others: each call has one deadline, and its target is checked. */
const CALLS_OUT = ['src/core/base/send-request.ts', 'src/core/base/resolve-name.ts', 'src/core/mail/hand-over.ts'];
const OUTGOING =
  /\bfrom '(?:nodemailer|undici|axios|got|(?:node:)?(?:https?|http2|tls|dgram|dns|dns\/promises))'|(?<![.\w])fetch\(|\bnew (?:WebSocket|EventSource)\(/;
/** Of `node:net` what opens no connection. */
const HARMLESS_NET = new Set(['BlockList', 'SocketAddress', 'isIP', 'isIPv4', 'isIPv6', 'createServer']);

const callsOutInOnePlace: Rule = ({ path, text }) => {
  if (isTest(path) || CALLS_OUT.includes(path)) return [];
  const net = [...text.matchAll(/import (?!type\b)([^;]*?) from '(?:node:)?net'/g)].flatMap(([, names = '']) =>
    names.replace(/[{}\s]/g, '').split(','),
  );
  const sockets = net.filter((name) => !name.startsWith('type') && !HARMLESS_NET.has(name));
  return OUTGOING.test(text) || sockets.length > 0 ? [`${path} calls out`] : [];
};
/** A log of one's own would write down what an error quotes: names, addresses, rows. */
const logsThroughOne: Rule = ({ path, text }) =>
  /\bpino\(/.test(text) && path !== 'src/log.ts' ? [`${path} makes a log of its own`] : [];

/** Whoever calls chooses the Host: it may be in an answer to them, never in a link that somebody else gets. */
const READS_HOST = [
  'src/http/server.ts',
  'src/dialects/luminate/session/session-cookie.ts',
  'src/dialects/oho/paging.ts',
  'src/dialects/lgl/paging.ts',
  'src/dialects/native/auth.ts',
];

const readsHostInFewPlaces: Rule = ({ path, text }) =>
  /\brequest\.(?:host|hostname)\b|headers\.host\b|headers\['(?:x-forwarded-)?host'\]/.test(text) &&
  !READS_HOST.includes(path)
    ? [`${path} reads the Host of a request`]
    : [];

const hasNoBarrel: Rule = ({ path, text }) => {
  const isBarrel = /^export (\*|\{[^}]*\}|type \{[^}]*\}) from /m.test(text) || /^export default /m.test(text);
  return isBarrel ? [`${path} re-exports or has a default export`] : [];
};

const isShort: Rule = ({ path, text }) => {
  const lines = text.trimEnd().split('\n').length;
  return lines > 400 ? [`${path} has ${lines} lines`] : [];
};

const BANNED_WORDS = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'manager',
  'service',
  'services',
  'common',
  'misc',
]);
const BANNED_TYPE =
  /\b(?:class|interface|type)\s+(I[A-Z][a-z]\w*|\w*(?:Utils?|Helpers?|Manager|Service|Common|Misc|Impl))\b/g;
const BANNED_FUNCTION = /\bfunction\s+(handle[A-Z]\w*)/g;

const hasNoEmptyName: Rule = ({ path, text }) => {
  const inPath = path.split(/[/.-]/).filter((word) => BANNED_WORDS.has(word));
  const inText = [...text.matchAll(BANNED_TYPE), ...text.matchAll(BANNED_FUNCTION)].map((match) => match[1]!);
  return [...inPath, ...inText].map((name) => `${path}: the name "${name}" says nothing`);
};

/** What only the database layer may do, and where: everything else would pass by the guard of docs/decisions/0023. */
const GUARDED: readonly (readonly [what: RegExp, where: RegExp])[] = [
  [/\bnew (?:Query|Write|Tx)\b/, /^src\/db\/(?:statement|transaction)\.ts$/],
  [/\.script\(/, /^src\/db\/(?:migrate|roles)\.ts$/],
  [/\.rederived\(/, /^src\/core\/refolding\//],
  [/\.told\(/, /^src\/core\/base\/(?:change|indirect-change)\.ts$/],
  [/\.pool\(\)|\.connection\(\)/, /^src\/(?:db\/|jobs\/|database\.ts$)/],
  [/from 'pg'/, /^src\/(?:db|jobs)\//],
];

const keepsTheGuard: Rule = ({ path, text }) =>
  isTest(path)
    ? []
    : GUARDED.filter(([what, where]) => what.test(text) && !where.test(path)).map(([what]) => `${path} uses ${what}`);

/** A name or a payload that no handler knows shows when the job runs and not when it is asked for: typed, it does not compile. */
const addsJobsInOnePlace: Rule = ({ path, text }) =>
  /\badd_jobs?\s*\(/.test(text) && path !== 'src/core/base/jobs.ts' && !isTest(path)
    ? [`${path} adds a job by itself`]
    : [];

/** What reads the machine's clock by itself: each compares it with another clock. Durations are measured by `performance.now()`. */
const READS_CLOCK = ['src/core/base/clock.ts', 'src/cli/commands/doctor-checks.ts', 'src/db/embedded/cluster.ts'];

/** A test that turns the clock, and a request at midnight, must find one "now" everywhere. */
const asksTheClock: Rule = ({ path, text }) => {
  const reads = /\bnew Date\(\s*\)|\bDate\.now\b|(?<!new )\bDate\(\s*\)|\bTemporal\.Now\b/;
  return reads.test(text) && !READS_CLOCK.includes(path) && !isTest(path) ? [`${path} reads the clock by itself`] : [];
};

const staysInTransaction: Rule = ({ path, text }) => {
  const functions = text
    .split(/^(?=(?:export )?(?:async )?function )/m)
    .filter((part) => /^[^(]*\(\s*tx: Tx\b/.test(part));
  return functions
    .map((part) => part.slice(0, part.indexOf('\n}')))
    .filter((body) => /\bdb\b/.test(body))
    .map((body) => `${path}: ${/function (\w+)/.exec(body)?.[1]} leaves its transaction`);
};

/** `2e0`, `0x2` and `+2` are numbers and no ids: what is checked and what is used would be two things. */
const readsIdsAsDigits: Rule = ({ path, text }) => {
  const isRoute = /^src\/dialects\/\w+\/routes\//.test(path);
  const lines = text.split('\n').filter((line) => /\bNumber\((?![\w.]+ [<>] )|\bparse(Int|Float)\(/.test(line));
  const unchecked = lines.filter((line) => !/\/\^.*\\d\{.*\$\/\.test\(/.test(line));
  return isRoute ? unchecked.map((line) => `${path}: ${line.trim()}`) : [];
};

/** Methods take fields through steps/record-fields.ts, where who may see and set them and the organization's rules are applied. */
const takesFieldsAsRuled: Rule = (file) => {
  const isMethod =
    /^src\/dialects\/luminate\/(routes|steps)\//.test(file.path) && !file.path.endsWith('/record-fields.ts');
  const raw = /\bimport \{[^}]*\b(?:FIELDS|COMPUTED_FIELDS|customField|readFields|toConstituentInput)\b[^}]*\}/.test(
    file.text,
  );
  return isMethod && raw ? [`${file.path} takes fields past steps/record-fields.ts`] : [];
};

/** What proves a session is marked where the answer is made, so that redirects can leave it out. */
const marksProofs: Rule = ({ path, text }) => {
  const leaves = [...text.matchAll(/\bleaf\(\s*'(token|nonce|JSESSIONID|url|singleSignOnMethodResponse)'/g)];
  return path.startsWith('src/dialects/luminate/') ? leaves.map(([leaf]) => `${path}: ${leaf}…) is no proof()`) : [];
};

/** A job that walks the organizations itself stops at the first whose data it cannot work with, for all that come after. */
const fencesOrganizations: Rule = ({ path, text }) => {
  const isJob = /^src\/(core|jobs)\//.test(path) && path !== 'src/core/access/organization.ts';
  return isJob && /\blistOrganizations\b/.test(text) ? [`${path} walks the organizations without a fence`] : [];
};

/** `lower` in SQL, `ilike` and `normalize` each make rules of their own of what is the same text. */
const OWN_COMPARISON = /\.normalize\('NF|\blower\(|\bilike\b/g;

const COMPARES_ON_ITS_OWN: Readonly<Record<string, string>> = {
  'src/core/access/password.ts': 'tries a password in each form',
  'src/core/access/seed-vocabulary.ts': 'names of ours, in ASCII',
  'src/core/constituents/people/find-people.ts': 'user names are ASCII',
  'src/core/sign-up/sign-on.ts': 'user names are ASCII',
  'src/core/constituents/people/user-name.ts': 'user names are ASCII',
  'src/core/merging/part-records.ts': 'user names are ASCII',
  'src/core/interactions/interaction-queries.ts': 'bodies of interactions identify nobody',
};

/** What two texts have in common is for core/base/fold.ts to say; a key that is not made yet may stand in. */
const comparesInOnePlace: Rule = ({ path, text }) => {
  const isAllowed = path.startsWith('src/core/base/') || path in COMPARES_ON_ITS_OWN || isTest(path);
  const withoutFallbacks = text.replace(/coalesce\([^()]*, lower\([^()]*\)\)/g, '');
  const found = isAllowed ? [] : [...withoutFallbacks.matchAll(OWN_COMPARISON)];
  return found.map((match) => `${path} compares text by ${match[0]}`);
};

const talksHttpOnly: Rule = (file) =>
  file.path.startsWith('test/contract/')
    ? ourImportsOf(file)
        .filter((target) => target.startsWith('src/'))
        .map((target) => `${file.path} imports ${target}`)
    : [];

/** A parser that gets text or bytes has the limit of the whole body; one that gets the stream has none. */
const limitsBodies: Rule = ({ path, text }) => {
  const parsers = [...text.matchAll(/addContentTypeParser\(([^;]*?)=>/g)].map((match) => match[1]!);
  // They count bytes as they read.
  const isAllowed = path === 'src/dialects/oho/wire/multipart.ts' || path === 'src/dialects/native/wire/upload.ts';
  const unlimited = parsers.filter((parser) => !parser.includes('parseAs') && !isAllowed);
  const plugins = importsOf({ path, text }).filter((name) => name === '@fastify/multipart');
  return [...unlimited, ...plugins].map(() => `${path} reads bodies without the limit`);
};

/** Oho's words for results of checks and events; the core's are outcomes and `information_request.*` (docs/decisions/0025). */
const OHO_WORDS =
  /\b(?:oho_?status|may_?engage|status_?colou?r|status_?flags|registry_?response)\b|'icr\.|'X-Oho-(?!Signature-Sha1)/i;

const keepsVendorsOut: Rule = ({ path, text }) =>
  /^src\/(?:core|jobs|cli)\//.test(path) && OHO_WORDS.test(text) ? [`${path} speaks Oho's words`] : [];

const broken = (path: string, text: string): SourceFile => ({ path, text });

describe.each<readonly [name: string, files: readonly SourceFile[], rule: Rule, counterexample: SourceFile]>([
  [
    'layers import downwards',
    SOURCE,
    keepsLayers,
    broken('src/core/base/x.ts', `import { a } from '../../http/server.ts';`),
  ],
  ['dialects do not know each other', SOURCE, keepsLayers, broken('src/dialects/oho/x.ts', `import '../lgl/auth.ts';`)],
  [
    'the database knows no core',
    SOURCE,
    keepsLayers,
    broken('src/db/x.ts', `import type { A } from '../core/base/actor.ts';`),
  ],
  [
    'core folders have an order',
    SOURCE,
    keepsCoreOrder,
    broken('src/core/access/x.ts', `await import('../groups/a.ts');`),
  ],
  ['dialects have the same files', SOURCE, keepsDialectNames, broken('src/dialects/oho/parse.ts', '')],
  [
    'results and events have no vendor’s words in the core',
    SOURCE.filter(({ path }) => !isTest(path)),
    keepsVendorsOut,
    broken('src/core/accreditations/x.ts', `a.registry_response->>'oho_status' = 'active'`),
  ],
  ['zod stays at the edges', SOURCE, parsesAtTheEdge, broken('src/core/base/x.ts', `import { z } from 'zod';`)],
  ['only config.ts reads the environment', SOURCE, readsNoEnvironment, broken('src/cli/x.ts', 'process.env.HOME')],
  [
    'calls to others are made in one place each',
    SOURCE,
    callsOutInOnePlace,
    broken('src/core/access/x.ts', `import { connect, isIP } from 'node:net';`),
  ],
  ['no fetch either', SOURCE, callsOutInOnePlace, broken('src/jobs/x.ts', 'await fetch(url);')],
  ['no mail either', SOURCE, callsOutInOnePlace, broken('src/jobs/x.ts', `import { a } from 'nodemailer';`)],
  ['only log.ts makes a log', SOURCE, logsThroughOne, broken('src/cli/x.ts', `const log = pino({ level });`)],
  [
    'the Host of a request is read in few places',
    SOURCE,
    readsHostInFewPlaces,
    broken('src/dialects/oho/routes/x.ts', 'const host = request.host;'),
  ],
  ['there are no barrels', SOURCE, hasNoBarrel, broken('src/cli/x.ts', `export { a } from './a.ts';`)],
  ['files are short', [...SOURCE, ...TESTS], isShort, broken('src/cli/x.ts', 'x;\n'.repeat(401))],
  ['names say something', [...SOURCE, ...TESTS], hasNoEmptyName, broken('src/cli/mail-helpers.ts', '')],
  ['types say something', SOURCE, hasNoEmptyName, broken('src/cli/x.ts', 'interface IPerson {}')],
  [
    'statements are sent by the database layer',
    SOURCE,
    keepsTheGuard,
    broken('src/core/base/x.ts', 'await db.pool().query(`delete from groups`);'),
  ],
  [
    'jobs are added in one place',
    SOURCE,
    addsJobsInOnePlace,
    broken('src/core/mail/x.ts', "write('x', `select graphile_worker.add_job('deliver_mail')`);"),
  ],
  ['now comes from the clock', SOURCE, asksTheClock, broken('src/core/groups/x.ts', 'const today = new Date();')],
  [
    'a transaction is not left',
    SOURCE,
    staysInTransaction,
    broken('src/core/base/x.ts', 'export async function f(tx: Tx, a: number) {\n  await db.all(x());\n}'),
  ],
  [
    'ids are digits only',
    SOURCE,
    readsIdsAsDigits,
    broken('src/dialects/oho/routes/x.ts', 'const userId = Number(request.params.id);'),
  ],
  [
    'what proves a session is marked',
    SOURCE,
    marksProofs,
    broken('src/dialects/luminate/routes/x.ts', `leaf('nonce', nonce)`),
  ],
  [
    'bodies are limited as a whole',
    SOURCE,
    limitsBodies,
    broken('src/dialects/lgl/x.ts', `scope.addContentTypeParser('text/csv', (_request, payload, done) => done(null));`),
  ],
  [
    'fields are taken as ruled',
    SOURCE,
    takesFieldsAsRuled,
    broken('src/dialects/luminate/routes/x.ts', `import { FIELDS, type Field } from '../wire/fields.ts';`),
  ],
  [
    'jobs fence each organization',
    SOURCE,
    fencesOrganizations,
    broken(
      'src/core/capture/x.ts',
      'for (const organization of await listOrganizations(db)) await work(organization);',
    ),
  ],
  [
    'text is compared in one place',
    SOURCE,
    comparesInOnePlace,
    broken('src/core/groups/x.ts', "statement('x', 'select id from groups where lower(name) = $1')"),
  ],
  ['contract tests talk HTTP only', TESTS, talksHttpOnly, broken('test/contract/x.test.ts', `from '../../src/app.ts'`)],
])('%s', (_name, files, rule, counterexample) => {
  it('everywhere', () => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap(rule)).toEqual([]);
  });

  it('and the rule notices when not', () => {
    expect(rule(counterexample)).toHaveLength(1);
  });
});

it('no two prepared statements have one name', () => {
  const names = SOURCE.flatMap(({ text }) =>
    [...text.matchAll(/\b(?:query|write)(?:<[^;]*?>)?\(\s*'(\w+)'/g)].map((match) => match[1]!),
  );
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

/** Groups of files that import each other, directly or through others, types included. */
function cyclesIn(files: readonly SourceFile[]): string[][] {
  const imports = new Map(files.map((file) => [file.path, ourImportsOf(file)]));
  const reachable = (from: string): Set<string> => {
    const seen = new Set<string>();
    const open = [...(imports.get(from) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(imports.get(next) ?? []));
    }
    return seen;
  };
  const reached = new Map(files.map(({ path }) => [path, reachable(path)]));
  const inCycles = files.map(({ path }) => path).filter((path) => reached.get(path)?.has(path));
  const groups = inCycles.map((path) =>
    inCycles.filter((other) => reached.get(path)?.has(other) && reached.get(other)?.has(path)),
  );
  return [...new Set(groups.map((group) => group.sort().join(', ')))].map((group) => group.split(', '));
}

describe('no file imports itself through others', () => {
  it('everywhere', () => {
    expect(cyclesIn(SOURCE.filter(({ path }) => !isTest(path)))).toEqual([]);
  });

  it('and the rule notices when one does', () => {
    const ring = [
      broken('src/a.ts', `import { b } from './b.ts';`),
      broken('src/b.ts', `import type { C } from './c.ts';`),
      broken('src/c.ts', `import { a } from './a.ts';`),
      broken('src/d.ts', `import { a } from './a.ts';`),
    ];
    expect(cyclesIn(ring)).toEqual([['src/a.ts', 'src/b.ts', 'src/c.ts']]);
  });
});
