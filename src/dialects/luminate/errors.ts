// What each failure is called on this wire: a code, words and an HTTP status (docs/contracts/luminate.md §3).
import { SHORTEST_PASSWORD } from '../../core/access/new-password.ts';
import type { Failure, FailureKind } from '../../core/base/failure.ts';

export interface WireError {
  readonly code: number;
  /** Never empty: clients print it, and some tell errors by it (docs/contracts/luminate.md §3). */
  readonly message: string;
  readonly status: number;
  /** The verbs that would have been right. */
  readonly allow?: string;
}

type Words = string | ((failure: Failure) => string);

/** By kind and code; the entry without a code is for every other code of the kind. */
const ERRORS: Readonly<Record<FailureKind, { readonly [code: string]: readonly [number, Words] | undefined }>> = {
  unauthenticated: {
    api_key: [2, 'The API key is missing or invalid.'],
    token_required: [5, 'An authentication token is required.'],
    sign_on_token: [7, 'Single sign-on failed: the token is missing, invalid or expired.'],
    user_name_or_password: [202, 'Incorrect user name or password.'],
    old_password: [20, 'Invalid password.'],
    '': [3, 'Authorization failed.'],
  },
  forbidden: {
    address: [4, 'Requests from this IP address are not allowed.'],
    administrators_only: [14, 'This method or parameter is not allowed for the caller.'],
    already_signed_on: [3, 'Authorization failed: a signed-on user cannot create other users.'],
    not_signed_on: [3, 'Authorization failed: no user is logged in.'],
    insecure: [3, 'Authorization failed: the server API requires HTTPS.'],
    method_disabled: [14, 'This method is not enabled for this site.'],
    '': [3, 'Authorization failed.'],
  },
  invalid: {
    method: [6, 'The method is missing or unknown.'],
    version: [1, 'Unable to process request: only version 1.0 is supported.'],
    parameter_required: [9, 'One or more required parameters are missing.'],
    list_criteria: [50, 'Invalid list criteria.'],
    required_fields: [10, 'One or more required fields are missing.'],
    name_required: [10, 'One or more required fields are missing.'],
    characters: [35, 'The input contains invalid characters.'],
    value_not_storable: [35, 'The input contains invalid characters.'],
    date_range: [25, 'Invalid date range.'],
    interaction_type: [26, 'Invalid interaction type.'],
    interaction: [27, 'Invalid interaction.'],
    category: [29, 'Invalid category id.'],
    authentication_fields: [33, 'No fields are configured to support authentication.'],
    new_password: [20, passwordWords],
    old_password_required: [21, 'The old password is required.'],
    reserved_group: [22, (failure) => `Group ${failure.subject} cannot be changed through the API.`],
    unknown_group: [22, (failure) => `Group ${failure.subject} does not exist.`],
    '': [22, validationWords],
  },
  'too-large': {
    body_too_long: [30, 'The interaction body is too large.'],
    '': [23, (failure) => `The input is too long${failure.subject ? `: ${failure.subject}` : ''}.`],
  },
  conflict: {
    email_taken: [13, 'A record with the same email address already exists.'],
    user_name_taken: [12, 'A record with the same user name already exists.'],
    several_matches: [8, 'More than one matching record.'],
    several_matches_to_update: [15, 'More than one matching record.'],
    '': [11, 'A matching record already exists.'],
  },
  'not-found': {
    field_match: [18, 'No matching record.'],
    group_members: [19, 'An error occurred while returning group membership.'],
    interaction_constituent: [32, 'Invalid constituent id for interactions.'],
    interaction: [27, 'Invalid interaction.'],
    '': [16, 'No matching record.'],
  },
  limited: { '': [3, 'Authorization failed: too many attempts. Please try again later.'] },
  unavailable: { '': [1, 'Unable to process request.'] },
};

/** Where a method was called in a way its HTTP verb does not allow (docs/contracts/luminate.md §1.2). */
const WRONG_VERB: WireError = { code: 405, message: 'The HTTP method is not allowed.', status: 405 };

/** Where the web server has no servlet of that name, or no such organization (docs/contracts/luminate.md §3). */
export const NO_SERVLET: WireError = { code: 1, message: 'Unable to process request: no such servlet.', status: 404 };

/** A fault of ours: no detail leaves the server. */
export const BUG: WireError = { code: 1, message: 'Unable to process request.', status: 500 };

/** The wire's error for a failure in a method. */
export function toWireError(failure: Failure, method: string | undefined): WireError {
  if (failure.kind === 'invalid' && failure.code === 'http_method') {
    return { ...WRONG_VERB, allow: String(failure.subject) };
  }
  const [code, words] = (isDuplicate(failure, method) ? undefined : ERRORS[failure.kind][failure.code]) ??
    ERRORS[failure.kind][''] ?? [BUG.code, BUG.message];
  const message = typeof words === 'string' ? words : words(failure);
  return { code, message, status: statusOf(failure) };
}

/** 403 for everything that a method refuses; what the web server refuses keeps its own status. */
function statusOf(failure: Failure): number {
  if (failure.kind === 'unavailable') return 503;
  return failure.code === 'body_too_large' ? 413 : 403;
}

/**
 * create answers 11 for any matching record; update tells user name (12) from e-mail (13)
 * (docs/contracts/luminate.md §10, 3).
 */
function isDuplicate(failure: Failure, method: string | undefined): boolean {
  return method === 'create' && failure.kind === 'conflict';
}

const REASONS: Readonly<Record<string, string>> = {
  // As observed, word for word (docs/contracts/luminate.md §3.1).
  user_name_characters:
    "Invalid characters in User Name (valid characters are letters, digits, '-', '_', '@', '.', '%', and ':')",
  email_format: 'Invalid email address',
  boolean_format: 'Invalid boolean',
  date_format: 'Invalid date',
  date_in_future: 'Invalid date',
  number_format: 'Invalid number',
  enumeration_format: 'Invalid choice',
  id_list_format: 'Invalid list of IDs',
  required: 'Value required',
  mismatch: 'The two passwords differ',
};

/** Fields that the core checks, as this contract describes them. */
const DESCRIBED: Readonly<Record<string, string>> = { email: 'Email/Email' };

const PASSWORD_PROBLEMS: Readonly<Record<string, string>> = {
  password_short: `it needs at least ${SHORTEST_PASSWORD} characters`,
  password_repeats: 'it is one short text again and again',
  password_own: 'it is made of the user name, the e-mail address or the name of the organization',
  password_known: 'it is known from break-ins elsewhere; choose another one',
};

function passwordWords({ issues }: Failure): string {
  const problem = PASSWORD_PROBLEMS[issues[0]?.code ?? ''];
  return problem === undefined ? 'Invalid password.' : `Invalid password: ${problem}.`;
}

function validationWords(failure: Failure): string {
  const reasons = failure.issues.map(
    ({ field, code }) => `"${DESCRIBED[field] ?? field}" ${REASONS[code] ?? 'Invalid value'}`,
  );
  return `One or more attributes failed validation: ${reasons.join('; ') || 'Invalid value'}.`;
}
