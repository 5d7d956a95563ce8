// Every failure in Oho's envelope (docs/contracts/oho.md §2.2). Validation is 400, never 422: documented clients branch on
// it.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Failure, FailureKind } from '../../core/base/failure.ts';
import { failureOf, logBug, logRefusal } from '../dialect.ts';

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string | ((failure: Failure) => string);
}

const missingFields = { status: 400, code: 'validation_error', message: 'Missing required fields' };
const invalidJson = { status: 400, code: 'invalid_json', message: 'Request body is not valid JSON' };
const notFound = { status: 404, code: 'not_found', message: 'Resource not found' };

/** A register's file that is not understood; the subject says what was found (docs/registries.md). */
function registerError(message: string): Answer {
  return { status: 400, code: 'register_not_understood', message: ({ subject }) => `${message}: ${subject}` };
}

/** By kind, and by kind and code where the contract says more. */
const ANSWERS: Readonly<Record<FailureKind, Answer & { readonly codes?: Readonly<Record<string, Answer>> }>> = {
  invalid: {
    status: 400,
    code: 'validation_error',
    message: 'Invalid field values',
    codes: {
      required: missingFields,
      name_required: missingFields,
      email_format: { status: 400, code: 'invalid_email', message: 'Email format is invalid' },
      unsupported_type: { status: 400, code: 'unsupported_type', message: 'Unsupported check type' },
      identifier_format: { status: 400, code: 'invalid_identifier', message: 'Identifier is empty or too long' },
      malformed_json: invalidJson,
      encoding: { ...invalidJson, message: 'Request body is not text in the declared encoding, or in UTF-8' },
      malformed_request: { status: 400, code: 'validation_error', message: 'Malformed request' },
      csv_format: registerError('The file is not CSV'),
      register_encoding: registerError('The file has bytes that are no text in this charset; save it as UTF-8'),
      register_encoding_other: registerError('The file is UTF-8 and not, as declared,'),
      register_letters: registerError('Letters were misread when the file was made; export it again as UTF-8; found'),
      register_columns: registerError(
        'No columns tell whom it is about; expected are identifier, or name, or first_name and surname; found',
      ),
      register_column_twice: registerError('Two columns mean the same'),
      register_column_unknown: registerError(
        'Columns are not known; give them a heading that is, or name those that do not count with ?ignore=; found',
      ),
      register_row: registerError('A row has other columns than the first line'),
      register_date: registerError('Expected is a date as YYYY-MM-DD that exists, or nothing; found'),
      register_nobody: registerError('A row has no name or number'),
      register_empty: registerError('The file has nobody in it'),
      content_type: { ...invalidJson, message: 'Request body must be sent with Content-Type application/json' },
    },
  },
  unauthenticated: { status: 401, code: 'unauthorized', message: 'Invalid or expired token' },
  forbidden: { status: 403, code: 'forbidden', message: 'You do not have permission to do this' },
  'not-found': {
    ...notFound,
    codes: {
      accreditation: { ...notFound, message: ({ subject }) => `Accreditation with ID ${subject} not found` },
      information_request: { ...notFound, message: ({ subject }) => `ICR with ID ${subject} not found` },
      screening_package: { ...notFound, message: ({ subject }) => `Screening package ${subject} not found` },
      attachment: { ...notFound, message: ({ subject }) => `Attachment with ID ${subject} not found` },
      requirement: { ...notFound, message: ({ subject }) => `Requirement with ID ${subject} not found` },
      webhook: { ...notFound, message: ({ subject }) => `Webhook with ID ${subject} not found` },
      delivery: { ...notFound, message: ({ subject }) => `Event with ID ${subject} not found` },
      scan: { ...notFound, message: ({ subject }) => `Scan with correlation ID ${subject} not found` },
      constituent: { ...notFound, message: ({ subject }) => `Constituent with ID ${subject} not found` },
      path: { ...notFound, message: 'No such endpoint' },
    },
  },
  conflict: {
    status: 409,
    code: 'conflict',
    message: 'The request conflicts with existing data',
    codes: {
      idempotency: {
        status: 409,
        code: 'idempotency_conflict',
        message: 'The idempotency key was used for another request',
      },
      request_state: {
        status: 409,
        code: 'invalid_state',
        message: ({ subject }) => `Not possible while the ICR is ${subject}`,
      },
      public_url_missing: {
        status: 409,
        code: 'public_url_missing',
        message: 'Links in mails need the address of this server: the operator has to set KITH_PUBLIC_URL',
      },
      email_taken: { status: 409, code: 'duplicate_email', message: 'Email already exists for another constituent' },
    },
  },
  'too-large': { status: 413, code: 'payload_too_large', message: 'Request is too large' },
  limited: { status: 429, code: 'rate_limited', message: 'Too many requests' },
  unavailable: { status: 503, code: 'unavailable', message: 'Temporarily unavailable' },
};

const BUG: Answer = { status: 500, code: 'internal_error', message: 'Internal error' };

function answerFor(failure: Failure): Answer {
  const ofKind = ANSWERS[failure.kind];
  return ofKind.codes?.[failure.code] ?? ofKind;
}

/** Core names of fields that the wire calls something else than their snake_case. */
const WIRE_NAMES: Readonly<Record<string, string>> = {
  birthDate: 'date_of_birth',
  externalIds: 'external_id',
  mobilePhone: 'mobile_number',
};

function wireName(field: string): string {
  return WIRE_NAMES[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Failures whose own code says which field it is. */
const SAID_BY_CODE = new Set(['email_format', 'identifier_format', 'unsupported_type']);

/** `required` lists the missing fields in the order of the contract, `invalid` those with unusable values. */
function detailsOf(failure: Failure): Record<string, string[]> | undefined {
  const named = (keep: (code: string) => boolean) =>
    failure.issues.filter((issue) => keep(issue.code)).map((issue) => wireName(issue.field));
  const required = named((code) => code === 'required');
  if (required.length > 0) return { required };
  const invalid = named((code) => !SAID_BY_CODE.has(code));
  return invalid.length > 0 ? { invalid } : undefined;
}

/** A failure as the status and body it is answered with. Anything else is a bug and shown without detail. */
export function errorToWire(error: unknown) {
  const failure = failureOf(error);
  const { status, code, message } = failure ? answerFor(failure) : BUG;
  const words = typeof message === 'function' && failure ? message(failure) : message;
  const details = failure && detailsOf(failure);
  return { status, error: { code, message: words, ...(details ? { details } : {}) } };
}

/** Answers any error in the envelope; a bug is logged once. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = failureOf(error);
  if (failure) logRefusal(request, failure);
  else logBug(request, error);
  const { status, error: shown } = errorToWire(error);
  if (status === 401) reply.header('www-authenticate', 'Basic realm="api", Bearer');
  if (failure?.kind === 'limited') reply.header('retry-after', String(failure.subject ?? 1));
  reply.code(status).send({ error: shown });
}
