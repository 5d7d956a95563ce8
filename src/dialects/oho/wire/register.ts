import { z } from 'zod';
import type { RegisterFile, RegisterReading } from '../../../core/accreditations/read-register.ts';
import { invalidField } from '../../../core/base/failure.ts';
import { parse, storableText } from './fields.ts';

const request = z.object({
  register: storableText.max(100),
  source: storableText.default('upload'),
  preview: z.stringbool().default(false),
  ignore: z.union([storableText.transform((heading) => [heading]), z.array(storableText)]).default([]),
});

/** An upload of a register's file (docs/registries.md). */
export function registerFromWire({
  params,
  query,
  headers,
  body,
}: {
  params: object;
  query: unknown;
  headers: { readonly 'content-type'?: string | undefined };
  body: unknown;
}): Omit<RegisterFile, 'now'> & { readonly preview: boolean } {
  if (!(body instanceof Uint8Array)) throw invalidField('body', 'content_type');
  const charset = /;\s*charset="?([\w.:-]+)/i.exec(headers['content-type'] ?? '')?.[1];
  const { ignore, ...file } = parse(request, { ...(query as object), ...params });
  return { ...file, ignored: ignore, content: body, charset };
}

/** How a file was read, and what it is known by. */
export function readingToWire({ register, source, sha256, delimiter, columns, rows }: RegisterReading) {
  const shown = columns.map(({ meaning, ...column }) => ({ ...column, read_as: meaning }));
  return { register, source, row_count: rows.length, sha256, delimiter, columns: shown };
}
