import { finished } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { Failure } from '../../../core/base/failure.ts';
import type { Pair } from './parameters.ts';

/** Fields and files of one body. */
const PARTS_LIMIT = 1000;

export interface MultipartBody {
  /** Up to where the body breaks. */
  readonly pairs: readonly Pair[];
  /** `invalid` for a broken body, `too-large` for too many parts. */
  readonly problem?: Failure;
}

/** The pairs of a multipart body; files are passed over. What comes before a fault says in which format it is answered. */
export async function readMultipart(body: Buffer, contentType = ''): Promise<MultipartBody> {
  const pairs: Pair[] = [];
  let isTooLarge = false;
  try {
    const limits = { parts: PARTS_LIMIT, headerPairs: 20, headerSize: 8192, fieldSize: body.length };
    const parser = new Busboy({ headers: { 'content-type': contentType }, limits });
    parser.on('field', (name, value) => pairs.push([name, value]));
    parser.on('partsLimit', () => {
      isTooLarge = true;
    });
    parser.end(body);
    await finished(parser);
  } catch (cause) {
    return { pairs, problem: new Failure('invalid', 'malformed_request', { cause }) };
  }
  return isTooLarge ? { pairs, problem: new Failure('too-large', 'body_too_large') } : { pairs };
}
