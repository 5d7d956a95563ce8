// getUserTransactions: what a person gave and promised (docs/contracts/luminate.md §4.9).
import { invalidField } from '../../../core/base/failure.ts';
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import { findTransactionsOf } from '../../../core/giving/transactions.ts';
import { readPage } from '../paging.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { selectPerson } from '../steps/select-person.ts';
import { parent } from '../wire/document.ts';
import { readPeriod } from '../wire/period.ts';
import { kindsOf, presentTransaction } from '../wire/transaction.ts';

export async function getUserTransactions(call: Call): Promise<Answer> {
  const { context, parameters, actor } = call;
  const page = readPage(parameters);
  const period = readPeriod(parameters, actor.organization.timeZone);
  const kinds = kindsOf(parameters.filled('transaction_type'));
  if (kinds === undefined) throw invalidField('transaction_type', 'enumeration_format');
  const constituentId = await selectPerson(call);
  const found = await findTransactionsOf(context.db, actor, { constituentId, kinds, ...period, page });
  if (found.length === 0) return { document: parent('getConsTransactionsResponse', []) };
  const payer = await getConstituent(context.db, actor, { id: constituentId });
  const elements = found.map((transaction) => presentTransaction(transaction, payer, actor.organization));
  return { document: parent('getConsTransactionsResponse', elements) };
}
