// What a caller may see and set of a record (wire/luminate.md §5.4).
import type { Actor } from '../../../core/base/actor.ts';
import type { Audience, Field } from '../wire/fields.ts';

export function isAdministrator(actor: Actor): boolean {
  return actor.type === 'user';
}

function includes(audience: Audience, actor: Actor): boolean {
  if (audience === 'owner') return actor.type === 'constituent';
  return audience === 'everyone' || (audience === 'administrators' && isAdministrator(actor));
}

export function maySee(actor: Actor, field: Field): boolean {
  return includes(field.view, actor);
}

export function maySet(actor: Actor, field: Field): boolean {
  return includes(field.update, actor);
}
