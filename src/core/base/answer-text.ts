// What another machine answered, as text, however it was packed and written.
import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';

/** Bytes that a packed answer may have when unpacked; one of more counts as no text. */
const LARGEST = 1_048_576;

/** Half an answer is unpacked as far as it goes. */
const PACKED = { maxOutputLength: LARGEST, finishFlush: constants.Z_SYNC_FLUSH };

/** UTF-8 unless the bytes look like UTF-16. What cannot be unpacked is the empty text. */
export function answerText(bytes: Buffer, contentEncoding = ''): string {
  const plain = unpacked(bytes, contentEncoding.trim().toLowerCase());
  return new TextDecoder(charsetOf(plain)).decode(plain);
}

function unpacked(bytes: Buffer, encoding: string): Buffer {
  // Some servers pack without saying so.
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    if (isGzip) return gunzipSync(bytes, PACKED);
    if (encoding === 'deflate') return inflateSync(bytes, PACKED);
    return encoding === 'br' ? brotliDecompressSync(bytes, { maxOutputLength: LARGEST }) : bytes;
  } catch {
    return Buffer.alloc(0);
  }
}

function charsetOf([first, second]: Buffer): string {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return 'utf-8';
}
