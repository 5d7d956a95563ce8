/** What went wrong, in the core's own terms. Only a dialect gives it a number, an envelope and words. */

export type FailureKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'limited'
  | 'unavailable';

export interface Issue {
  /** The core's name of the field, e.g. `lastName`. */
  readonly field: string;
  readonly code: string;
  /** Names that would have been right. */
  readonly known?: readonly string[];
}

export interface FailureDetails {
  /** What it concerns: an id, a field name, a search term. Never personal data beyond what the caller sent. */
  readonly subject?: string | number;
  readonly issues?: readonly Issue[];
  /** What the caller needs to go on, where a contract has a place for it. */
  readonly shown?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export class Failure extends Error {
  readonly kind: FailureKind;
  readonly code: string;
  readonly subject: string | number | undefined;
  readonly issues: readonly Issue[];
  readonly shown: Readonly<Record<string, unknown>>;

  constructor(kind: FailureKind, code: string, details: FailureDetails = {}) {
    super(`${kind}: ${code}`, { cause: details.cause });
    this.name = 'Failure';
    this.kind = kind;
    this.code = code;
    this.subject = details.subject;
    this.issues = details.issues ?? [];
    this.shown = details.shown ?? {};
  }
}

/** A failure of one field: `invalid`, with that field as its only issue. */
export function invalidField(field: string, code: string): Failure {
  return new Failure('invalid', code, { subject: field, issues: [{ field, code }] });
}
