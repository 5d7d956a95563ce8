// A file that is sent: as the body itself, or as the first file of a form. It is read while it arrives, never held as a whole.
import { once } from 'node:events';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Failure, invalidField } from '../../../core/base/failure.ts';
import type { UploadedFile } from '../../../core/transfer/stage-file.ts';

/** Leaves the bodies of a scope unread, for `uploadOf`; `stageFile` counts their bytes. */
export function leaveUnread(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
}

/** @param name what the file is called, where the body is the file. Throws `invalid` (`malformed_request`, `required`). */
export async function uploadOf(request: FastifyRequest, name: string | undefined): Promise<UploadedFile> {
  const type = request.headers['content-type'] ?? '';
  // Not destroyed when it is refused: that would cut the connection before the client has the answer.
  const body = request.raw.iterator({ destroyOnReturn: false });
  if (!/^multipart\/form-data\b/i.test(type)) return { name: name ?? 'file.csv', bytes: body };
  const { file, fileName } = await firstFile(parserFor(type), body);
  return { name: name ?? fileName, bytes: whole(file) };
}

function parserFor(type: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': type }, limits: { files: 1, fields: 20, headerPairs: 20 } });
  } catch (cause) {
    throw new Failure('invalid', 'malformed_request', { cause });
  }
}

interface FormFile {
  readonly file: BusboyFileStream;
  readonly fileName: string;
}

async function firstFile(parser: BusboyInstance, body: AsyncIterable<Buffer>): Promise<FormFile> {
  const { promise, resolve, reject } = Promise.withResolvers<FormFile>();
  let begun: BusboyFileStream | undefined;
  parser.once('file', (_name: string, file: BusboyFileStream, fileName?: string) => {
    begun = file;
    resolve({ file, fileName: fileName ?? 'file.csv' });
  });
  parser.once('finish', () => reject(invalidField('/file', 'required')));
  // Whoever reads the file by then is told as well: a form that breaks off would keep them waiting for ever.
  const broken = (cause: unknown) => {
    const failure = new Failure('invalid', 'malformed_request', { cause });
    begun?.destroy(failure);
    reject(failure);
  };
  parser.on('error', broken);
  feed(parser, body).catch(broken);
  return promise;
}

/** The bytes of a file in a form. Throws `invalid` (`malformed_request`) where the form ends before the file does. */
async function* whole(file: BusboyFileStream): AsyncGenerator<Uint8Array> {
  try {
    yield* file as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw cause instanceof Failure ? cause : new Failure('invalid', 'malformed_request', { cause });
  }
}

/** As fast as the file is read. */
async function feed(parser: BusboyInstance, body: AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of body) if (!parser.write(piece)) await once(parser, 'drain');
  parser.end();
}
