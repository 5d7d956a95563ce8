// One request of either servlet: organization, caller, method, answer, in the order in which the contract names errors
// (docs/contracts/luminate.md §1.7).
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Organization } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import { type DialectContext, failureOf, logBug, logRefusal } from '../../dialect.ts';
import { organizationOfKey } from '../auth.ts';
import { allowOrigin } from '../browser/cors.ts';
import { redirectOf } from '../browser/redirects.ts';
import { BUG, toWireError, type WireError } from '../errors.ts';
import { settingsOf } from '../settings.ts';
import { type Element, leaf, parent } from '../wire/document.ts';
import { toJson } from '../wire/json.ts';
import type { Parameters } from '../wire/parameters.ts';
import { toBoolean } from '../wire/values.ts';
import { toXml } from '../wire/xml.ts';
import type { Http, Method, Servlet } from './call.ts';
import { METHODS } from './methods.ts';
import { performAsClient, performAsServer, recordRefusal, requireServerAddress, type Site } from './servlets.ts';

export interface Incoming {
  readonly servlet: Servlet;
  readonly parameters: Parameters;
  /** Of the URL, where it names one. */
  readonly named: Organization | undefined;
}

interface Outcome {
  /** Undefined: the key names none. */
  readonly organization: Organization | undefined;
  readonly document: Element;
  readonly error?: WireError;
}

/** Answers a request: the method's document, an error document, or a redirect. Only a bug in here would throw. */
export async function dispatch(context: DialectContext, incoming: Incoming, http: Http): Promise<FastifyReply> {
  const { servlet, parameters } = incoming;
  const { request, reply } = http;
  const { organization, document, error } = await outcomeOf(context, incoming, http);
  if (servlet === 'CRConsAPI') {
    allowOrigin(context, organization, http);
    const redirect = { parameters, document, isError: error !== undefined };
    const target = redirectOf(context, { organization, request }, redirect);
    if (target !== undefined) return reply.header('cache-control', 'no-store').redirect(target, 302);
  }
  if (error?.allow) reply.header('allow', error.allow);
  if (error && !isSuppressed(parameters)) reply.code(error.status);
  return send(reply, parameters, document);
}

async function outcomeOf(context: DialectContext, incoming: Incoming, http: Http): Promise<Outcome> {
  const { servlet, parameters, named } = incoming;
  let organization = named;
  try {
    // Who may not call the server servlet need not learn whether a key is right.
    if (servlet === 'SRConsAPI' && named) requireServerAddress(named, http.request);
    organization = await organizationOfKey(context, parameters, named);
    const site = { context, organization, parameters, http };
    const find = () => findMethod(site, servlet);
    const perform = servlet === 'SRConsAPI' ? performAsServer : performAsClient;
    return { organization, document: (await perform(site, find)).document };
  } catch (thrown) {
    await recordRefusal(context, { organization, request: http.request }, thrown);
    const error = wireErrorOf(thrown, http.request, parameters.get('method'));
    return { organization, document: errorDocument(error), error };
  }
}

/** The method a call names. Throws `invalid` for none, one of the other servlet, another verb or another version. */
function findMethod({ organization, parameters, http }: Site, servlet: Servlet): Method {
  const name = parameters.get('method') ?? '';
  const method = METHODS.get(name);
  if (!method?.servlets.includes(servlet)) throw new Failure('invalid', 'method');
  if (!method.verbs.includes(http.request.method))
    throw new Failure('invalid', 'http_method', { subject: method.verbs.join(', ') });
  if (settingsOf(organization).disabledMethods.includes(`${servlet}.${name}`))
    throw new Failure('forbidden', 'method_disabled');
  const version = parameters.filled('v');
  if (version === undefined) throw new Failure('invalid', 'parameter_required', { subject: 'v' });
  if (version.trim() !== '1.0') throw new Failure('invalid', 'version');
  return method;
}

/** The error to answer with; what is no failure is a bug and is logged. */
export function wireErrorOf(error: unknown, request: FastifyRequest, method?: string): WireError {
  const failure = failureOf(error);
  if (failure) {
    logRefusal(request, failure);
    return toWireError(failure, method);
  }
  logBug(request, error);
  return BUG;
}

export function sendError(reply: FastifyReply, parameters: Parameters, error: WireError): FastifyReply {
  reply.code(isSuppressed(parameters) ? 200 : error.status);
  return send(reply, parameters, errorDocument(error));
}

function isSuppressed(parameters: Parameters): boolean {
  return toBoolean(parameters.get('suppress_response_codes') ?? '') === true;
}

function errorDocument({ code, message }: WireError): Element {
  return parent('errorResponse', [leaf('code', code), leaf('message', message)]);
}

function send(reply: FastifyReply, parameters: Parameters, document: Element): FastifyReply {
  // A format that is neither is XML (docs/contracts/luminate.md §2).
  const isJson = parameters.get('response_format') === 'json';
  // Answers hold personal data; `nosniff` because JSON goes out as text (docs/contracts/luminate.md §1.4).
  reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  reply.type(isJson ? 'text/plain;charset=UTF-8' : 'text/xml;charset=UTF-8');
  return reply.send(isJson ? toJson(document) : toXml(document));
}
