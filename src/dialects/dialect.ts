// What a wire contract is to the rest of Kith, and what it is given. Dialects share this file and nothing else.
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { VerifiedPasswords } from '../core/access/password.ts';
import type { Roles } from '../core/access/roles.ts';
import type { Sealer } from '../core/access/seal.ts';
import type { Secret } from '../core/access/secret.ts';
import type { Actor, Permission } from '../core/base/actor.ts';
import type { Clock } from '../core/base/clock.ts';
import { Failure } from '../core/base/failure.ts';
import type { SettingRule } from '../core/base/settings.ts';
import type { Criterion } from '../core/constituents/search/search-criteria.ts';
import type { Mapping } from '../core/integrations/integration.ts';
import type { Posted, PostedFields } from '../core/integrations/posted.ts';
import type { WebhookFormat, WebhookFormats } from '../core/webhooks/webhook-format.ts';
import type { Db } from '../db/connect.ts';
import type { Tx } from '../db/transaction.ts';

export interface DialectContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly secret: Secret;
  readonly sealer: Sealer;
  readonly passwords: VerifiedPasswords;
  /** Scheme and host that links in answers begin with; undefined: those of the request. */
  readonly publicUrl: string | undefined;
  /** First segments of paths that name no organization: those of the dialects, and the server's own. */
  readonly reservedSegments: ReadonlySet<string>;
  /** Bytes of the largest request body. */
  readonly bodyLimit: number;
  /** The texts of the variables that dialects declare, by name; undefined: not set. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Whether webhooks and registries may reach private addresses and plain http. */
  readonly allowPrivateTargets: boolean;
  /** Of all dialects: what waits for a webhook is told in the format of its own. */
  readonly webhookFormats: WebhookFormats;
  readonly mail: MailSettings;
  readonly log: FastifyBaseLogger;
}

export interface MailSettings {
  /** Undefined: mail waits in the outbox. */
  readonly smtpUrl: string | undefined;
  /** The sender. */
  readonly from: string;
}

/** Reads the text of a variable of the environment (undefined: not set). Throws an error that says what it takes. */
export type Variable<Value> = (text: string | undefined) => Value;

export interface CredentialKinds {
  /** Whether API keys open it. */
  readonly hasKeys: boolean;
  /** What its keys begin with. */
  readonly keyPrefix?: string;
  /** What its keys may do, by the words that they are made with; without it every key may do the same. */
  readonly scopes?: Readonly<Record<string, readonly Permission[]>>;
  /** Roles of programs that sign in to this contract alone. */
  readonly roles?: Roles;
  /**
   * What a new organization calls this contract with: prepares what takes long (passwords are hashed), and returns what makes
   * the credentials, in the transaction that makes the organization, and tells them by the names that scripts know.
   */
  readonly first?: (setUp: { readonly email: string }) => Promise<(tx: Tx, actor: Actor) => Promise<ToldOnce>>;
}

/** Secrets that `kith setup` prints and nobody can read again. */
type ToldOnce = Readonly<Record<string, string>>;

export interface PostFormat {
  /** The path that an integration listens at. */
  readonly path: (address: string) => string;
  /** The names of fields that mean something. */
  readonly keys: readonly string[];
  /** Throws `invalid`, naming the field, for what cannot be read. */
  readonly read: (fields: PostedFields, mapping: Mapping) => Posted;
  /** Why nothing can be made of a post, in the contract's words. */
  readonly explain: (failure: Failure) => string;
}

export interface Dialect {
  readonly name: string;
  /** First segments of its paths: no organization can be named so, or its own paths would lead elsewhere. */
  readonly segments: readonly string[];
  /** Whether a request of a path (without query) is this dialect's: two contracts may have the same paths, and credentials apart. */
  owns(path: string, headers: FastifyRequest['headers']): boolean;
  /** The path as the routes know it, where the contract allows several spellings. Keeps the query away. */
  rewrite?(path: string): string;
  /** How the contract tells of events, where it does. */
  readonly webhooks?: WebhookFormat;
  /** Adds the routes, body parser and error handler to a scope of the dialect's own. */
  register(scope: FastifyInstance, context: DialectContext): Promise<void>;
  /** What an organization may decide for itself about this contract. No two parts of the program have a setting of one name. */
  readonly settings?: Readonly<Record<string, SettingRule>>;
  /** What the operator decides about this contract for the installation: variables of the environment, by name. */
  readonly variables?: Readonly<Record<string, Variable<unknown>>>;
  /** What opens this contract besides the users of staff's roles. */
  readonly credentials?: CredentialKinds;
  /** Reads a search in the contract's own language, for what is kept under a name. Throws `invalid` for unknown terms. */
  readSearch?(text: string, today: { readonly timeZone: string; readonly now: Date }): Criterion[];
  /** How the contract takes what other programs post to integrations, where it does. */
  readonly posts?: PostFormat;
  /** What is wrong with the value of an organization's setting that holds names of this contract; undefined: nothing. */
  settingProblem?(name: string, value: unknown): string | undefined;
  /** Answers any error in the dialect's own envelope. */
  answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void;
  /** Answers a path that the dialect owns and has nothing at. */
  answerNotFound(request: FastifyRequest, reply: FastifyReply): void;
}

/** What the web server itself refuses, in the core's terms. */
const SERVER_REFUSALS: Readonly<Record<number, readonly [Failure['kind'], string]>> = {
  400: ['invalid', 'malformed_request'],
  404: ['not-found', 'path'],
  413: ['too-large', 'body_too_large'],
  414: ['too-large', 'url_too_long'],
  415: ['invalid', 'content_type'],
};

/** The failure behind an error, or undefined for a bug. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  const known = SERVER_REFUSALS[Number(error.statusCode)];
  return known && new Failure(known[0], known[1], { cause: error });
}

/** Names who calls in every later line of the log about this request. Ids only. */
export function logCaller(request: FastifyRequest, { organization, type, id }: Actor): void {
  const caller = type === 'user' || type === 'key' ? { [type]: id } : {};
  request.log = request.log.child({ organization: organization.id, ...caller });
}

/** Says in the line of the log about this request why it was refused: a kind and a code, nothing that was sent. */
export function logRefusal(request: FastifyRequest, { kind, code }: Failure): void {
  request.log = request.log.child({ reason: `${kind}: ${code}` });
}

/** Logs a bug once, with its cause and never with personal data; a failure is the caller's and is not logged. */
export function logBug(request: FastifyRequest, error: unknown): void {
  request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
  request.log = request.log.child({ reason: 'bug' });
}
