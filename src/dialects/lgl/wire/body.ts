import { decodeText } from '../../../core/base/decode-text.ts';
import { Failure } from '../../../core/base/failure.ts';

export type WireObject = Readonly<Record<string, unknown>>;

/**
 * A request body: JSON whatever the content type says, else a form where it says so (docs/contracts/lgl.md §5.8). An empty
 * body or `null` is an empty object. Throws `invalid` (`malformed_json`, `encoding`).
 */
export function parseBody(bytes: Uint8Array, contentType: string): WireObject {
  const text = decodeText(bytes, /;\s*charset="?([\w.:-]+)/i.exec(contentType)?.[1]);
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
