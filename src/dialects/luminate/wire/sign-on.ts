// `loginResponse`: who is signed on, signed (docs/contracts/luminate.md §2.2 and §4.21).
import type { Call } from '../servlets/call.ts';
import { sign } from '../session/signing.ts';
import { type Element, leaf, parent, proof } from './document.ts';
import { routingId, toWireId } from './session-id.ts';

export interface SignOn {
  readonly constituentId: number;
  readonly token?: string;
  readonly nonce?: string;
  readonly sessionId?: string;
}

/** The whole answer; what is not given is nil (docs/contracts/luminate.md §4.23). */
export function loginResponse(call: Call, { constituentId, token, nonce, sessionId }: SignOn): Element {
  const { organization } = call.actor;
  const api_key = call.parameters.get('api_key') ?? '';
  const timestamp = Math.floor(call.now.getTime() / 1000);
  const wireId = (secret: string | undefined) => (secret === undefined ? null : toWireId(organization.id, secret));
  return parent('loginResponse', [
    leaf('cons_id', constituentId),
    leaf('timestamp', timestamp),
    leaf('signature', sign(call.context, organization, `${constituentId}${timestamp}`)),
    proof('token', token ?? null),
    leaf('login_test_url', `${call.clientUrl}?${new URLSearchParams({ method: 'loginTest', v: '1.0', api_key })}`),
    proof('nonce', wireId(nonce)),
    proof('JSESSIONID', wireId(sessionId)),
    leaf('routing_id', sessionId === undefined ? null : routingId(organization.id)),
  ]);
}
