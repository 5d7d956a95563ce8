// Every SELECT that shows accreditations and what happened to them.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import { built, query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { columnsAs, jsonObject } from '../base/columns.ts';
import { Failure } from '../base/failure.ts';
import type { Accreditation } from './accreditation.ts';
import type { Details, Outcome } from './outcome.ts';
import { SCAN_COLUMNS, type Scan } from './scan.ts';

const FIELDS = [
  'id',
  'constituentId',
  'type',
  'identifier',
  'correlationId',
  'inputs',
  'status',
  'outcome',
  'reasons',
  'details',
  'unreachable',
  'expiryDate',
  'monitored',
  'nextVerificationAt',
  'completedAt',
  'lastVerifiedAt',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof Accreditation)[];

/** The columns of `Accreditation`, of `accreditations a`. */
export const ACCREDITATION_COLUMNS = columnsAs('a', FIELDS);

/** The same as one JSON. */
export const ACCREDITATION_JSON = jsonObject('a', FIELDS);

const ofConstituent = query<Accreditation>(
  'accreditations_of_constituent',
  `select ${ACCREDITATION_COLUMNS} from accreditations a where a.organization_id = $1 and a.constituent_id = $2 order by a.id`,
);

/** A person's checks by id, oldest first. */
export async function accreditationsOf(db: Db, actor: Actor, constituentId: number): Promise<Accreditation[]> {
  allow(actor, 'constituents:read');
  return db.all(ofConstituent(actor.organization.id, constituentId));
}

const byId = query<Accreditation>(
  'accreditation_by_id',
  `select ${ACCREDITATION_COLUMNS} from accreditations a where a.organization_id = $1 and a.id = $2`,
);

/** Throws `not-found`. */
export async function getAccreditation(db: Db, actor: Actor, id: number): Promise<Accreditation> {
  allow(actor, 'constituents:read');
  const accreditation = await db.maybe(byId(actor.organization.id, id));
  if (!accreditation) throw new Failure('not-found', 'accreditation', { subject: id });
  return accreditation;
}

/** All that is given must hold. */
export interface AccreditationFilter {
  readonly constituentId?: number;
  readonly type?: string;
  readonly status?: string;
  /** One of these; null: no answer yet. */
  readonly outcomes?: readonly (Outcome | null)[];
  /** The same of a check whose register was reached; of one that was not, whether it matches. */
  readonly current?: { readonly outcomes: readonly (Outcome | null)[]; readonly unreachable: boolean };
  /** Of any scan of the accreditation. */
  readonly correlationId?: string;
  /** YYYY-MM-DD, exclusive. */
  readonly expiringBefore?: string;
  /** ISO moment, inclusive. */
  readonly updatedSince?: string;
  readonly afterId?: number;
  readonly limit?: number;
}

function hasOutcome(outcomes: readonly (Outcome | null)[]): RawBuilder<SqlBool> {
  return sql`coalesce(a.outcome, '') = any(${outcomes.map((outcome) => outcome ?? '')}::text[])`;
}

function conditionsOf(actor: Actor, filter: Omit<AccreditationFilter, 'afterId' | 'limit'>): RawBuilder<SqlBool>[] {
  const { current = { outcomes: [], unreachable: false } } = filter;
  const given: readonly (readonly [unknown, RawBuilder<SqlBool>])[] = [
    [
      filter.constituentId,
      // The id may have been merged away; this list is streamed, so that its one statement looks that up itself.
      sql`a.constituent_id = coalesce((select x.current_id from constituent_aliases x
        where x.organization_id = ${actor.organization.id} and x.old_id = ${filter.constituentId}), ${filter.constituentId})`,
    ],
    [filter.type, sql`a.type = ${filter.type}`],
    [filter.status, sql`a.status = ${filter.status}`],
    [filter.outcomes, hasOutcome(filter.outcomes ?? [])],
    [
      filter.current,
      sql`case when a.unreachable then ${current.unreachable}::boolean else ${hasOutcome(current.outcomes)} end`,
    ],
    [filter.expiringBefore, sql`a.expiry_date < ${filter.expiringBefore}`],
    [filter.updatedSince, sql`a.updated_at >= ${filter.updatedSince}`],
    [
      filter.correlationId,
      sql`a.id in (select s.accreditation_id from accreditation_scans s
        where s.organization_id = a.organization_id and s.correlation_id = ${filter.correlationId})`,
    ],
  ];
  return given.filter(([value]) => value !== undefined).map(([, condition]) => condition);
}

/** Those that match, by id, in pieces. */
export function streamAccreditations(
  db: Db,
  actor: Actor,
  { afterId: start = 0, limit: most, ...filter }: AccreditationFilter,
): AsyncGenerator<Accreditation[]> {
  allow(actor, 'constituents:read');
  const conditions = [sql`a.organization_id = ${actor.organization.id}`, ...conditionsOf(actor, filter)];
  const pieceAfter = (afterId: number, limit: number) =>
    built(sql<Accreditation>`select ${sql.raw(ACCREDITATION_COLUMNS)} from accreditations a
      where ${sql.join([...conditions, sql`a.id > ${afterId}`], sql` and `)} order by a.id limit ${limit}`);
  return db.inPieces(pieceAfter, { start, most });
}

/** One row of the log, which is never changed. */
export interface VerificationRow {
  readonly id: number;
  readonly correlationId: string;
  readonly at: string;
  /** What answered. */
  readonly registry: string;
  readonly status: string;
  /** Of the accreditation. */
  readonly type: string;
  readonly outcome: Outcome | null;
  readonly reasons: readonly string[];
  readonly expiryDate: string | null;
  readonly details: Details;
  readonly evidence: Readonly<Record<string, unknown>>;
}

const history = query<VerificationRow>(
  'accreditation_history',
  `select v.id, v.correlation_id as "correlationId", v.at, v.registry, v.status, a.type, v.outcome, v.reasons,
     v.expiry_date as "expiryDate", v.details, v.evidence
   from accreditation_verifications v
   join accreditations a on a.organization_id = v.organization_id and a.id = v.accreditation_id
   where v.organization_id = $1 and v.accreditation_id = $2 order by v.id`,
);

/** Every look at the register so far, oldest first. Throws `not-found`. */
export async function historyOf(db: Db, actor: Actor, id: number): Promise<VerificationRow[]> {
  await getAccreditation(db, actor, id);
  return db.all(history(actor.organization.id, id));
}

const scanBy = query<Scan>(
  'scan_by_correlation_id',
  `select ${SCAN_COLUMNS} from accreditation_scans s where s.organization_id = $1 and s.correlation_id = $2`,
);

/** One scan with its accreditation as it is now. Throws `not-found`. */
export async function getScan(
  db: Db,
  actor: Actor,
  correlationId: string,
): Promise<{ scan: Scan; accreditation: Accreditation }> {
  allow(actor, 'constituents:read');
  const scan = await db.maybe(scanBy(actor.organization.id, correlationId));
  if (!scan) throw new Failure('not-found', 'scan', { subject: correlationId });
  return { scan, accreditation: await getAccreditation(db, actor, scan.accreditationId) };
}
