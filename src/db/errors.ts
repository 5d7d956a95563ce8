import { Failure, type FailureKind } from '../core/base/failure.ts';

/** What a broken constraint means to the caller. */
const CONSTRAINTS: Readonly<Record<string, readonly [FailureKind, string]>> = {
  credential_directory_pkey: ['conflict', 'credential_taken'],
  users_login_name: ['conflict', 'login_name_taken'],
  constituents_user_name: ['conflict', 'user_name_taken'],
  categories_key: ['conflict', 'key_taken'],
  keywords_name: ['conflict', 'name_taken'],
  groups_name: ['conflict', 'name_taken'],
  custom_field_definitions_key: ['conflict', 'key_taken'],
  interests_organization_id_parent_id_fkey: ['invalid', 'unknown_interest'],
  interests_organization_id_center_id_fkey: ['invalid', 'unknown_center'],
  memberships_finish_after_start: ['invalid', 'finish_before_start'],
  relationships_organization_id_related_constituent_id_fkey: ['invalid', 'unknown_related_constituent'],
  // What a write refers to may be deleted while it is being written.
  memberships_organization_id_membership_level_id_fkey: ['invalid', 'unknown_membership_level'],
  group_memberships_organization_id_group_id_fkey: ['invalid', 'unknown_group'],
  requirements_organization_id_group_id_fkey: ['invalid', 'unknown_group'],
  appeal_requests_organization_id_appeal_id_fkey: ['invalid', 'unknown_appeal'],
  appeal_requests_organization_id_assigned_to_fkey: ['invalid', 'unknown_team_member'],
  invitations_organization_id_event_id_fkey: ['invalid', 'unknown_event'],
  invitations_organization_id_parent_invitation_id_fkey: ['invalid', 'unknown_invitation'],
  invitations_organization_id_assigned_to_fkey: ['invalid', 'unknown_team_member'],
  constituent_keywords_organization_id_keyword_id_fkey: ['invalid', 'unknown_keyword'],
  keywords_organization_id_category_id_fkey: ['not-found', 'category'],
  volunteer_time_keywords_organization_id_keyword_id_fkey: ['invalid', 'unknown_keyword'],
  gift_keywords_organization_id_keyword_id_fkey: ['invalid', 'unknown_keyword'],
  gifts_organization_id_parent_gift_id_fkey: ['invalid', 'unknown_parent_gift'],
  gifts_not_own_parent: ['invalid', 'own_parent_gift'],
  relationships_organization_id_constituent_id_fkey: ['not-found', 'constituent'],
};

/** What a class or code of SQLSTATE means when no constraint says more. */
const STATES: readonly (readonly [prefix: string, kind: FailureKind, code: string])[] = [
  ['22', 'invalid', 'value_not_storable'],
  ['54000', 'too-large', 'value_too_large'],
  ['08', 'unavailable', 'database_unreachable'],
  // A server that was recovered as a standby, or lost its role in a failover, takes no writes.
  ['25006', 'unavailable', 'database_read_only'],
  // The transaction waited too long for this process, which was busy or cut off; its connection is closed.
  ['25P03', 'unavailable', 'database_unreachable'],
  ['28', 'unavailable', 'database_refused'],
  ['3D000', 'unavailable', 'database_refused'],
  ['53', 'unavailable', 'database_out_of_resources'],
  ['55P03', 'unavailable', 'lock_timeout'],
  ['57P', 'unavailable', 'database_stopping'],
  ['57014', 'unavailable', 'statement_timeout'],
  ['58', 'unavailable', 'database_input_output'],
  ['40', 'unavailable', 'transaction_conflict'],
];

/** What the system says when there is no way to the database. */
const NETWORK = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTCONN'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EAI_AGAIN', 'ENOTFOUND'],
]);

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A database error as a `Failure` where its cause is known; anything else unchanged (a bug). */
export function toFailure(error: unknown): unknown {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  if (code === undefined) return isLostConnection(error) ? lost(error) : error;
  if (NETWORK.has(code)) return lost(error);
  const constraint = (error as { constraint?: string }).constraint;
  const known = constraint === undefined ? undefined : CONSTRAINTS[constraint];
  if (known) return new Failure(known[0], known[1], { cause: error });
  const state = STATES.find(([prefix]) => code.startsWith(prefix));
  return state ? new Failure(state[1], state[2], { cause: error }) : error;
}

/** What `pg` says without a code. After its end a pool is asked by requests whose clients are gone while the server stops. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Cannot use a pool after calling end)|not queryable/;

function isLostConnection(error: unknown): boolean {
  return error instanceof Error && LOST.test(error.message);
}

/** True for the failure of a statement whose connection is no more: what became of the statement is unknown. */
export function isLost(error: unknown): error is Failure {
  return error instanceof Failure && ['database_unreachable', 'database_stopping'].includes(error.code);
}

/** Failures that the very next statement may not meet. */
const PASSING = ['transaction_conflict', 'statement_timeout', 'lock_timeout'];

/** True for a failure that any other statement would meet as well: the database is away, full, or takes no writes. */
export function isAway(error: unknown): error is Failure {
  return error instanceof Failure && error.kind === 'unavailable' && !PASSING.includes(error.code);
}

function lost(error: unknown): Failure {
  return new Failure('unavailable', 'database_unreachable', { cause: error });
}

/** True for a deadlock or a serialization failure: the same transaction may succeed when run again. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error instanceof Failure ? error.cause : error);
  return code === '40001' || code === '40P01';
}
