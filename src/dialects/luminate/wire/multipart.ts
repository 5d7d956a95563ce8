import { finished } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { Failure } from '../../../core/base/failure.ts';
import type { Pair } from './parameters.ts';

/** Fields and files of one body. */
const PARTS_LIMIT = 1000;

/** The pairs of a multipart body; files are passed over. Throws `invalid` for a broken body, `too-large` for too many parts. */
export async function multipartPairs(body: Buffer, contentType = ''): Promise<Pair[]> {
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
    throw new Failure('invalid', 'malformed_request', { cause });
  }
  if (isTooLarge) throw new Failure('too-large', 'body_too_large');
  return pairs;
}
