import { createHash, randomUUID } from 'node:crypto';
import { type Db, statement } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure, invalidField } from '../base/failure.ts';
import type { ConstituentInput } from '../constituents/constituent-input.ts';
import type { FlatInput } from '../constituents/flat-fields.ts';
import { type Accreditation, normalizeIdentifier } from './accreditation.ts';
import { ACCREDITATION_COLUMNS } from './accreditation-queries.ts';
import { type CheckType, findCheckType } from './catalogue.ts';
import { concernPerson } from './concern-person.ts';
import { requestScan } from './request-scan.ts';
import { SCAN_COLUMNS, type Scan } from './scan.ts';

export interface ScanRequest {
  readonly type: string;
  readonly identifier: string | null;
  /** What the register is asked with, by the names of the catalogue. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Who it is about; null: nobody of the record. */
  readonly person: { readonly id: number } | { readonly email: string; readonly input: ConstituentInput } | null;
  /** What the check tells about the person (wire/oho.md §3.7). */
  readonly enrichment: FlatInput & { readonly birthDate?: string };
  readonly idempotencyKey?: string;
  /** The caller's own name for the check; also makes it idempotent. */
  readonly correlationId?: string;
  readonly now: Date;
}

export interface SubmittedScan {
  readonly scan: Scan;
  readonly accreditation: Accreditation;
}

/**
 * Asks for a check and answers at once. The same number of the same person stays one accreditation with another look; a
 * repeated key or a look still under way gives the same scan (wire/oho.md §3.8). Throws `invalid` (`unsupported_type`),
 * `not-found` for a person of nobody's or another's, `conflict` (`idempotency`).
 */
export async function submitScan(tx: Tx, actor: Actor, request: ScanRequest): Promise<SubmittedScan> {
  allow(actor, 'accreditations:write');
  const type = findCheckType(request.type);
  if (!type) throw invalidField('type', 'unsupported_type');
  if (request.identifier === null && type.identifierRequired) throw invalidField('identifier', 'required');
  const fingerprint = fingerprintOf(request);
  const repeated = await findRepeated(tx, actor, { request, fingerprint });
  if (repeated) return withAccreditation(tx, actor, repeated);
  const constituentId = await concernPerson(tx, actor, request);
  const existing = await findSame(tx, actor, { constituentId, request });
  const key = keyOf(request);
  const open =
    existing && key === null ? await tx.maybe(openScan(actor.organization.id, existing.id, fingerprint)) : undefined;
  if (open && existing) return { scan: open, accreditation: existing };
  const correlationId = request.correlationId ?? randomUUID();
  const accreditation = await writeAccreditation(tx, actor, { existing, constituentId, request, type, correlationId });
  const scan = await requestScan(tx, actor, {
    accreditationId: accreditation.id,
    correlationId,
    type: type.code,
    reason: 'submitted',
    inputs: request.inputs,
    idempotencyKey: key,
    fingerprint,
    now: request.now,
  });
  const about = constituentId === null ? undefined : `constituent ${constituentId}`;
  const after = { correlationId, type: type.code, constituentId };
  const change = { kind: 'accreditation.submitted', subjectId: accreditation.id, before: null, after, about };
  await recordChange(tx, actor, change);
  return { scan, accreditation };
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

const lock = statement('scan_lock', `select pg_advisory_xact_lock(hashtextextended('scan:' || $1 || ':' || $2, 0))`);
const byKey = statement<Scan & { fingerprint: string; isOld: boolean; hasKey: boolean }>(
  'scan_by_key',
  `select ${SCAN_COLUMNS}, s.fingerprint, s.created_at < $3 as "isOld", s.idempotency_key is not distinct from $2 as "hasKey"
   from accreditation_scans s
   where s.organization_id = $1 and (s.idempotency_key = $2 or s.correlation_id = $4)
   order by s.correlation_id is not distinct from $4 desc limit 1`,
);
const releaseKey = statement(
  'scan_release_key',
  'update accreditation_scans set idempotency_key = null where organization_id = $1 and correlation_id = $2',
);

/** A key is remembered for a day (wire/oho.md §3.8). */
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

/** `is not distinct from` finds its rows without the index: each of the two may be null, which makes four statements. */
function sameStatement(constituentId: number | null, identifier: string | null) {
  const [person, ofPerson] =
    constituentId === null
      ? ['nobody', '$2::bigint is null and a.constituent_id is null']
      : ['person', 'a.constituent_id = $2'];
  const [number, ofNumber] =
    identifier === null
      ? ['none', '$4::text is null and a.normalized_identifier is null']
      : ['number', 'a.normalized_identifier = $4'];
  return statement<Accreditation>(
    `accreditation_same_${person}_${number}`,
    `select ${ACCREDITATION_COLUMNS} from accreditations a
     where a.organization_id = $1 and ${ofPerson} and a.type = $3 and ${ofNumber} order by a.id limit 1 for no key update of a`,
  );
}

// The very same question: with other details the register may well answer otherwise.
const openScan = statement<Scan>(
  'scan_open',
  `select ${SCAN_COLUMNS} from accreditation_scans s
   where s.organization_id = $1 and s.accreditation_id = $2 and s.fingerprint = $3
     and s.status in ('pending', 'in_progress', 'waiting')
   order by s.created_at desc limit 1`,
);

interface Concerned {
  readonly constituentId: number | null;
  readonly request: ScanRequest;
}

/** The accreditation of the same person, type and number. Callers about one of them take turns. */
async function findSame(
  tx: Tx,
  actor: Actor,
  { constituentId, request }: Concerned,
): Promise<Accreditation | undefined> {
  const identifier = request.identifier === null ? null : normalizeIdentifier(request.identifier);
  await tx.all(lock(actor.organization.id, `of:${constituentId}:${request.type}:${identifier}`));
  const same = sameStatement(constituentId, identifier);
  return tx.maybe(same(actor.organization.id, constituentId, request.type, identifier));
}

const insert = statement<Accreditation>(
  'accreditation_insert',
  `insert into accreditations as a (organization_id, constituent_id, type, identifier, normalized_identifier, correlation_id,
     inputs, monitored, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) returning ${ACCREDITATION_COLUMNS}`,
);
// A result that is there stays in sight while the register is asked again.
const ask = statement<Accreditation>(
  'accreditation_ask_again',
  `update accreditations a set correlation_id = $3, inputs = $4, identifier = $5, updated_at = $6,
     status = case when a.completed_at is null then 'pending' else 'completed' end
   where a.organization_id = $1 and a.id = $2 returning ${ACCREDITATION_COLUMNS}`,
);

function writeAccreditation(
  tx: Tx,
  actor: Actor,
  asked: Concerned & { existing: Accreditation | undefined; type: CheckType; correlationId: string },
): Promise<Accreditation> {
  const { request, existing, correlationId } = asked;
  const organizationId = actor.organization.id;
  const inputs = JSON.stringify(request.inputs);
  if (existing) return tx.one(ask(organizationId, existing.id, correlationId, inputs, request.identifier, request.now));
  const normalized = request.identifier === null ? null : normalizeIdentifier(request.identifier);
  const monitored = asked.type.monitoringDays !== null;
  const identity = [asked.constituentId, asked.type.code, request.identifier, normalized];
  return tx.one(insert(organizationId, ...identity, correlationId, inputs, monitored, request.now));
}

const byId = statement<Accreditation>(
  'accreditation_of_scan',
  `select ${ACCREDITATION_COLUMNS} from accreditations a where a.organization_id = $1 and a.id = $2`,
);

async function withAccreditation(db: Db, actor: Actor, scan: Scan): Promise<SubmittedScan> {
  return { scan, accreditation: await db.one(byId(actor.organization.id, scan.accreditationId)) };
}
