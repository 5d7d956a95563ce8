import { cleanText } from './clean-text.ts';
import { invalidField } from './failure.ts';

/** A name as it is kept. Throws `invalid` (`name`, `required`) for a missing or blank one. */
export function requireName(name: string | null | undefined): string {
  const cleaned = cleanText(name ?? '');
  if (cleaned === '') throw invalidField('name', 'required');
  return cleaned;
}

/** What is given, else what there was: null is a value. */
export function pick<Value>(given: Value | undefined, existing: Value): Value {
  return given === undefined ? existing : given;
}
