// The only reader of the environment.
import { resolve } from 'node:path';
import { z } from 'zod';
import { editDistance } from './core/base/edit-distance.ts';
import { isAddressBlock } from './core/base/ip-address.ts';
import { VARIABLES } from './http/dialects.ts';

/** A setting that cannot be used; the message names the variable and says what it takes. */
export class ConfigError extends Error {}

const port = z.coerce.number().int().min(0).max(65535);
const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');
const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
const workers = z.union(
  [z.literal('auto'), z.coerce.number().int().min(1).max(999)],
  'takes a number from 1 to 999, or auto',
);

/** `X-Forwarded-For` is the caller's own text but for what trusted proxies added to it, so those are named. */
const trustedProxies = z.string().transform((text, context): TrustedProxies => {
  if (/^(0|false)$/.test(text)) return undefined;
  if (/^[1-9]$/.test(text)) return Number(text);
  const blocks = text.split(',').map((block) => block.trim());
  if (blocks.every(isAddressBlock)) return blocks;
  context.addIssue(
    'takes how many proxies there are before this server, such as 1, or their addresses, such as 127.0.0.1,10.0.0.0/8',
  );
  return z.NEVER;
});
const url = z.url().transform((text) => text.replace(/(?<!\/)\/+$/, ''));

const SETTINGS = {
  KITH_HOST: z.string().min(1).default('127.0.0.1'),
  KITH_PORT: port.default(8080),
  KITH_DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'takes postgres://user@host/database')
    .optional(),
  /** The same database as its owner, who changes the schema; DATABASE_URL then needs no such role. */
  KITH_MIGRATE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'takes postgres://owner@host/database')
    .optional(),
  /** Signs tokens and sessions; without it a random one is kept in the data directory. */
  KITH_SECRET: z.string().min(32, 'takes at least 32 characters').optional(),
  /** How clients reach this server: for links in mails, and in answers, where without it the request's own Host is used. */
  KITH_PUBLIC_URL: url.optional(),
  /** Whose X-Forwarded-* headers are believed: the number of proxies, or their addresses and blocks. */
  KITH_TRUST_PROXY: trustedProxies.optional(),
  /** Bytes of the largest request body. */
  KITH_BODY_LIMIT: z.coerce.number().int().min(1024).max(1_073_741_824).default(1_048_576),
  KITH_POOL_SIZE: z.coerce.number().int().min(2).max(500).default(20),
  /** Processes of `kith serve`; auto: one for each core. */
  KITH_WORKERS: workers.default(1),
  /** Whether `kith serve` works on background jobs too. */
  KITH_JOBS: flag.default(true),
  KITH_LOG_LEVEL: logLevel.default('info'),
  /** Let webhooks and registries reach private and loopback addresses, and plain http. */
  KITH_WEBHOOK_ALLOW_PRIVATE: flag.default(false),
  /** Where mail is handed over, e.g. smtps://user:password@mail.example; without it mail waits in the outbox. */
  KITH_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'takes smtp:// or smtps://')
    .optional(),
  /** The sender of every mail. */
  KITH_MAIL_FROM: z.string().min(3).default('Kith <no-reply@localhost>'),
} as const;

/** The number of proxies before this server, or their addresses and blocks; undefined: callers come directly. */
type TrustedProxies = number | readonly string[] | undefined;

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly migrateUrl: string | undefined;
  readonly secret: string | undefined;
  readonly publicUrl: string | undefined;
  readonly trustProxy: TrustedProxies;
  readonly bodyLimit: number;
  readonly poolSize: number;
  readonly workers: number | 'auto';
  readonly jobs: boolean;
  readonly logLevel: z.infer<typeof logLevel>;
  /** The texts of the variables that the dialects declare, each of which its dialect takes. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly webhookAllowPrivate: boolean;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Run as a script of npm, whose shell does not pass signals on. */
  readonly startedByNpm: boolean;
}

/** Reads every setting from an environment. Throws `ConfigError` naming the first variable that is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(
    Object.keys(SETTINGS).map((name) => [name, env[name] === '' ? undefined : env[name]]),
  );
  const result = z.object(SETTINGS).safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message}`);
  }
  const settings = result.data;
  if (settings.KITH_MIGRATE_URL !== undefined && settings.DATABASE_URL === undefined) {
    throw new ConfigError('KITH_MIGRATE_URL: takes effect together with DATABASE_URL only');
  }
  return Object.freeze({
    host: settings.KITH_HOST,
    port: settings.KITH_PORT,
    dataDir: resolve(settings.KITH_DATA_DIR),
    databaseUrl: settings.DATABASE_URL,
    migrateUrl: settings.KITH_MIGRATE_URL,
    secret: settings.KITH_SECRET,
    publicUrl: settings.KITH_PUBLIC_URL,
    trustProxy: settings.KITH_TRUST_PROXY,
    bodyLimit: settings.KITH_BODY_LIMIT,
    poolSize: settings.KITH_POOL_SIZE,
    workers: settings.KITH_WORKERS,
    jobs: settings.KITH_JOBS,
    logLevel: settings.KITH_LOG_LEVEL,
    variables: readVariables(env),
    webhookAllowPrivate: settings.KITH_WEBHOOK_ALLOW_PRIVATE,
    smtpUrl: settings.KITH_SMTP_URL,
    mailFrom: settings.KITH_MAIL_FROM,
    startedByNpm: env.npm_lifecycle_event !== undefined,
  });
}

function readVariables(env: Readonly<Record<string, string | undefined>>): Config['variables'] {
  const texts = Object.keys(VARIABLES).map((name) => [name, env[name] === '' ? undefined : env[name]] as const);
  for (const [name, text] of texts) {
    try {
      VARIABLES[name]?.(text);
    } catch (error) {
      throw new ConfigError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return Object.fromEntries(texts);
}

/**
 * What to tell about variables that look like settings and are none, one sentence each: a misspelt one would have no effect,
 * and nobody would notice. `KITH_TEST_…` belongs to the tests.
 */
export function unknownSettings(env: Readonly<Record<string, string | undefined>> = process.env): string[] {
  const known = [...Object.keys(SETTINGS), ...Object.keys(VARIABLES)];
  const unknown = Object.keys(env).filter((name) => /^KITH_(?!TEST_)/.test(name) && !known.includes(name));
  return unknown.sort().map((name) => {
    const nearest = nearestOf(name, known);
    const hint = nearest ? `did you mean ${nearest}?` : 'README.md lists the settings';
    return `${name} is no setting of Kith and has no effect; ${hint}`;
  });
}

/** The name that begins like this one, else the one that differs in the fewest letters, if in no more than four. */
function nearestOf(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((other) => ({ other, letters: other.startsWith(name) ? 0 : editDistance(name, other) }))
    .toSorted((one, two) => one.letters - two.letters);
  return nearest && nearest.letters <= 4 ? nearest.other : undefined;
}
