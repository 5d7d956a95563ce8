// The body of a post to an integration: a form, multipart or JSON (docs/contracts/lgl.md §9), as flat texts by name.
import { finished } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { decodeText } from '../../../core/base/decode-text.ts';
import { Failure } from '../../../core/base/failure.ts';
import type { PostedFields } from '../../../core/integrations/posted.ts';
import { isObject, isUnstorable } from './body.ts';

type Pair = readonly [name: string, value: string];

/** Fields of one body. */
const MOST = 1000;

/** Throws `invalid` for what is none of them, `too-large` for more than 1,000 fields. */
export async function readPostBody(bytes: Buffer, contentType = ''): Promise<PostedFields> {
  const pairs = /^multipart\//i.test(contentType)
    ? await multipartPairs(bytes, contentType)
    : textPairs(decodeText(bytes, /;\s*charset="?([\w.:-]+)/i.exec(contentType)?.[1]));
  if (pairs.length > MOST) throw new Failure('too-large', 'body_too_large');
  const fields = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (isUnstorable(name) || isUnstorable(value))
      throw new Failure('invalid', 'text_not_storable', { subject: isUnstorable(name) ? 'name' : name });
    // `groups[]=a&groups[]=b`: several values of one field.
    const plain = name.trim().replace(/\[\d{0,4}\]$/, '');
    const earlier = fields.get(plain);
    if (plain !== '') fields.set(plain, earlier ? `${earlier};${value}` : value);
  }
  return Object.fromEntries(fields);
}

function textPairs(text: string): Pair[] {
  if (text.trim() === '') return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    if (/^\s*[[{]/.test(text)) throw new Failure('invalid', 'malformed_json');
    return [...new URLSearchParams(text)];
  }
  if (!isObject(parsed)) throw new Failure('invalid', 'malformed_json');
  return flat(parsed);
}

/** `{"donor":{"email":"a"},"groups":["x","y"]}` → `donor.email` = `a`, `groups` = `x` and `y`. */
function flat(body: Readonly<Record<string, unknown>>): Pair[] {
  const pairs: Pair[] = [];
  const waiting: [string, unknown][] = Object.entries(body);
  for (let next = waiting.shift(); next && pairs.length <= MOST; next = waiting.shift()) {
    const [name, value] = next;
    if (Array.isArray(value)) {
      waiting.unshift(...value.map((item, at): [string, unknown] => [isObject(item) ? `${name}.${at}` : name, item]));
    } else if (isObject(value)) {
      waiting.unshift(...Object.entries(value).map(([key, item]): [string, unknown] => [`${name}.${key}`, item]));
    } else if (value !== null) pairs.push([name, String(value)]);
  }
  return pairs;
}

/** Files are passed over. */
async function multipartPairs(bytes: Buffer, contentType: string): Promise<Pair[]> {
  const pairs: Pair[] = [];
  try {
    const limits = { parts: MOST + 1, headerPairs: 20, headerSize: 8192, fieldSize: bytes.length };
    const parser = new Busboy({ headers: { 'content-type': contentType }, limits });
    parser.on('field', (name, value) => pairs.push([name, value]));
    parser.on('file', (_name, stream) => stream.resume());
    parser.end(bytes);
    await finished(parser);
  } catch (cause) {
    throw new Failure('invalid', 'malformed_request', { cause });
  }
  return pairs;
}
