// Checks of the demo's staff, in every state that a check can be in (docs/contracts/oho.md §3.5).
import { createHash } from 'node:crypto';
import { type Outcome, REASONS } from '../../core/accreditations/outcome.ts';
import type { Actor } from '../../core/base/actor.ts';
import { recordChange } from '../../core/base/change.ts';
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';

interface State {
  readonly status: 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
  /** Absent while the registry has not answered. */
  readonly outcome?: Outcome;
  /** The registry's own words. */
  readonly words?: string;
  /** Days from today to the expiry date. */
  readonly expiresIn?: number;
  readonly unreachable?: boolean;
}

const completed = (outcome: Outcome, words: string): State => ({ status: 'completed', outcome, words });

const CURRENT: State = { ...completed('active', 'Current'), expiresIn: 640 };

const STATES: readonly State[] = [
  CURRENT,
  { ...CURRENT, expiresIn: 25 },
  { ...completed('conditions', 'Current with conditions'), expiresIn: 640 },
  completed('review', 'Current'),
  { ...completed('expired', 'Expired'), expiresIn: -40 },
  completed('suspended', 'Suspended'),
  completed('cancelled', 'Surrendered'),
  completed('barred', 'Negative notice'),
  completed('not_found', 'No record'),
  completed('not_valid', 'Not valid'),
  completed('pending', 'Applied'),
  { ...completed('error', 'No access'), status: 'failed' },
  { status: 'failed', unreachable: true },
  { status: 'pending' },
  { status: 'in_progress' },
  { status: 'cancelled' },
];

/** Registries that answer with WWC words, with a number as each of them writes it. */
const WWC_TYPES: readonly (readonly [type: string, identifier: (digits: string) => string])[] = [
  ['vicwwc', (digits) => `${digits}A`],
  ['nswwwc', (digits) => `WWC${digits}E`],
  ['qldblue', (digits) => `${digits}/1`],
  ['sawwc', (digits) => digits],
  ['wawwc', (digits) => digits],
  ['taswwc', (digits) => `${digits}1`],
  ['ntwwc', (digits) => digits],
  ['actwwc', (digits) => `${digits}2`],
];

/** What an NDIS check finds (docs/contracts/oho.md §3.5). */
const NDIS_OUTCOMES: readonly Outcome[] = [
  'active',
  'barred',
  'suspended',
  'cancelled',
  'expired',
  'pending',
  'not_found',
];

function ndisState(index: number): State {
  const outcome = NDIS_OUTCOMES[index % NDIS_OUTCOMES.length] ?? 'active';
  return { status: 'completed', outcome, ...(outcome === 'active' ? { expiresIn: 900 } : {}) };
}

interface Check {
  readonly constituentId: number;
  readonly type: string;
  readonly identifier: string;
  readonly state: State;
}

const insertAccreditations = write<{ id: number; correlation_id: string }>(
  'demo_insert_accreditations',
  `insert into accreditations (organization_id, constituent_id, type, identifier, normalized_identifier, correlation_id,
     status, outcome, reasons, details, unreachable, expiry_date, next_verification_at, completed_at, last_verified_at, created_at)
   select $1, r.constituent_id, r.type, r.identifier, upper(regexp_replace(r.identifier, '[\\s-]', '', 'g')), r.correlation_id,
     r.status, r.outcome, array(select jsonb_array_elements_text(r.reasons)), r.details, r.unreachable, r.expiry_date,
     r.next_verification_at, r.completed_at, r.completed_at, r.created_at
   from rows from (jsonb_to_recordset($2::jsonb) as (constituent_id bigint, type text, identifier text, correlation_id uuid,
     status text, outcome text, reasons jsonb, details jsonb, unreachable boolean, expiry_date date,
     next_verification_at timestamptz, completed_at timestamptz, created_at timestamptz)) with ordinality as r
   order by r.ordinality returning id, correlation_id`,
);

// Every answer of a registry is in the log as well; a check that was never answered has no entry.
const insertVerifications = write(
  'demo_insert_verifications',
  `insert into accreditation_verifications (organization_id, accreditation_id, correlation_id, at, registry, status,
     outcome, reasons, details, expiry_date)
   select organization_id, id, correlation_id, completed_at, 'demo', status, outcome, reasons, details, expiry_date
   from accreditations where organization_id = $1 and id = any($2::bigint[]) and completed_at is not null order by id`,
);

/** Gives the people one check each, through all states; every fifth also has an NDIS check, and every ninth a teacher's registration. */
export async function insertDemoAccreditations(
  tx: Tx,
  actor: Actor,
  { constituentIds, now }: { constituentIds: readonly number[]; now: Date },
): Promise<void> {
  const checks = constituentIds.flatMap((constituentId, index) => checksOf(constituentId, index));
  if (checks.length === 0) return;
  const rows = JSON.stringify(checks.map((check) => toRow(check, now)));
  const inserted = await tx.all(insertAccreditations(actor.organization.id, rows));
  await tx.all(
    insertVerifications(
      actor.organization.id,
      inserted.map((row) => row.id),
    ),
  );
  for (const [index, { id }] of inserted.entries()) {
    const after = { type: checks[index]?.type, constituentId: checks[index]?.constituentId };
    await recordChange(tx, actor, { kind: 'accreditation.created', subjectId: id, before: null, after });
  }
}

function checksOf(constituentId: number, index: number): Check[] {
  const [type, identifierOf] = WWC_TYPES[index % WWC_TYPES.length] ?? ['wawwc', (digits: string) => digits];
  const state = STATES[index % STATES.length] ?? CURRENT;
  const checks: Check[] = [{ constituentId, type, identifier: identifierOf(String(1_000_000 + index * 7_919)), state }];
  if (index % 5 === 0) {
    checks.push({ constituentId, type: 'ndis', identifier: `NDIS-${100_000 + index}`, state: ndisState(index / 5) });
  }
  // The teachers' register gives no expiry date (docs/contracts/oho.md §3.5).
  const registered: State = { status: 'completed', outcome: 'active' };
  if (index % 9 === 0)
    checks.push({ constituentId, type: 'nesa', identifier: `${200_000 + index}`, state: registered });
  return checks;
}

const DAY_MS = 86_400_000;

function toRow({ constituentId, type, identifier, state }: Check, now: Date) {
  const daysFromNow = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString();
  const expiry = state.expiresIn === undefined ? null : daysFromNow(state.expiresIn).slice(0, 10);
  return {
    constituent_id: constituentId,
    type,
    identifier,
    correlation_id: uuidOf(`${type} ${identifier}`),
    status: state.status,
    outcome: state.outcome ?? null,
    reasons: state.outcome === undefined ? [] : REASONS[state.outcome],
    details: state.words === undefined ? {} : { response: [state.words] },
    unreachable: state.unreachable ?? false,
    expiry_date: expiry,
    // Nothing is due for years: a demo must not start to ask registries by itself.
    next_verification_at: null,
    completed_at: state.status === 'completed' ? daysFromNow(-6) : null,
    created_at: daysFromNow(-7),
  };
}

/** The same for the same text, so that every demo has the same ids. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
