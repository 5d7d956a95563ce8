// A verifier that could not answer at once calls back, signed as it was asked (docs/registries.md).
import { createHmac } from 'node:crypto';
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { transaction } from '../../db/transaction.ts';
import { findOrganizationById } from '../access/organization.ts';
import { type Sealer, unsealOrNull } from '../access/seal.ts';
import { equalSecrets } from '../access/secret.ts';
import { systemActor } from '../access/system-actor.ts';
import type { Clock } from '../base/clock.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { recordDoubt, recordOutcome } from './record-outcome.ts';
import type { Question } from './registries/contradiction.ts';
import { readAnswer } from './registries/read-answer.ts';
import { registryFor } from './registry-settings.ts';

export interface Callback {
  readonly organizationId: number;
  readonly correlationId: string;
  /** `t=<unix-millis>,v1=<hex>` */
  readonly signature: string;
  /** The exact bytes. */
  readonly body: string;
}

/** A signature is worth this long (milliseconds): a recorded callback cannot be played again later. */
const SIGNATURE_MILLISECONDS = 300_000;

const waiting = query<Pick<Question, 'type' | 'identifier' | 'inputs'> & { accreditationId: number; status: string }>(
  'scan_waiting',
  `select s.accreditation_id as "accreditationId", a.type, a.identifier, s.inputs, s.status from accreditation_scans s
   join accreditations a on a.organization_id = s.organization_id and a.id = s.accreditation_id
   where s.organization_id = $1 and s.correlation_id = $2`,
);

/**
 * Records a verifier's late answer; a repeated one changes nothing. Throws `unauthenticated` for a wrong signature as for an
 * unknown check: strangers learn nothing. Throws `invalid` for an answer without a known outcome; whoever is cleared is not
 * from then on, and the check goes on waiting.
 */
export async function answerCallback(
  context: { readonly db: Db; readonly clock: Clock; readonly sealer: Sealer },
  callback: Callback,
): Promise<void> {
  const { db, clock } = context;
  const { organizationId, correlationId } = callback;
  const organization = await findOrganizationById(db, organizationId);
  const scan = organization && (await db.maybe(waiting(organizationId, correlationId)));
  const setting = organization && scan && (await registryFor(db, organization, scan.type));
  const secret = setting?.registry === 'http' ? unsealOrNull(context.sealer, setting.secretSealed) : null;
  if (!organization || !scan || !secret || !isSigned(callback, secret, clock.now())) {
    throw new Failure('unauthenticated', 'signature_wrong');
  }
  if (['completed', 'failed', 'cancelled'].includes(scan.status)) return;
  const read = readAnswer(callback.body, { ...scan, correlationId });
  const actor = systemActor(organization, 'job', correlationId);
  const { accreditationId } = scan;
  if (!read?.isOutcomeKnown) {
    const unread = read?.unread ?? { answer: callback.body.slice(0, 500).replaceAll('\0', '') };
    const doubt = { accreditationId, correlationId, unread, registry: 'http', now: clock.now() };
    await transaction(db, actor, (tx) => recordDoubt(tx, actor, doubt));
    throw read ? invalidField('outcome', 'unknown_outcome') : invalidField('body', 'malformed_json');
  }
  const { finding, unread } = read;
  const evidence = { source: 'http callback', ...(unread ? { unread } : {}) };
  const outcome = { accreditationId, correlationId, finding, evidence, registry: 'http', now: clock.now() };
  await transaction(db, actor, (tx) => recordOutcome(tx, actor, outcome));
}

function isSigned({ signature, body }: Callback, secret: string, now: Date): boolean {
  const [, time = '', digest = ''] = signature.match(/^t=(\d{1,15}),v1=([0-9a-f]{64})$/) ?? [];
  const expected = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return equalSecrets(digest, expected) && Math.abs(now.getTime() - Number(time)) <= SIGNATURE_MILLISECONDS;
}
