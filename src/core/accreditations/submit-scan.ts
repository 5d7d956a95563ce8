import { createHash, randomUUID } from 'node:crypto';
import type { Db } from '../../db/connect.ts';
import { query, type Statement, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { comparisonKey } from '../base/fold.ts';
import { requireBorn } from '../constituents/record/birth-date.ts';
import { type Accreditation, normalizeIdentifier } from './accreditation.ts';
import { ACCREDITATION_COLUMNS } from './accreditation-queries.ts';
import { type CheckType, findCheckType } from './catalogue.ts';
import { concernPerson } from './concern-person.ts';
import { type NewScan, type Requested, requestingStatement } from './request-scan.ts';
import { SCAN_COLUMNS, type Scan } from './scan.ts';
import type { ScanRequest } from './scan-request.ts';

/**
 * Asks for a check and answers at once. The same number of the same person stays one accreditation with another look; a
 * repeated key or a look still under way gives the same scan (docs/contracts/oho.md §3.8). Throws `invalid`
 * (`unsupported_type`), `not-found` for a person whom the organization does not have, `conflict` (`idempotency`).
 */
export async function submitScan(tx: Tx, actor: Actor, request: ScanRequest): Promise<Requested> {
  allow(actor, 'accreditations:write');
  const type = findCheckType(request.type);
  if (!type) throw invalidField('type', 'unsupported_type');
  requireBorn(tx, actor, { birth_date: request.inputs.birth_date });
  if (request.identifier === null && type.identifierRequired) throw invalidField('identifier', 'required');
  const fingerprint = fingerprintOf(request);
  const repeated = await findRepeated(tx, actor, { request, fingerprint });
  if (repeated) return withAccreditation(tx, actor, repeated);
  const constituentId = await concernPerson(tx, actor, request);
  const asked: Asked = { constituentId, request, type, fingerprint };
  const known = isUnique(asked) ? undefined : await lockSame(tx, actor, asked);
  const written = known ? undefined : await tx.maybe(insertion(actor, asked));
  return written ?? askAgain(tx, actor, { ...asked, accreditation: known ?? (await findSame(tx, actor, asked)) });
}

function keyOf(request: ScanRequest): string | null {
  return request.idempotencyKey ?? request.correlationId ?? null;
}

/** Of what was asked, whatever the order of its keys. */
function fingerprintOf({ type, identifier, inputs, person, enrichment }: ScanRequest): string {
  const sorted = JSON.stringify({ type, identifier, inputs, person, enrichment }, (_key, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(sorted).digest('hex');
}

const lock = write('scan_lock', `select pg_advisory_xact_lock(hashtextextended('scan:' || $1 || ':' || $2, 0))`);
const byKey = query<Scan & { fingerprint: string; isOld: boolean; hasKey: boolean }>(
  'scan_by_key',
  `select ${SCAN_COLUMNS}, s.fingerprint, s.created_at < $3 as "isOld", s.idempotency_key is not distinct from $2 as "hasKey"
   from accreditation_scans s
   where s.organization_id = $1 and (s.idempotency_key = $2 or s.correlation_id = $4)
   order by s.correlation_id is not distinct from $4 desc limit 1`,
);
const releaseKey = write(
  'scan_release_key',
  'update accreditation_scans set idempotency_key = null where organization_id = $1 and correlation_id = $2',
);

/** A key is remembered for a day (docs/contracts/oho.md §3.8). */
const KEY_MILLISECONDS = 24 * 3_600_000;

/** The scan that the same key already stands for. Callers with one key take turns. */
async function findRepeated(
  tx: Tx,
  actor: Actor,
  { request, fingerprint }: { request: ScanRequest; fingerprint: string },
): Promise<Scan | undefined> {
  const key = keyOf(request);
  if (key === null) return undefined;
  await tx.all(lock(actor.organization.id, `key:${key}`));
  const since = new Date(request.now.getTime() - KEY_MILLISECONDS);
  const found = await tx.maybe(byKey(actor.organization.id, key, since, request.correlationId ?? null));
  if (!found) return undefined;
  if (found.isOld && found.correlationId !== request.correlationId) {
    await tx.all(releaseKey(actor.organization.id, found.correlationId));
    return undefined;
  }
  if (found.fingerprint !== fingerprint) throw new Failure('conflict', 'idempotency');
  return found;
}

/** Two statements, not one that compares with a number that may be null: that one would not use the index. */
function sameStatement(ofNumber: string, name: string) {
  return write<Accreditation>(
    `accreditation_same_person_${name}`,
    `select ${ACCREDITATION_COLUMNS} from accreditations a
     where a.organization_id = $1 and a.constituent_id = $2 and a.type = $3 and ${ofNumber}
     order by a.id limit 1 for no key update of a`,
  );
}

const sameWithNumber = sameStatement('a.normalized_identifier = $4', 'number');
const sameWithoutNumber = sameStatement('$4::text is null and a.normalized_identifier is null', 'none');

interface OfNobody {
  readonly id: number;
  readonly inputs: Accreditation['inputs'];
}

// Of nobody in the record: which of them are of the same name is compared as everywhere (core/base/fold.ts).
const ofNobody = (name: string, ofNumber: string) =>
  query<OfNobody>(
    `accreditations_of_nobody_${name}`,
    `select a.id, a.inputs from accreditations a
     where a.organization_id = $1 and a.constituent_id is null and a.type = $2 and ${ofNumber} order by a.id`,
  );
const ofNobodyWithNumber = ofNobody('number', 'a.normalized_identifier = $3');
const ofNobodyBorn = ofNobody(
  'born',
  `a.normalized_identifier is null and a.inputs->>'birth_date' is not distinct from $3::text`,
);
const lockById = write<Accreditation>(
  'accreditation_lock_same',
  `select ${ACCREDITATION_COLUMNS} from accreditations a where a.organization_id = $1 and a.id = $2 for no key update of a`,
);

// The very same question: with other details the register may well answer otherwise.
const openScan = query<Scan>(
  'scan_open',
  `select ${SCAN_COLUMNS} from accreditation_scans s
   where s.organization_id = $1 and s.accreditation_id = $2 and s.fingerprint = $3
     and s.status in ('pending', 'in_progress', 'waiting')
   order by s.created_at desc limit 1`,
);

interface Asked {
  readonly constituentId: number | null;
  readonly request: ScanRequest;
  readonly type: CheckType;
  readonly fingerprint: string;
}

function numberOf({ identifier }: ScanRequest): string | null {
  return identifier === null ? null : normalizeIdentifier(identifier);
}

/** Whether an index keeps two callers from adding the same. */
function isUnique({ constituentId, request }: Asked): boolean {
  return constituentId !== null && request.identifier !== null;
}

/** The accreditation of the same person, type and number, locked. */
async function findSame(tx: Tx, actor: Actor, asked: Asked): Promise<Accreditation | undefined> {
  const { constituentId, request } = asked;
  if (constituentId === null) return findSameOfNobody(tx, actor, request);
  const number = numberOf(request);
  const same = number === null ? sameWithoutNumber : sameWithNumber;
  return tx.maybe(same(actor.organization.id, constituentId, request.type, number));
}

/** Another name is another person, and so is, without a number, another birth date. */
async function findSameOfNobody(tx: Tx, actor: Actor, request: ScanRequest): Promise<Accreditation | undefined> {
  const { id: organizationId } = actor.organization;
  const number = numberOf(request);
  const born = request.inputs.birth_date ?? null;
  const candidates =
    number === null
      ? ofNobodyBorn(organizationId, request.type, born)
      : ofNobodyWithNumber(organizationId, request.type, number);
  const same = (await tx.all(candidates)).find(({ inputs }) => nameKey(inputs) === nameKey(request.inputs));
  return same && tx.maybe(lockById(organizationId, same.id));
}

function nameKey({ first_name = '', surname = '' }: Readonly<Record<string, string>>): string {
  return `${comparisonKey(first_name)}\n${comparisonKey(surname)}`;
}

/** The same; callers take turns until they commit, also where there is none yet. */
async function lockSame(tx: Tx, actor: Actor, asked: Asked): Promise<Accreditation | undefined> {
  const { constituentId, request } = asked;
  await tx.all(lock(actor.organization.id, `of:${constituentId}:${request.type}:${numberOf(request)}`));
  return findSame(tx, actor, asked);
}

function scanOf({ constituentId, request, type, fingerprint }: Asked): NewScan {
  const correlationId = request.correlationId ?? randomUUID();
  return {
    correlationId,
    type: type.code,
    reason: 'submitted',
    inputs: request.inputs,
    idempotencyKey: keyOf(request),
    fingerprint,
    now: request.now,
    change: { kind: 'accreditation.submitted', after: { correlationId, type: type.code, constituentId } },
  };
}

const insert = requestingStatement('accreditation_submit', {
  insert: `insert into accreditations (organization_id, constituent_id, type, identifier, normalized_identifier, correlation_id,
       inputs, monitored, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) on conflict do nothing returning *`,
  values: 8,
});

/** A check of its own; writes nothing where the index knows the same person, type and number. */
function insertion(actor: Actor, asked: Asked): Statement<Requested> {
  const { constituentId, request, type } = asked;
  const scan = scanOf(asked);
  const identity = [constituentId, type.code, request.identifier, numberOf(request), scan.correlationId];
  const row = [...identity, JSON.stringify(request.inputs), type.monitoringDays !== null, request.now];
  return insert(actor, scan, row);
}

// The accreditation keeps showing its last result while the register is asked again.
const ask = requestingStatement('accreditation_ask_again', {
  insert: `update accreditations a set correlation_id = $3, inputs = $4, identifier = $5, updated_at = $6,
       status = case when a.completed_at is null then 'pending' else 'completed' end
     where a.organization_id = $1 and a.id = $2 returning *`,
  values: 5,
});

/** Another look at the same accreditation; the very same question, still open, is not asked twice. */
async function askAgain(
  tx: Tx,
  actor: Actor,
  asked: Asked & { accreditation: Accreditation | undefined },
): Promise<Requested> {
  const { request, fingerprint, accreditation } = asked;
  if (!accreditation) throw new Error('The accreditation that was in the way is gone');
  if (keyOf(request) === null) {
    const scan = await tx.maybe(openScan(actor.organization.id, accreditation.id, fingerprint));
    if (scan) return { scan, accreditation };
  }
  const scan = scanOf(asked);
  const { inputs, identifier, now } = request;
  return tx.one(ask(actor, scan, [accreditation.id, scan.correlationId, JSON.stringify(inputs), identifier, now]));
}

const byId = query<Accreditation>(
  'accreditation_of_scan',
  `select ${ACCREDITATION_COLUMNS} from accreditations a where a.organization_id = $1 and a.id = $2`,
);

async function withAccreditation(db: Db, actor: Actor, scan: Scan): Promise<Requested> {
  return { scan, accreditation: await db.one(byId(actor.organization.id, scan.accreditationId)) };
}
