import { decodeText } from '../../../core/base/decode-text.ts';
import { Failure } from '../../../core/base/failure.ts';

export type WireObject = Readonly<Record<string, unknown>>;

/**
 * A request body: JSON whatever the content type says, else a form where it says so (docs/contracts/lgl.md §5.8). An empty
 * body or `null` is an empty object. Throws `invalid` (`malformed_json`, `encoding`, `text_not_storable`).
 */
export function parseBody(bytes: Uint8Array, contentType: string): WireObject {
  const text = decodeText(bytes, /;\s*charset="?([\w.:-]+)/i.exec(contentType)?.[1]);
  if (text.trim() === '') return {};
  const parsed = tryJson(text);
  if (parsed === null) return {};
  if (isObject(parsed)) return storable(parsed);
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return storable(Object.fromEntries(new URLSearchParams(text)));
  throw new Failure('invalid', 'malformed_json');
}

/** Refuses a text that no database holds as it is: cut off or replaced silently, it would be another name (§2.4). */
function storable(body: WireObject): WireObject {
  const waiting: [string, unknown][] = Object.entries(body);
  for (const [field, value] of waiting) {
    if (typeof value === 'string' && isUnstorable(value))
      throw new Failure('invalid', 'text_not_storable', { subject: field });
    // An element of a list is called by the list's name.
    if (Array.isArray(value)) waiting.push(...value.map((element): [string, unknown] => [field, element]));
    else if (isObject(value)) waiting.push(...Object.entries(value));
  }
  return body;
}

/** Whether it has a character that no database holds. */
export function isUnstorable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
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
