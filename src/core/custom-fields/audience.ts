// Who besides staff may use a custom field: it can hold what the person must not read, or may read but not change.
import type { Actor } from '../base/actor.ts';

/** `person_read`: people see what their own record has in it; `person_write`: they may change it as well. */
export type Audience = 'staff' | 'person_read' | 'person_write';

export const AUDIENCES: readonly Audience[] = ['staff', 'person_read', 'person_write'];

/** Whether the actor is staff, or the field is one that people fill in themselves. */
export function mayWrite(actor: Actor, audience: Audience): boolean {
  const isPerson = actor.type === 'constituent' || actor.type === 'anonymous';
  return !isPerson || audience === 'person_write';
}
