// Whom an e-mail address and a name mean. Addresses are shared: the name decides, and where it cannot, a person has to.
import type { Db } from '../../../db/connect.ts';
import { query } from '../../../db/statement.ts';
import type { Actor } from '../../base/actor.ts';
import { comparisonKey, fold, normalizeEmail } from '../../base/fold.ts';

export interface Match {
  readonly id: number;
  /** Whether the name fits too. If not, the contract's answer is this person, and nothing may be done to them. */
  readonly isCertain: boolean;
  /** Whether somebody was asked before to review this name for this person. */
  readonly isAsked: boolean;
}

/** SQL: the first names in the calls that named somebody else and whose answer was this person. */
function doubtsOf(id: string): string {
  return `(select coalesce(json_agg(d.after->>'firstName'), '[]') from changes d where d.organization_id = $1
     and d.subject_type = 'constituent' and d.subject_id = ${id} and d.kind = 'constituent.match_doubtful')`;
}

type Doubts = readonly (string | null)[];

function includesName(doubts: Doubts, firstName: string): boolean {
  return doubts.some((name) => name !== null && comparisonKey(name) === comparisonKey(firstName));
}

interface Holder {
  readonly id: number;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly doubts: Doubts;
}

// In the order in which one address means one person (docs/decisions/0006).
const holders = query<Holder>(
  'people_by_email_with_names',
  `select c.id, c.first_name as "firstName", c.last_name as "lastName", ${doubtsOf('c.id')} as doubts from constituents c
   where c.organization_id = $1 and not c.is_org and c.id = any (array(
     select e.constituent_id from email_addresses e
     where e.organization_id = $1 and e.normalized_address = $2 and not e.not_current))
   order by c.deleted_at is not null, not c.active, c.id`,
);

interface Named {
  readonly email: string;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
}

/**
 * The person, deleted or not, who uses the address and has the name; else the only one whose first name is not another one;
 * else the first of all, without certainty. Undefined: nobody has the address.
 */
export async function matchPerson(db: Db, actor: Actor, { email, ...named }: Named): Promise<Match | undefined> {
  const people = await db.all(holders(actor.organization.id, normalizeEmail(email)));
  const isNamed = (holder: Holder) => ['firstName', 'lastName'].every((part) => isSame(holder, named, part as Part));
  const possible = people.filter((holder) => mayBe(holder.firstName ?? '', named.firstName ?? ''));
  const certain = people.find(isNamed) ?? (possible.length === 1 ? possible[0] : undefined);
  const found = certain ?? people[0];
  return (
    found && {
      id: found.id,
      isCertain: certain !== undefined,
      isAsked: includesName(found.doubts, named.firstName ?? ''),
    }
  );
}

type Part = 'firstName' | 'lastName';

function isSame(one: Holder, other: Omit<Named, 'email'>, part: Part): boolean {
  return fold(one[part] ?? '') === fold(other[part] ?? '');
}

/** Whether two first names may be one: one is missing, or a word of one begins a word of the other (`Pat`, `Patrick`, `P`). */
export function mayBe(one: string, other: string): boolean {
  const [words, others] = [wordsOf(one), wordsOf(other)];
  if (words.length === 0 || others.length === 0) return true;
  return words.some((word) => others.some((name) => name.startsWith(word) || word.startsWith(name)));
}

function wordsOf(name: string): string[] {
  return fold(name)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

const doubted = query<{ doubts: Doubts }>('constituent_match_doubted', `select ${doubtsOf('$2')} as doubts`);

/** Whether this person was the answer to a call that named somebody else with this first name. */
export async function isDoubted(
  db: Db,
  actor: Actor,
  { id, firstName }: { id: number; firstName: string },
): Promise<boolean> {
  return includesName((await db.one(doubted(actor.organization.id, id))).doubts, firstName);
}
