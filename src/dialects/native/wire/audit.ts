// The audit trail as this contract shows it (docs/audit.md).
import { z } from 'zod';

export const auditHeadSchema = z
  .object({
    sequence: z.number(),
    entries: z.number(),
    at: z.string(),
    root: z.string(),
    signature: z.string(),
    public_key: z.string(),
  })
  .meta({ id: 'AuditHead' });

export const auditExportSchema = z.string();
