// Errors as RFC 9457 has them: `application/problem+json` (docs/api.md, Errors).
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Failure, FailureKind, Issue } from '../../core/base/failure.ts';
import { failureOf, logBug, logRefusal } from '../dialect.ts';

interface Problem {
  readonly status: number;
  readonly title: string;
}

const KINDS: Readonly<Record<FailureKind, Problem>> = {
  invalid: { status: 422, title: 'The request was understood and is wrong' },
  unauthenticated: { status: 401, title: 'Who calls is not known' },
  forbidden: { status: 403, title: 'The caller may not do this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  conflict: { status: 409, title: 'The request conflicts with what is on record' },
  'too-large': { status: 413, title: 'The request is too large' },
  limited: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
};

/** By code, where it is another status than that of the kind. */
const CODES: Readonly<Record<string, Problem>> = {
  malformed_json: { status: 400, title: 'The body is not JSON' },
  malformed_request: { status: 400, title: 'The request cannot be read' },
  encoding: { status: 400, title: 'The body is not UTF-8' },
  cursor: { status: 400, title: 'The cursor is none of this list' },
  cursor_lost: { status: 410, title: 'The log went on otherwise than this cursor knows it' },
  content_type: { status: 415, title: 'The body must be application/json' },
  stale: { status: 412, title: 'Somebody else has changed the record' },
};

/** What to tell about a code where its name is not enough. */
const DETAILS: Readonly<Record<string, string>> = {
  credentials_missing: 'Send Authorization: Bearer kith_…, with a key from "kith token create --dialect native"',
  unknown_key: 'The key is unknown or was revoked',
  session_ended: 'You are not signed in any more; sign in again',
  password_wrong: 'The e-mail address or the password is wrong',
  second_factor_required: 'Send the code of the second factor as well',
  code_wrong: 'The code is wrong, or was used before',
  users_only: 'This is for a user who is signed in; a key cannot do it',
  origin:
    'The request comes from a page of another site. Behind a proxy, set KITH_PUBLIC_URL to the address that browsers use',
  own_access: 'Nobody can take away their own role or access; ask another administrator',
  idempotency_running: 'The first call with this Idempotency-Key still runs; ask again in a moment',
  idempotency_key_reused: 'This Idempotency-Key belongs to another call; take a new one for each',
  idempotency_answer_lost: 'The call was done, and its answer was lost; read what it was about',
  idempotency_key: 'An Idempotency-Key has 1 to 255 visible characters',
  too_many_people: 'A thousand people at most are changed together; narrow the filter',
  mail_not_set_up:
    'Mail cannot be sent: KITH_SMTP_URL and KITH_PUBLIC_URL are not set. Ask an administrator for a link',
  link: 'The link was used already, or has ended; ask for another',
  password_short: 'The password has fewer than 8 characters',
  password_known: 'This password is among the first that others try',
  password_own: 'The password is made of your name, address or organization',
  password_repeats: 'The password repeats one short text',
  password_long: 'The password is too long',
  unknown_role: 'There is no such role',
  required: 'A value is required',
  name_required: 'One of first_name, last_name, org_name and an e-mail address is required',
  date_in_future: 'The date must not be in the future',
  email_format: 'This is not an e-mail address',
  unknown_field: 'There is no such field',
  unknown_operator: 'A field of this type cannot be asked this',
  unknown_collection: 'There are no such rows',
  unknown_value: 'There is nothing of this name or id',
  filter: 'A filter is {"field","op","value"}, or one of {"and":[…]}, {"or":[…]}, {"not":…}, {"some","where"}',
  filter_large: 'A filter has 200 conditions at most, 20 deep',
  filter_value: 'The value does not fit the field and the operator',
  unknown_list: 'There is no saved list with that id',
  export_column: 'There is no such column; see docs/export.md',
  sheet_rows: 'A sheet has a million rows; take CSV',
  columns_of_vcard: 'A vCard has no columns to choose',
  unknown_group: 'There is no such group',
  cursor_lost:
    'The database was restored from a backup that is older than the cursor; read from the first change again',
  stale: 'The version in If-Match is not the record’s version any more; read it, and decide again',
};

/** Answers any error as a problem; `more` is added to it. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, more: object = {}): void {
  const failure = failureOf(error);
  if (failure) logRefusal(request, failure);
  else logBug(request, error);
  const problem = failure ? describe(failure) : { status: 500, title: 'The request failed', code: 'internal' };
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (failure?.code === 'idempotency_running') reply.header('retry-after', '1');
  if (failure?.kind === 'limited') reply.header('retry-after', String(failure.subject ?? 1));
  reply
    .code(problem.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:kith:problem:${problem.code}`,
        ...problem,
        request_id: request.id,
        ...failure?.shown,
        ...more,
      }),
    );
}

function describe(failure: Failure) {
  const { status, title } = CODES[failure.code] ?? KINDS[failure.kind];
  const errors = failure.issues.map(described);
  const detail = DETAILS[failure.code] ?? readable(failure);
  return { title, status, code: failure.code, detail, ...(errors.length > 0 ? { errors } : {}) };
}

function described({ field, code, known = [] }: Issue) {
  const said = DETAILS[code] ?? code.replaceAll('_', ' ');
  const detail = known.length > 0 ? `${said}; known is ${known.join(', ')}` : said;
  return { pointer: pointerOf(field), code, detail };
}

/** A JSON pointer to the field: as it is, or made of the core's name. */
function pointerOf(field: string): string {
  if (field === '' || field.startsWith('/')) return field;
  return `/${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

function readable({ kind, code, subject }: Failure): string {
  const words = code.replaceAll('_', ' ');
  if (kind === 'not-found') return subject === undefined ? `No such ${words}` : `There is no ${words} ${subject}`;
  return subject === undefined ? words : `${words}: ${subject}`;
}
