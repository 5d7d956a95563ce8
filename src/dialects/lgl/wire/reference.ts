import type { Reference } from '../../../core/record/part.ts';
import type { WireObject } from './body.ts';
import { id, text } from './coerce.ts';

/** `*_id` and `*_name`, when either was sent (docs/contracts/lgl.md §5.4). */
export function reference(body: WireObject, idKey: string, nameKey: string): Reference | undefined {
  if (body[idKey] === undefined && body[nameKey] === undefined) return undefined;
  return { id: id(body[idKey]) ?? null, name: text(body[nameKey])?.trim() || null };
}

/** Another system's id as text; zero and blank mean none (docs/contracts/lgl.md §8.2). */
export function externalId(value: unknown): string | null | undefined {
  const given = text(value);
  return given === '' || given === '0' ? null : given;
}
