import { Failure } from './failure.ts';

/**
 * Bytes as text, in the encoding they are said to be in; a byte order mark at the start is no part of it. Throws `invalid`
 * (`encoding`) for an encoding that is not known, and for bytes that are none of its text: a name with a wrong letter in it
 * would be stored otherwise.
 */
export function decodeText(bytes: Uint8Array, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failure('invalid', 'encoding', { cause });
  }
}
