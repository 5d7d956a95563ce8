// The operator's own verifier, called over HTTP with a signed request (docs/registries.md).
import { createHmac } from 'node:crypto';
import type { Db } from '../../../db/connect.ts';
import { query, write } from '../../../db/statement.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import { type Answer, sendRequest } from '../../base/send-request.ts';
import { tellsOfRefusal } from './contradiction.ts';
import { notUnderstood, readAnswer, shorten } from './read-answer.ts';
import type { Check, Registry, RegistryAnswer } from './registry.ts';

/** Milliseconds that a verifier has to answer, if only to say that it will call back. */
const TIMEOUT = 20_000;

export const http: Registry = {
  look: async (check, setup, context) => {
    const url = setup.options.url;
    if (typeof url !== 'string') return { kind: 'unavailable', reason: 'no address is set for the registry' };
    if (await isBroken(context.db, check))
      return { kind: 'unavailable', reason: 'the registry failed too often; waiting' };
    const answer = await ask(check, { url, secret: setup.secret ?? '', allow: context.allowPrivateTargets });
    await noteCircuit(context.db, check, answer.kind !== 'unavailable');
    return answer;
  },
};

async function ask(
  check: Check,
  { url, secret, allow }: { url: string; secret: string; allow: boolean },
): Promise<RegistryAnswer> {
  const body = JSON.stringify({
    correlation_id: check.correlationId,
    type: check.type.code,
    identifier: check.identifier,
    inputs: check.inputs,
    callback_path: `/api/registry_callbacks/${check.organization.id}/${encodeURIComponent(check.correlationId)}`,
  });
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Kith-registry/1.0',
    ...sign(secret, body, check.now),
  };
  try {
    const answer = await sendRequest({ url, headers, body, timeout: TIMEOUT, allowPrivateTargets: allow });
    return understood(answer, check);
  } catch (error) {
    return { kind: 'unavailable', reason: error instanceof Error ? error.message : 'no answer' };
  }
}

/** Whatever is no answer leaves the last result as it is, unless it has a word that may be about the person. */
function understood({ status, body }: Answer, check: Check): RegistryAnswer {
  const question = { ...check, type: check.type.code };
  const isRefusal = tellsOfRefusal(body);
  const doubt = isRefusal ? notUnderstood({ status: String(status), answer: shorten(body) }) : undefined;
  const read = (status === 200 ? readAnswer(body, question) : undefined) ?? doubt;
  if (read) {
    const unread = read.unread ? { unread: read.unread } : {};
    const evidence = { source: 'http', answeredAt: check.now.toISOString(), ...unread };
    return { kind: 'found', finding: read.finding, evidence };
  }
  if (status === 202) return { kind: 'waiting' };
  const reason = status === 200 ? 'the verifier’s answer is not JSON' : `the verifier answered ${status}`;
  return { kind: 'unavailable', reason };
}

/** `X-Kith-Signature: t=<unix-millis>,v1=<hex>` over `"{t}.{raw body}"`, SHA-256; a verifier's callback is signed alike. */
function sign(secret: string, body: string, now: Date): Record<string, string> {
  const time = now.getTime();
  const digest = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return { 'x-kith-signature': `t=${time},v1=${digest}` };
}

// After so many failures in a row nobody asks for a while: a verifier that is down is not helped by more calls.
const BREAK_AFTER = 5;
const BREAK_SECONDS = 60;

const circuit = query<{ open: boolean }>(
  'registry_circuit',
  `select retry_after > $3 as open from registry_settings where organization_id = $1 and type in ($2, '*') order by type = '*' limit 1`,
);
const worked = write(
  'registry_worked',
  `update registry_settings set consecutive_failures = 0, retry_after = null
   where organization_id = $1 and type in ($2, '*') and consecutive_failures > 0`,
);
const failed = write(
  'registry_failed',
  `update registry_settings set consecutive_failures = consecutive_failures + 1,
     retry_after = case when consecutive_failures + 1 >= ${BREAK_AFTER} then $3::timestamptz else retry_after end
   where organization_id = $1 and type = (select s.type from registry_settings s
     where s.organization_id = $1 and s.type in ($2, '*') order by s.type = '*' limit 1)`,
);

async function isBroken(db: Db, { organization, type, now }: Check): Promise<boolean> {
  return (await db.maybe(circuit(organization.id, type.code, now)))?.open === true;
}

async function noteCircuit(db: Db, { organization, type, now }: Check, hasWorked: boolean): Promise<void> {
  const until = new Date(now.getTime() + BREAK_SECONDS * 1000);
  const note = hasWorked ? worked(organization.id, type.code) : failed(organization.id, type.code, until);
  await transaction(db, NOBODY, (tx) => tx.all(note));
}
