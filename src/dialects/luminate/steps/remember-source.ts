// `source`, `sub_source` and `center_id` on any call are kept for the record that may be made later
// (docs/contracts/luminate.md §1.8).
import { openSession, rememberInSession } from '../../../core/access/sessions.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import type { Visit, Visitor } from '../session/visitor.ts';
import type { Parameters } from '../wire/parameters.ts';

const REMEMBERED = ['source', 'sub_source', 'center_id'] as const;

/** The visitor with a session that remembers; one is opened for it, except by create, which uses them at once. */
export async function rememberSource(visit: Visit, visitor: Visitor, method: string): Promise<Visitor> {
  const named = readVariables(visit.parameters);
  const { session } = visitor;
  const isNews = Object.entries(named).some(([name, value]) => session?.variables[name] !== value);
  if (!isNews || (!session && method === 'create')) return visitor;
  const { context, organization, now } = visit;
  return transaction(context.db, NOBODY, async (tx) => {
    if (!session) {
      const opened = await openSession(tx, organization.id, { constituentId: null, variables: named, now });
      return { ...visitor, session: { ...opened, isFromParameter: false }, isNewSession: true };
    }
    await rememberInSession(tx, organization.id, { sessionId: session.id, variables: named });
    return { ...visitor, session: { ...session, variables: { ...session.variables, ...named } } };
  });
}

/** What of them is kept: a value that create would refuse would else stand in the way of every later create. */
const FORMS: Readonly<Record<(typeof REMEMBERED)[number], RegExp>> = {
  source: /^[^\p{Cc}\ufffd]{1,255}$/u,
  sub_source: /^[^\p{Cc}\ufffd]{1,255}$/u,
  center_id: /^\d{1,15}$/,
};

function readVariables(parameters: Parameters): Record<string, string> {
  const pairs = REMEMBERED.map((name) => [name, parameters.filled(name) ?? ''] as const);
  return Object.fromEntries(pairs.filter(([name, value]) => FORMS[name].test(value)));
}
