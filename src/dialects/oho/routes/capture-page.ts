// The page behind an information request's link (docs/contracts/oho.md §6): the secret in the link is all it takes.
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import { answeringActor, answerRequest, openRequest, requireOpen } from '../../../core/capture/answer-request.ts';
import { ATTACHMENT_LIMIT } from '../../../core/capture/attachments.ts';
import type { InformationRequest } from '../../../core/capture/information-request.ts';
import { findByToken } from '../../../core/capture/request-link.ts';
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import { transaction } from '../../../db/transaction.ts';
import { type DialectContext, failureOf, logBug, logCaller, logRefusal } from '../../dialect.ts';
import { answersFromForm, problemOf } from '../wire/capture-form.ts';
import { type CapturePage, closedPage, formPage, refusedPage, STYLE, thanksPage } from '../wire/capture-page.ts';
import { leaveForms, readForm } from '../wire/multipart.ts';

type ByToken = { Params: { token: string } };

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // The link is a secret: it goes nowhere else.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
};

/** Of one sending. */
const FORM_LIMITS = { fileSize: ATTACHMENT_LIMIT, files: 20, fields: 500, fieldSize: 10_000 };

/** `GET` and `POST /c/{token}`: the form and its answers. */
export async function registerCapturePage(scope: FastifyInstance, context: DialectContext): Promise<void> {
  scope.setErrorHandler(answerWithPage);
  leaveForms(scope);

  scope.get<ByToken>('/:token', async (request, reply) => {
    const { actor, wanted } = await enter(context, request);
    if (isLookedAt(request))
      await transaction(context.db, actor, (tx) =>
        openRequest(tx, actor, { request: wanted, now: context.clock.now() }),
      );
    const view = await viewOf(context, actor, wanted);
    return reply.headers(HEADERS).send(formPage({ ...view, problems: new Map(), entered: new Map() }));
  });

  scope.post<ByToken>('/:token', async (request, reply) => {
    const { actor, wanted } = await enter(context, request);
    const form = await readForm(request, FORM_LIMITS);
    const { problems, ...answers } = answersFromForm(wanted, form);
    const given = { id: wanted.id, ...answers, now: context.clock.now() };
    const outcome = problems.size > 0 ? { problems } : await take(context, actor, given);
    if ('after' in outcome && outcome.after.status === 'submitted') {
      return reply.headers(HEADERS).send(thanksPage(actor.organization.name));
    }
    const isTaken = 'after' in outcome;
    const view = await viewOf(context, actor, isTaken ? outcome.after : wanted);
    const shown = isTaken
      ? { ...view, problems: new Map(), entered: new Map() }
      : { ...view, problems: outcome.problems, entered: form.fields };
    return reply
      .code(isTaken ? 200 : 400)
      .headers(HEADERS)
      .send(formPage(shown));
  });
}

/** Whether a person sees the page: programs that check links ask for its head, browsers fetch ahead of a click. */
function isLookedAt({ method, headers }: FastifyRequest): boolean {
  const isAhead = [headers['sec-purpose'], headers.purpose].some((purpose) =>
    /prefetch|preview/i.test(String(purpose)),
  );
  return method === 'GET' && !isAhead;
}

/** The person who holds the link, and the open request that it opens. */
async function enter(context: DialectContext, request: FastifyRequest<ByToken>) {
  const found = await findByToken(context.db, request.params.token);
  if (!found) throw new Failure('not-found', 'link_unknown');
  const actor = answeringActor(found.organization, found.request, request.id);
  logCaller(request, actor);
  requireOpen(found.request, context.clock.now());
  return { actor, wanted: found.request };
}

type Given = Parameters<typeof answerRequest>[2];

async function take(
  { db }: DialectContext,
  actor: Actor,
  given: Given,
): Promise<{ after: InformationRequest } | { problems: Map<string, string> }> {
  try {
    return { after: await transaction(db, actor, (tx) => answerRequest(tx, actor, given)) };
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'invalid') throw error;
    const fields = error.issues.length > 0 ? error.issues.map(({ field }) => field) : ['file_0'];
    return { problems: new Map(fields.map((field) => [field, problemOf(field)])) };
  }
}

async function viewOf(
  { db }: DialectContext,
  actor: Actor,
  request: InformationRequest,
): Promise<Pick<CapturePage, 'organizationName' | 'personName' | 'request'>> {
  const person = await getConstituent(db, actor, { id: request.constituentId, presence: 'deleted-too' });
  const personName = [person.firstName, person.lastName].filter(Boolean).join(' ');
  return { organizationName: actor.organization.name, personName, request };
}

function answerWithPage(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = failureOf(error);
  if (failure) logRefusal(request, failure);
  else logBug(request, error);
  const send = (status: number, html: string) => reply.code(status).headers(HEADERS).send(html);
  if (failure?.code === 'link_closed') return void send(410, closedPage(true));
  if (failure?.kind === 'not-found') return void send(404, closedPage(false));
  if (failure?.kind === 'too-large')
    return void send(413, refusedPage('A file is larger than 10 MB, or there are too many.'));
  if (failure?.kind === 'invalid') return void send(400, refusedPage('Please go back and try again with other files.'));
  send(failure?.kind === 'unavailable' ? 503 : 500, refusedPage('Please try again in a few minutes.'));
}
