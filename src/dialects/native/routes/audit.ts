import { Readable } from 'node:stream';
import { auditHead, exportAudit } from '../../../core/changes/audit.ts';
import { auditKeyOf } from '../../../core/changes/audit-key.ts';
import type { DialectContext } from '../../dialect.ts';
import { auditExportSchema, auditHeadSchema } from '../wire/audit.ts';
import { spelled } from '../wire/names.ts';
import { type Operation, operation } from '../wire/operation.ts';

const signing = ({ secret, clock }: DialectContext) => ({ key: auditKeyOf(secret), now: clock.now() });

const head = operation({
  id: 'getAuditHead',
  method: 'GET',
  path: '/audit/head',
  summary:
    'The signature over everything that was changed by now. Whoever holds it can tell later that nothing was rewritten.',
  scope: 'settings:read',
  result: auditHeadSchema,
  run: async ({ context, actor }) => spelled(await auditHead(context.db, actor, signing(context))),
});

const all = operation({
  id: 'exportAudit',
  method: 'GET',
  path: '/audit/export',
  summary: 'The whole audit trail as JSON lines, which bin/verify-audit.js verifies with the public key alone.',
  scope: 'settings:read',
  result: auditExportSchema,
  run: async ({ context, actor, reply }) => {
    reply.type('application/jsonl').header('content-disposition', 'attachment; filename="audit.jsonl"');
    return Readable.from(exportAudit(context.db, actor, signing(context)));
  },
});

export const AUDIT: readonly Operation[] = [head, all];
