// What of an error may stand in the log. Its text can quote what somebody sent: PostgreSQL names the row that is there
// twice, JSON.parse the text it stumbled over, a mail server the recipient.
import pg from 'pg';

export interface LoggableError {
  readonly type: string;
  readonly message: string;
  /** Where it came from: file and line, nothing that was sent. */
  readonly stack: string;
  /** An SQLSTATE, or the code of a system call. */
  readonly code?: string;
  /** Names of the schema, never values. */
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly cause?: LoggableError;
}

const DEEPEST = 5;

/** Only what is named here: every other field of an error (`detail`, `where`, `query`, `rejected`) stays out. */
export function loggableError(error: unknown, depth = 0): LoggableError {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' };
  const { table, column, constraint } = error instanceof pg.DatabaseError ? error : {};
  const message = quotes(error) ? '' : error.message.replaceAll(ADDRESS, '<address>');
  return {
    type: error.constructor.name,
    message,
    stack: framesOf(error),
    ...('code' in error ? { code: String(error.code) } : {}),
    ...(table ? { table } : {}),
    ...(column ? { column } : {}),
    ...(constraint ? { constraint } : {}),
    ...(error.cause !== undefined && depth < DEEPEST ? { cause: loggableError(error.cause, depth + 1) } : {}),
  };
}

/** A word that begins a run of letters, so that searching takes time linear in the text. */
const ADDRESS = /(?<![^\s<>"'(])[^\s<>"'(@]{1,64}@[^\s<>"'),;]+/g;

function quotes(error: Error): boolean {
  return error instanceof pg.DatabaseError || error instanceof SyntaxError;
}

function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .join('\n');
}
