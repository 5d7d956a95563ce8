import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Failure } from '../../../core/base/failure.ts';
import { ACTIONS, actOnRequest, type RequestAction } from '../../../core/capture/act-on-request.ts';
import { createRequest, type RequestAccess } from '../../../core/capture/create-request.ts';
import type { InformationRequest } from '../../../core/capture/information-request.ts';
import { tokensOf } from '../../../core/capture/request-link.ts';
import { getRequest, listRequests } from '../../../core/capture/request-queries.ts';
import { createPackage, getPackage, listPackages, updatePackage } from '../../../core/capture/screening-package.ts';
import { transaction } from '../../../db/transaction.ts';
import { type DialectContext, failureOf } from '../../dialect.ts';
import type { Authentication } from '../auth.ts';
import { errorToWire } from '../errors.ts';
import { baseUrlOf } from '../paging.ts';
import { idFromWire } from '../wire/fields.ts';
import {
  actionFromWire,
  bulkFromWire,
  informationRequestToWire,
  packageChangeFromWire,
  packageFromWire,
  packageToWire,
  requestFilterFromWire,
  requestFromWire,
} from '../wire/information-request.ts';

type ById = { Params: { id: string } };

function linkOf(request: FastifyRequest, { publicUrl }: DialectContext, token: string): string {
  return `${baseUrlOf(request, publicUrl)}/c/${token}`;
}

/**
 * The link for a mail. Never by the request's own Host: whoever sends it could have people answer to another server. Throws
 * `conflict` where mail leaves and no address is configured.
 */
function mailedLink(request: FastifyRequest, { publicUrl, mail }: DialectContext, token: string): string {
  if (publicUrl === undefined && mail.smtpUrl !== undefined) throw new Failure('conflict', 'public_url_missing');
  return `${publicUrl ?? request.server.listeningOrigin}/c/${token}`;
}

function accessOf(request: FastifyRequest, context: DialectContext): RequestAccess {
  const linkTo = (token: string) => mailedLink(request, context, token);
  return { sealer: context.sealer, linkTo, now: context.clock.now() };
}

/** Information requests and the packages they are made of (docs/contracts/oho.md §6.2). */
export function registerInformationRequests(
  scope: FastifyInstance,
  context: DialectContext,
  auth: Authentication,
): void {
  registerPackages(scope, context, auth);
  registerRequests(scope, context, auth);
}

function registerPackages(scope: FastifyInstance, { db }: DialectContext, { actorOf }: Authentication): void {
  type ByCode = { Params: { code: string } };

  scope.get('/screening_packages', async (request) => (await listPackages(db, actorOf(request))).map(packageToWire));

  scope.get<ByCode>('/screening_packages/:code', async (request) =>
    packageToWire(await getPackage(db, actorOf(request), request.params.code)),
  );

  scope.post('/screening_packages', async (request, reply) => {
    const input = packageFromWire(request.body);
    const created = await transaction(db, actorOf(request), (tx) => createPackage(tx, actorOf(request), input));
    return reply.code(201).send(packageToWire(created));
  });

  scope.patch<ByCode>('/screening_packages/:code', async (request) => {
    const change = { code: request.params.code, input: packageChangeFromWire(request.body) };
    return packageToWire(await transaction(db, actorOf(request), (tx) => updatePackage(tx, actorOf(request), change)));
  });
}

type Present = (request: FastifyRequest, found: readonly InformationRequest[]) => Promise<unknown[]>;

/** Shows requests, with the links that the caller may see. */
function presenter(context: DialectContext, { actorOf }: Authentication): Present {
  const { db, sealer } = context;
  return async (request, requests) => {
    const ids = requests.map(({ id }) => id);
    const tokens = await tokensOf(db, actorOf(request), { sealer, ids });
    return requests.map((one) => {
      const token = tokens.get(one.id);
      return informationRequestToWire(one, token === undefined ? undefined : linkOf(request, context, token));
    });
  };
}

function registerRequests(scope: FastifyInstance, context: DialectContext, auth: Authentication): void {
  const { db } = context;
  const { actorOf } = auth;
  const present = presenter(context, auth);
  registerCreation(scope, context, auth);
  scope.get('/icrs', async (request) =>
    present(request, await listRequests(db, actorOf(request), requestFilterFromWire(request.query))),
  );
  scope.get<ById>('/icrs/:id', async (request) => {
    const found = await getRequest(db, actorOf(request), idFromWire(request.params.id, 'information_request'));
    return (await present(request, [found]))[0];
  });
  const act = async (request: FastifyRequest<ById>, named?: RequestAction) => {
    const id = idFromWire(request.params.id, 'information_request');
    const wanted = { id, ...actionFromWire(request.body, named), access: accessOf(request, context) };
    const actor = actorOf(request);
    return (await present(request, [await transaction(db, actor, (tx) => actOnRequest(tx, actor, wanted))]))[0];
  };
  scope.post<ById>('/icrs/:id/actions', (request) => act(request));
  for (const action of ACTIONS) {
    for (const path of [`/icrs/:id/actions/${action}`, `/icrs/:id/${action}`]) {
      scope.post<ById>(path, (request) => act(request, action));
    }
  }
}

function registerCreation(scope: FastifyInstance, context: DialectContext, auth: Authentication): void {
  const present = presenter(context, auth);
  const create = async (request: FastifyRequest, body: unknown) => {
    const actor = auth.actorOf(request);
    const wanted = { access: accessOf(request, context), input: requestFromWire(body) };
    const created = await transaction(context.db, actor, (tx) => createRequest(tx, actor, wanted));
    return (await present(request, [created]))[0];
  };
  scope.post('/icrs', async (request, reply) => reply.code(201).send(await create(request, request.body)));
  // Each on its own: what fails undoes nothing of the others (docs/contracts/oho.md §6.2).
  scope.post('/icrs/bulk', async (request) => {
    const results: unknown[] = [];
    for (const body of bulkFromWire(request.body)) {
      const result = create(request, body).then((icr) => ({ status: 201, icr }), failed);
      results.push(await result);
    }
    return { results };
  });
}

function failed(error: unknown) {
  if (!failureOf(error)) throw error;
  return errorToWire(error);
}
