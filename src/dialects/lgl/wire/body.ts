import { Failure } from '../../../core/base/failure.ts';

export type WireObject = Readonly<Record<string, unknown>>;

/**
 * A request body: JSON whatever the content type says, else a form where it says so (wire/lgl.md §5.8). An empty body or
 * `null` is an empty object. Throws `invalid` (`malformed_json`).
 */
export function parseBody(text: string, contentType: string): WireObject {
  if (text.trim() === '') return {};
  const parsed = tryJson(text);
  if (parsed === null) return {};
  if (isObject(parsed)) return parsed;
  if (contentType.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  throw new Failure('invalid', 'malformed_json');
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
