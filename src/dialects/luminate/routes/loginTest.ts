// loginTest: who this browser is signed on as (docs/contracts/luminate.md §4.23).
import { Failure } from '../../../core/base/failure.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { loginResponse } from '../wire/sign-on.ts';

export async function loginTest(call: Call): Promise<Answer> {
  if (call.actor.type !== 'constituent' || call.actor.id === null) throw new Failure('forbidden', 'not_signed_on');
  return { document: loginResponse(call, { constituentId: call.actor.id }) };
}
