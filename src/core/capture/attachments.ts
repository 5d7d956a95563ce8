import { createHash } from 'node:crypto';
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { getRequest } from './request-queries.ts';

/** Bytes of the largest attachment (docs/contracts/oho.md §6.2). */
export const ATTACHMENT_LIMIT = 10 * 1024 * 1024;

/** Attachments of one request: a link must not fill the disk. */
const COUNT_LIMIT = 50;

export interface Attachment {
  readonly id: number;
  readonly requestId: number;
  readonly itemIndex: number | null;
  readonly fileName: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: string;
}

export interface NewAttachment {
  readonly requestId: number;
  readonly itemIndex: number | null;
  readonly fileName: string;
  readonly content: Buffer;
}

const COLUMNS = `t.id, t.information_request_id as "requestId", t.item_index as "itemIndex", t.file_name as "fileName",
  t.media_type as "mediaType", t.size, t.sha256, t.created_at as "createdAt"`;

/** What a file is, by its first bytes: what it is called says nothing. */
function mediaTypeOf(content: Buffer): string | undefined {
  if (content.subarray(0, 5).toString('latin1') === '%PDF-') return 'application/pdf';
  if (content.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (content.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
  const brand = content.subarray(4, 12).toString('latin1');
  return /^ftyp(heic|heix|hevc|heim|heis|mif1|msf1)$/.test(brand) ? 'image/heic' : undefined;
}

const insert = write<Attachment>(
  'attachment_insert',
  `insert into attachments as t (organization_id, information_request_id, item_index, file_name, media_type, size, sha256, content)
   select $1, $2, $3, $4, $5, $6, $7, $8
   where (select count(*) from attachments where organization_id = $1 and information_request_id = $2) < ${COUNT_LIMIT}
   returning ${COLUMNS}`,
);

/** Keeps a PDF, JPEG, PNG or HEIC file. Throws `invalid` for another kind, `too-large`. */
export async function addAttachment(tx: Tx, actor: Actor, file: NewAttachment): Promise<Attachment> {
  if (actor.type !== 'constituent') allow(actor, 'constituents:write');
  if (file.content.length > ATTACHMENT_LIMIT) throw new Failure('too-large', 'attachment_too_large');
  const mediaType = mediaTypeOf(file.content);
  if (mediaType === undefined) throw invalidField('file', 'file_type');
  const fileName = nameAs(mediaType, plainFileName(file.fileName));
  const sha256 = createHash('sha256').update(file.content).digest('hex');
  const values = [file.itemIndex, fileName, mediaType, file.content.length, sha256, file.content];
  const attachment = await tx.maybe(insert(actor.organization.id, file.requestId, ...values));
  if (!attachment) throw new Failure('too-large', 'too_many_attachments');
  await recordChange(tx, actor, {
    kind: 'attachment.added',
    subjectId: attachment.id,
    before: null,
    after: attachment,
  });
  return attachment;
}

/** The last part of a path, without what a header or a file system could misread. */
function plainFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .toWellFormed()
    .replace(/[\p{C}"]/gu, '')
    .trim()
    .slice(0, 200);
  return plain === '' || /^\.+$/.test(plain) ? 'file' : plain;
}

const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/heic': ['heic', 'heif'],
};

/** A name that ends as its kind does: a PDF that is a page as well would be opened as `x.html`. */
function nameAs(mediaType: string, name: string): string {
  const endings = ENDINGS[mediaType] ?? ['bin'];
  return endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`)) ? name : `${name}.${endings[0]}`;
}

const list = query<Attachment>(
  'attachments_list',
  `select ${COLUMNS} from attachments t where t.organization_id = $1 and t.information_request_id = $2 order by t.id`,
);

/** Those of a request, without their contents. Throws `not-found`. */
export async function listAttachments(db: Db, actor: Actor, requestId: number): Promise<Attachment[]> {
  await getRequest(db, actor, requestId);
  return db.all(list(actor.organization.id, requestId));
}

interface AttachmentId {
  readonly requestId: number;
  readonly id: number;
}

const read = query<Attachment & { content: Buffer }>(
  'attachment_read',
  `select ${COLUMNS}, t.content from attachments t
   where t.organization_id = $1 and t.information_request_id = $2 and t.id = $3`,
);

/** One with its contents. Throws `not-found`. */
export async function readAttachment(
  db: Db,
  actor: Actor,
  wanted: AttachmentId,
): Promise<Attachment & { content: Buffer }> {
  allow(actor, 'constituents:read');
  const attachment = await db.maybe(read(actor.organization.id, wanted.requestId, wanted.id));
  if (!attachment) throw new Failure('not-found', 'attachment', { subject: wanted.id });
  // Names were once kept as they came.
  return { ...attachment, fileName: nameAs(attachment.mediaType, attachment.fileName) };
}

const remove = write<{ id: number }>(
  'attachment_delete',
  'delete from attachments where organization_id = $1 and information_request_id = $2 and id = $3 returning id',
);

/** Removes the file for good; that it was there stays in the changes. Throws `not-found`. */
export async function deleteAttachment(tx: Tx, actor: Actor, wanted: AttachmentId): Promise<void> {
  allow(actor, 'constituents:write');
  const removed = await tx.maybe(remove(actor.organization.id, wanted.requestId, wanted.id));
  if (!removed) throw new Failure('not-found', 'attachment', { subject: wanted.id });
  await recordChange(tx, actor, { kind: 'attachment.deleted', subjectId: wanted.id, before: null, after: null });
}
