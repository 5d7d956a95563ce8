// Whom a custom field is for besides staff: what it says of a person need not be theirs to read, still less to change.
import type { Actor } from '../base/actor.ts';

/** `person_read`: people see what their own record has in it; `person_write`: they may change it as well. */
export type Audience = 'staff' | 'person_read' | 'person_write';

export const AUDIENCES: readonly Audience[] = ['staff', 'person_read', 'person_write'];

/** Whether the actor is staff, or the field is one that people fill in themselves. */
export function mayWrite(actor: Actor, audience: Audience): boolean {
  const isPerson = actor.type === 'constituent' || actor.type === 'anonymous';
  return !isPerson || audience === 'person_write';
}
