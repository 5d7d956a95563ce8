import type { FastifyInstance, FastifyRequest } from 'fastify';
import { allow } from '../../../core/base/actor.ts';
import { invalidField } from '../../../core/base/failure.ts';
import {
  ATTACHMENT_LIMIT,
  addAttachment,
  deleteAttachment,
  listAttachments,
  readAttachment,
} from '../../../core/capture/attachments.ts';
import { getRequest } from '../../../core/capture/request-queries.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import type { Authentication } from '../auth.ts';
import { idFromWire } from '../wire/fields.ts';
import { attachmentToWire } from '../wire/information-request.ts';
import { leaveForms, readForm } from '../wire/multipart.ts';

type ById = { Params: { id: string } };
type ByIds = { Params: { id: string; attachmentId: string } };

const FORM_LIMITS = { fileSize: ATTACHMENT_LIMIT, files: 1, fields: 5, fieldSize: 1000 };

/** Files that belong to an information request (docs/contracts/oho.md §6.2). */
export async function registerAttachments(
  scope: FastifyInstance,
  { db }: DialectContext,
  { actorOf }: Authentication,
): Promise<void> {
  scope.removeContentTypeParser(['*']);
  leaveForms(scope);

  scope.get<ById>('/icrs/:id/attachments', async (request) => {
    const id = idFromWire(request.params.id, 'information_request');
    return (await listAttachments(db, actorOf(request), id)).map(attachmentToWire);
  });

  scope.post<ById>('/icrs/:id/attachments', async (request, reply) => {
    const actor = actorOf(request);
    // Checked before the file is read: a caller who may not add a file need not send it.
    allow(actor, 'constituents:write');
    const { id: requestId } = await getRequest(db, actor, idFromWire(request.params.id, 'information_request'));
    const file = (await readForm(request, FORM_LIMITS)).files.get('file');
    if (!file) throw invalidField('file', 'required');
    const added = await transaction(db, actor, (tx) =>
      addAttachment(tx, actor, { ...file, requestId, itemIndex: null }),
    );
    return reply.code(201).send(attachmentToWire(added));
  });

  scope.get<ByIds>('/icrs/:id/attachments/:attachmentId', async (request, reply) => {
    const attachment = await readAttachment(db, actorOf(request), idsOf(request));
    return reply
      .type(attachment.mediaType)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(attachment.fileName)}`)
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'no-store')
      .send(attachment.content);
  });

  scope.delete<ByIds>('/icrs/:id/attachments/:attachmentId', async (request, reply) => {
    const wanted = idsOf(request);
    await transaction(db, actorOf(request), (tx) => deleteAttachment(tx, actorOf(request), wanted));
    return reply.code(204).send();
  });
}

function idsOf({ params }: FastifyRequest<ByIds>) {
  const requestId = idFromWire(params.id, 'information_request');
  return { requestId, id: idFromWire(params.attachmentId, 'attachment') };
}
