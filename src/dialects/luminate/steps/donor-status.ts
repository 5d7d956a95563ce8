// `donor_status`: what the record was created with, until its first gift (docs/contracts/luminate.md §5.2).
import { whoHasGiven } from '../../../core/giving/giving-totals.ts';
import type { Call } from '../servlets/call.ts';
import { DONOR, withExtra } from '../wire/extras.ts';
import type { Field } from '../wire/field.ts';
import type { ReadableRecord } from '../wire/field-reading.ts';

/** The records with the status of those who have given; one statement where a shown field is the status, else none. */
export async function withDonorStatus<Person extends ReadableRecord>(
  { context, actor }: Call,
  records: readonly Person[],
  shown: readonly Field[],
): Promise<readonly Person[]> {
  if (!shown.some(({ name }) => name === 'donor_status')) return records;
  const ids = records.map(({ id }) => id);
  const givers = await whoHasGiven(context.db, actor, ids);
  return records.map((record) => (givers.has(record.id) ? withExtra(record, 'donorStatus', DONOR) : record));
}
