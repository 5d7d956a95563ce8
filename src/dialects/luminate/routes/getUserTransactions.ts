// getUserTransactions: a person's gifts. The record holds none, so the list is empty (docs/contracts/luminate.md §4.9).
import { invalidField } from '../../../core/base/failure.ts';
import { readPage } from '../paging.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { selectPerson } from '../steps/select-person.ts';
import { parent } from '../wire/document.ts';
import { readPeriod } from '../wire/period.ts';

const TYPES =
  'DONATION PLEDGE RECURRING_GIFT TICKET DONATION_PENDING DONATION_PENDING_ACCEPTED DONATION_PENDING_REJECTED DONATION_PENDING_ACCEPTED_FAILED DONATION_PENDING_REJECTED_FAILED DONATION_ACCEPTED_FAILED DONATION_REJECTED_FAILED DONATION_SETTLED DONATION_REJECTED F2F_REGISTRATION TRIBUTES_REGISTRATION ECOMMERCE_PURCHASE REFUND FAILED_RECURRING_DONATION_DECLINED FAILED_RECURRING_DONATION_FRAUD'.split(
    ' ',
  );

export async function getUserTransactions(call: Call): Promise<Answer> {
  const { parameters, actor } = call;
  readPage(parameters);
  readPeriod(parameters, actor.organization.timeZone);
  const type = parameters.filled('transaction_type');
  if (type !== undefined && !TYPES.includes(type)) throw invalidField('transaction_type', 'enumeration_format');
  await selectPerson(call);
  return { document: parent('getConsTransactionsResponse', []) };
}
