// What a caller may see and set of a record: what the field table says (docs/contracts/luminate.md §5.4), for every method.
import type { Actor } from '../../../core/base/actor.ts';
import type { Audience, Field } from '../wire/field.ts';

export function isAdministrator(actor: Actor): boolean {
  return actor.type === 'user';
}

/** Whether an audience has the caller in it. Who signs up is the owner of the record that is being made. */
export function includes(audience: Audience | undefined, actor: Actor): boolean {
  if (audience === 'owner') return !isAdministrator(actor);
  return audience === 'everyone' || (audience === 'administrators' && isAdministrator(actor));
}

export function maySee(actor: Actor, field: Field): boolean {
  return includes(field.view, actor);
}

/** A new record, or one that exists. */
export type Writing = 'create' | 'update';

function settersOf(field: Field, writing: Writing): Audience {
  return (writing === 'create' ? field.create : undefined) ?? field.update;
}

export function maySet(actor: Actor, field: Field, writing: Writing): boolean {
  return includes(settersOf(field, writing), actor);
}

/** Whether nobody may set a field: a call that names it is treated as if the parameter were unknown. */
export function isReadOnly(field: Field, writing: Writing): boolean {
  return settersOf(field, writing) === 'nobody';
}
