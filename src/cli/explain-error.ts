import { ConfigError } from '../config.ts';
import { SHORTEST_PASSWORD } from '../core/access/new-password.ts';
import { Failure, type FailureKind } from '../core/base/failure.ts';
import { EmbeddedStartError, isCode } from '../db/embedded/errors.ts';

/** A wrong call of a command; the message says what to do instead. */
export class UsageError extends Error {}

const BY_CODE: Readonly<Record<string, string>> = {
  key_format: 'A key takes lower-case letters, digits and underscores, and begins with a letter.',
  key_taken: 'There is a custom field with that key already.',
  unknown_interest: 'There is no interest with that id; see "kith interest list".',
  custom_field: 'There is no custom field with that key; see "kith field list".',
  interaction_type: 'There is no interaction type with that id; see "kith interaction-type list".',
  unknown_center: 'There is no center with that id; see "kith center list".',
  integration: 'There is no integration with that id; see "kith integration list".',
  integration_post: 'There is no post with that id; see "kith integration queue".',
  post_handled: 'That post was accepted or discarded already.',
  saved_list: 'There is no list with that id; see "kith list list".',
  unknown_query_parameter: 'The search has a term that is not known; see docs/wire-lgl.md, "Search".',
  invalid_query_parameter: 'The search has a value that its term does not take; see docs/wire-lgl.md, "Search".',
  list_in_list: 'A list cannot look for the members of other lists; say what they look for.',
  list_without_criteria: 'A list without a search would be everybody; say whom to look for, e.g. "city=Seattle".',
  slug_reserved: 'This slug means something else in URLs; choose another one.',
  slug_format:
    'A slug takes lower-case letters, digits and hyphens, begins with a letter or digit, and has at most 63 characters.',
  unknown_time_zone: 'That time zone is not known; use an IANA name such as Australia/Melbourne.',
  credential_taken:
    'That e-mail address or slug is in use already, here or in another organization; choose another one.',
  login_name_taken: 'That login name is in use already; choose another one.',
  password_short: `A password has at least ${SHORTEST_PASSWORD} characters.`,
  password_repeats: 'That password is one short text again and again; choose another one.',
  password_own:
    'That password is made of the user name, the e-mail address or the name of the organization; choose another one.',
  password_known: 'That password is known from break-ins elsewhere; choose another one.',
  email_format: 'That is not an e-mail address; it takes a form like name@example.org.',
  key: 'There is no such key, or it is revoked already; see "kith token list".',
  user: 'There is no such user, or the user is deactivated already; see "kith user list".',
  unknown_list: 'There is no list with that id; see "kith list list".',
  sheet_rows: 'A sheet of XLSX has a million rows; take --format csv.',
  columns_of_vcard: 'A vCard has no columns to choose; leave --columns out.',
  file_empty: 'The file is empty.',
  file_rows: 'The file has no rows that can be read: lines are too long, or quotes are not closed.',
  import: 'There is no import with that id; see "kith import list".',
  import_status: 'The state of the import does not allow it; see "kith import list".',
  rows_refused: 'Rows were refused, so nobody was written.',
  unknown_target: 'The mapping has a target that there is not; see docs/import.md.',
  unknown_match: 'That is no way to find people; see docs/import.md.',
  unknown_column: 'There is no column of that name in the file; name the one that says whose record it is.',
  not_understood: 'No column says anything of a person; see docs/matching.md for the headings that are known.',
  database_unreachable: 'The database does not answer; see that its server runs and that DATABASE_URL is right.',
  database_out_of_resources:
    'The database is out of connections, memory or disk space; free some, or lower KITH_POOL_SIZE.',
  database_refused: 'The database refused the connection; correct DATABASE_URL, or create that user or database.',
  database_read_only: 'The database takes no writes: it is a standby; use the primary server.',
  database_input_output: 'The database cannot use its files; see its log and its disk.',
  database_stopping: 'The database is starting or stopping; try again in a moment.',
};

/** A register's file that is not understood; what was found follows. */
const BY_REGISTER_CODE: Readonly<Record<string, string>> = {
  csv_format: 'The file is not CSV',
  register_encoding: 'The file has bytes that are no text in this charset; save it as UTF-8, or name it with --charset',
  register_encoding_other: 'The file is UTF-8; leave --charset out. Declared is',
  register_letters: 'Letters were misread when the file was made; export it again as UTF-8. Found',
  register_columns: 'No columns tell whom it is about. Expected: identifier, or name, or first_name and surname. Found',
  register_column_twice: 'Two columns mean the same',
  register_column_unknown:
    'Columns are not known; give them a heading that is, or name those that do not count with --ignore. Found',
  register_row: 'A row has other columns than the first line',
  register_date: 'Expected is a date as YYYY-MM-DD that exists, or nothing. Found',
  register_nobody: 'A row has no name or number',
  register_empty: 'The file has nobody in it',
};

const BY_KIND: Readonly<Record<FailureKind, string>> = {
  invalid: 'A value cannot be used',
  unauthenticated: 'The credentials are wrong',
  forbidden: 'That is not allowed',
  'not-found': 'There is no such record',
  conflict: 'That exists already',
  'too-large': 'A value is too large',
  limited: 'Too many calls; wait a moment',
  unavailable: 'The database cannot do that now; try again',
};

/** What the operator reads: what is wrong and what to do. A bug keeps its stack. */
export function explainError(error: unknown): string {
  if (error instanceof Failure) return explainFailure(error);
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError) return `${error.message} (an environment variable; see README.md, "Settings")`;
  if (error instanceof EmbeddedStartError || error instanceof UsageError) return error.message;
  return explainSystemError(error);
}

function explainFailure(failure: Failure): string {
  const words = BY_CODE[failure.code === 'new_password' ? (failure.issues[0]?.code ?? '') : failure.code];
  const cause = failure.cause instanceof Error && failure.kind === 'unavailable' ? ` (${failure.cause.message})` : '';
  if (words !== undefined) return words + cause;
  const aboutFile = BY_REGISTER_CODE[failure.code];
  if (aboutFile !== undefined) return `${aboutFile}: ${failure.subject}. The register stays as it was.`;
  if (failure.code === 'required') return `${String(failure.subject)} must not be empty.`;
  const subject = failure.subject === undefined ? '' : `: ${failure.subject}`;
  return `${BY_KIND[failure.kind]}${subject} (${failure.code}).`;
}

function explainSystemError(error: Error): string {
  if (isCode(error, 'EADDRINUSE')) {
    return `${placeOf(error)} is in use by another program. Stop it, or choose another port with KITH_PORT (demo: --port).`;
  }
  if (isCode(error, 'EADDRNOTAVAIL', 'ENOTFOUND')) {
    return `${error.message}. KITH_HOST must be an address of this machine, such as 127.0.0.1 or 0.0.0.0.`;
  }
  if (isCode(error, 'EACCES', 'EPERM', 'ENOSPC', 'EROFS'))
    return `${error.message}. Give Kith a place it may use: KITH_DATA_DIR, for the demo TMPDIR.`;
  if (isCode(error, '42501')) {
    return `The database refused: ${error.message}. Let the user of DATABASE_URL own the database, or name its owner with KITH_MIGRATE_URL; or run "create extension pg_trgm; create extension btree_gin" in it as a superuser.`;
  }
  // The messages of our own plain errors say what to do; what the database refuses is a bug and needs its stack.
  return 'code' in error ? (error.stack ?? error.message) : error.message;
}

function placeOf(error: Error): string {
  const { address, port } = error as { address?: string; port?: number };
  return port === undefined ? 'The address' : `The address ${address}:${port}`;
}
