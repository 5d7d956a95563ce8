import type { FastifyRequest } from 'fastify';
import { Failure } from '../../../core/base/failure.ts';

export interface FormFile {
  readonly fileName: string;
  readonly content: Buffer;
}

export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, FormFile>;
}

/** Bytes of all files of one form together: they are held in memory until they are stored. */
const TOTAL_LIMIT = 40 * 1024 * 1024;

/** A multipart form; files without a name and content were not chosen. Throws `invalid` for what is none, `too-large`. */
export async function readForm(request: FastifyRequest): Promise<Form> {
  if (!request.isMultipart()) throw new Failure('invalid', 'malformed_request');
  const fields = new Map<string, string>();
  const files = new Map<string, FormFile>();
  let total = 0;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') fields.set(part.fieldname, String(part.value));
      else {
        const content = await part.toBuffer();
        total += content.length;
        if (total > TOTAL_LIMIT) throw new Failure('too-large', 'form_too_large');
        if (content.length > 0 || part.filename) files.set(part.fieldname, { fileName: part.filename, content });
      }
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const isTooLarge = typeof cause === 'object' && cause !== null && 'statusCode' in cause && cause.statusCode === 413;
    throw new Failure(isTooLarge ? 'too-large' : 'invalid', isTooLarge ? 'attachment_too_large' : 'malformed_request', {
      cause,
    });
  }
  return { fields, files };
}
