// Uploads: the one kind of body that is read in the handler, after authentication and permission, and not before it.
import { finished } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Failure } from '../../../core/base/failure.ts';

export interface FormFile {
  readonly fileName: string;
  readonly content: Buffer;
}

export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, FormFile>;
}

export interface FormLimits {
  /** Bytes of one file. */
  readonly fileSize: number;
  readonly files: number;
  readonly fields: number;
  /** Bytes of one field. */
  readonly fieldSize: number;
}

/** Bytes of one form as a whole: its files are held in memory until they are stored. */
const TOTAL_LIMIT = 40 * 1024 * 1024;

/** Leaves multipart bodies of a scope unread, for `readForm`. */
export function leaveForms(scope: FastifyInstance): void {
  scope.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
}

/** Reads a multipart form; files without a name and content were not chosen. Throws `invalid` for what is none, `too-large`. */
export async function readForm(request: FastifyRequest, limits: FormLimits): Promise<Form> {
  const parser = parserFor(request, limits);
  const form = collect(parser);
  try {
    await feed(parser, request, form.check);
  } catch (cause) {
    throw cause instanceof Failure ? cause : new Failure('invalid', 'malformed_request', { cause });
  }
  form.check(0);
  return form;
}

async function feed(parser: BusboyInstance, request: FastifyRequest, check: (total: number) => void): Promise<void> {
  const ended = finished(parser);
  // Listened to from here on: an error that comes while a piece is written would end the process otherwise.
  ended.catch(() => undefined);
  let total = 0;
  // Not destroyed when it is too much: that would cut the connection before the client has the answer.
  for await (const piece of request.raw.iterator({ destroyOnReturn: false })) {
    total += piece.length;
    check(total);
    await write(parser, piece);
  }
  parser.end();
  await ended;
}

function parserFor({ headers }: FastifyRequest, limits: FormLimits): BusboyInstance {
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) throw new Failure('invalid', 'malformed_request');
  try {
    return new Busboy({
      headers: { 'content-type': type },
      limits: { ...limits, parts: limits.files + limits.fields, headerPairs: 20, headerSize: 8192 },
    });
  } catch (cause) {
    throw new Failure('invalid', 'malformed_request', { cause });
  }
}

function write(parser: BusboyInstance, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

/** Keeps what a parser finds. `check` throws once there was more than the limits allow, or `total` bytes are. */
function collect(parser: BusboyInstance) {
  const fields = new Map<string, string>();
  const files = new Map<string, FormFile>();
  let isTooLarge = false;
  const refuse = () => {
    isTooLarge = true;
  };
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(limit, refuse);
  parser.on('field', (name, value, isNameCut, isValueCut) => {
    if (isNameCut || isValueCut) refuse();
    else fields.set(name, value);
  });
  parser.on('file', (name, file: BusboyFileStream, fileName = '') => {
    const pieces: Buffer[] = [];
    file.on('data', (piece: Buffer) => pieces.push(piece));
    file.on('limit', refuse);
    file.on('end', () => {
      const content = Buffer.concat(pieces);
      if (content.length > 0 || fileName) files.set(name, { fileName, content });
    });
  });
  const check = (total: number) => {
    if (isTooLarge || total > TOTAL_LIMIT) throw new Failure('too-large', 'form_too_large');
  };
  return { fields, files, check };
}
