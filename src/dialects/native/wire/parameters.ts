import { z } from 'zod';

/** The id in a path. What is no id has no record: 404, not 422. */
const id = z.string().transform((text) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0));
export const byId = z.object({ id });
/** An id that another system gave. */
export const byExternalId = z.object({ system: z.string().min(1).max(255), value: z.string().min(1).max(255) });
/** A row of an import. */
export const byRow = z.object({ id, row: id });

/** A moment of which the record as it was then is wanted. */
export const asOf = z.strictObject({
  as_of: z.iso.datetime({ offset: true }).optional().describe('The record as it was at this moment (ISO 8601)'),
});
