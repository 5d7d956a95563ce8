import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Failure, FailureKind } from '../../core/base/failure.ts';
import { failureOf, logBug, logRefusal } from '../dialect.ts';

interface Answer {
  readonly status: number;
  /** Always a string, never an object (docs/contracts/lgl.md §1.8). */
  readonly error: string;
}

const ANSWERS: Readonly<Record<FailureKind, Answer>> = {
  invalid: { status: 422, error: 'Validation Error' },
  unauthenticated: { status: 401, error: 'invalid_token' },
  forbidden: { status: 403, error: 'Forbidden' },
  'not-found': { status: 404, error: 'Not Found' },
  conflict: { status: 422, error: 'Validation Error' },
  'too-large': { status: 413, error: 'Request Too Large' },
  limited: { status: 429, error: 'Rate Limit Exceeded' },
  unavailable: { status: 503, error: 'Service Unavailable' },
};

const PARAMETER_ERROR: Answer = { status: 400, error: 'Parameter Error' };

/** Codes that are about the request's form rather than its content (docs/contracts/lgl.md §1.8). */
const BAD_REQUESTS = new Set([
  'unknown_query_parameter',
  'invalid_query_parameter',
  'malformed_json',
  'encoding',
  'malformed_request',
  'content_type',
]);

const DESCRIPTIONS: Readonly<Record<string, (failure: Failure) => string>> = {
  unknown_query_parameter: (failure) => `Unknown query parameter: ${failure.subject}`,
  invalid_query_parameter: (failure) => `Invalid value for query parameter: ${failure.subject}`,
  malformed_json: () => 'The request body is not a JSON object',
  encoding: () => 'The request body is not text in the declared encoding, or in UTF-8',
  malformed_request: () => 'The request cannot be read',
  name_required: () => 'One of first_name, last_name or org_name is required',
  required: (failure) => `${wireName(failure)} is required`,
  date_in_future: () => 'birthday must not be in the future',
  finish_before_start: () => 'Finish date must not precede start date',
  unknown_related_constituent: () => 'Related constituent not found',
  amount_format: (failure) => `${wireName(failure)} is not an amount, such as 75.00`,
  amount_negative: (failure) => `${wireName(failure)} must not be negative`,
  amount_decimals: (failure) => `${wireName(failure)} has more than two decimals`,
  amount_too_large: (failure) => `${wireName(failure)} is beyond 999,999,999.99`,
  unknown_reference: (failure) => `${wireName(failure)} is not known by that id or name`,
  unknown_parent_gift: () => 'parent_gift_id is no gift',
  own_parent_gift: () => 'parent_gift_id must not be the gift itself',
  unknown_appeal: () => 'Appeal not found',
  unknown_event: () => 'Event not found',
  unknown_invitation: () => 'Invitation not found',
  unknown_team_member: () => 'assigned_to is no team member',
  unknown_group: () => 'Group not found',
  unknown_constituent: () => 'Constituent not found',
  unknown_membership_level: () => 'Membership level not found',
  unknown_keyword: () => 'Keyword not found',
  own_relationship: () => 'A constituent has no relationship to itself',
  unknown_custom_field: () => 'Custom attribute not found',
  key_format: () =>
    'A custom attribute’s key takes lower-case letters, digits and underscores, and begins with a letter',
  email_format: () => 'This is not an e-mail address',
  name_taken: () => 'Name is in use',
  key_taken: () => 'Key is in use',
  not_a_choice: (failure) => `${wireName(failure)} is not one of the known values`,
  not_editable: (failure) => `This ${failure.subject} cannot be changed`,
  not_removable: (failure) => `This ${failure.subject} cannot be removed`,
  security_group: () => 'This group cannot be changed through the API',
  text_not_storable: (failure) => `${failure.subject} has a character that cannot be stored`,
  value_not_storable: () => 'A value cannot be stored',
  body_too_large: () => 'The request body is too large',
  permission_missing: () => 'This key may not do that',
  too_many_calls: (failure) => `Too many calls with this key; try again in ${failure.subject} seconds`,
  path: () => 'Unknown path',
  several_people: () => 'Several constituents have that e-mail address and name',
  date_format: (failure) => `${wireName(failure)} is not a date, such as 2026-05-31`,
  yes_or_no: (failure) => `${wireName(failure)} takes yes or no`,
  too_many_posts: (failure) => `Too many posts to this integration; try again in ${failure.subject} seconds`,
  user_name_taken: () => 'This user name is in use',
};

function wireName(failure: Failure): string {
  return String(failure.subject ?? '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What is wrong, in words. */
export function describe(failure: Failure): string {
  const description = DESCRIPTIONS[failure.code];
  if (description) return description(failure);
  if (failure.kind === 'not-found') return `No ${failure.code.replaceAll('_', ' ')} with that id`;
  return failure.code.replaceAll('_', ' ');
}

/** Answers any error in LGL's envelope. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = failureOf(error);
  if (failure) logRefusal(request, failure);
  if (!failure) {
    logBug(request, error);
    send(reply, { status: 500, error: 'Internal Server Error' }, { description: 'The request could not be completed' });
  } else if (failure.kind === 'unauthenticated') {
    sendUnauthenticated(reply, failure);
  } else {
    const answer =
      failure.kind === 'invalid' && BAD_REQUESTS.has(failure.code) ? PARAMETER_ERROR : ANSWERS[failure.kind];
    const description = describe(failure);
    // docs/contracts/lgl.md §1.5: whole seconds, and no other header about the limit.
    if (failure.kind === 'limited') reply.header('retry-after', String(failure.subject));
    send(reply, answer, { description, ...(answer.status === 422 ? { errors: [description] } : {}) });
  }
}

function send(reply: FastifyReply, answer: Answer, details: Readonly<Record<string, unknown>>): void {
  reply
    .code(answer.status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ api_version: '1.0', error: answer.error, ...details }));
}

const BAD_TOKEN = 'The access token provided is expired, revoked, malformed or invalid for other reasons.';

/** docs/contracts/lgl.md §1.4: the two forms as observed on the live service, byte for byte. */
function sendUnauthenticated(reply: FastifyReply, failure: Failure): void {
  if (failure.code === 'bad_bearer') {
    const challenge = `Bearer realm="Rack::OAuth2 Protected Resources", error="invalid_token", error_description="${BAD_TOKEN}"`;
    const body = JSON.stringify({ error: 'invalid_token', error_description: BAD_TOKEN });
    // As bytes: to text the web server would add a charset that the real answer does not have.
    const bytes = Buffer.from(body);
    reply.code(401).header('www-authenticate', challenge).header('content-type', 'application/json').send(bytes);
  } else {
    reply
      .code(401)
      .header('www-authenticate', 'Basic realm="API"')
      .type('text/html; charset=utf-8')
      .send('HTTP Basic: Access denied.\n');
  }
}
