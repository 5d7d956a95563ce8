// Somebody decides that records are two people, or takes that back.
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure, invalidField } from '../base/failure.ts';
import type { Duplicate } from './duplicate.ts';
import { getDuplicate } from './duplicate-queries.ts';
import { takeTurn } from './follow.ts';
import { loadLearnt } from './learnt.ts';
import { regroup } from './regroup.ts';
import { factsOf, featuresOfAll, peopleOf } from './stored-people.ts';

type IdPair = readonly [one: number, other: number];

const keep = write(
  'match_dismissals_keep',
  `insert into match_dismissals (organization_id, one_id, other_id, one_facts, other_facts, reason, actor_type, actor_id)
   select $1, least(p.one, p.other), greatest(p.one, p.other), case when p.one < p.other then p.one_facts else p.other_facts end,
     case when p.one < p.other then p.other_facts else p.one_facts end, $3, $4, $5
   from jsonb_to_recordset($2::jsonb) p (one bigint, other bigint, one_facts text, other_facts text)
   on conflict (organization_id, one_id, other_id) do update set one_facts = excluded.one_facts, other_facts = excluded.other_facts,
     reason = excluded.reason, actor_type = excluded.actor_type, actor_id = excluded.actor_id, dismissed_at = now()`,
);
const withdraw = write(
  'match_dismissals_withdraw',
  `delete from match_dismissals where organization_id = $1 and one_id = any($2::bigint[]) and other_id = any($2::bigint[])`,
);
const close = write(
  'duplicates_dismiss',
  `update duplicates set status = 'dismissed', decided_at = now() where organization_id = $1 and id = $2`,
);
const reopen = write(
  'duplicates_reopen',
  `update duplicates set status = 'open', decided_at = null where organization_id = $1 and id = $2`,
);
export interface Dismissing {
  readonly id: number;
  /** Of the members: who are two people. Undefined: all of them are somebody else. */
  readonly pairs?: readonly IdPair[] | undefined;
  readonly reason?: string | null | undefined;
}

/**
 * Records that members of a group are two people. They are proposed again only when what is compared of one of them has
 * changed. A group of which all pairs are dismissed is kept as `dismissed`; of another, what remains is a new one. Throws
 * `not-found`; `conflict` for a group that is not open; `invalid` for a pair that is none of the group.
 */
export async function dismissDuplicate(tx: Tx, actor: Actor, { id, pairs, reason }: Dismissing): Promise<void> {
  allow(actor, 'constituents:write');
  const { id: organizationId } = actor.organization;
  await tx.all(takeTurn(organizationId));
  const duplicate = await getDuplicate(tx, actor, id);
  if (duplicate.status !== 'open') throw new Failure('conflict', 'duplicate_decided', { subject: id });
  const members = duplicate.constituentIds;
  const every = everyPair(members);
  const dismissed = pairs ?? every;
  if (dismissed.some((pair) => !isAmong(pair, members))) throw invalidField('pairs', 'not_in_group');
  const people = featuresOfAll(await peopleOf(tx, organizationId, members));
  const facts = new Map(people.map((person) => [person.id, factsOf(person.features)]));
  const rows = dismissed.map(([one, other]) => {
    return { one, other, one_facts: facts.get(one) ?? '', other_facts: facts.get(other) ?? '' };
  });
  await tx.all(keep(organizationId, JSON.stringify(rows), reason ?? null, actor.type, actor.id));
  if (dismissed.length >= every.length) await tx.all(close(organizationId, id));
  await record(tx, actor, { duplicate, verb: 'dismissed', after: { pairs: dismissed, reason: reason ?? null } });
  await regroup(tx, actor, { ids: members, learnt: await loadLearnt(tx, organizationId) });
}

/** Takes the decisions about the members of a group back: what speaks for it is looked at again. Throws as above. */
export async function restoreDuplicate(tx: Tx, actor: Actor, id: number): Promise<void> {
  allow(actor, 'constituents:write');
  const { id: organizationId } = actor.organization;
  await tx.all(takeTurn(organizationId));
  const duplicate = await getDuplicate(tx, actor, id);
  if (duplicate.status !== 'dismissed') throw new Failure('conflict', 'duplicate_not_dismissed', { subject: id });
  await tx.all(withdraw(organizationId, duplicate.constituentIds));
  await tx.all(reopen(organizationId, id));
  await record(tx, actor, { duplicate, verb: 'restored', after: { pairs: everyPair(duplicate.constituentIds) } });
  await regroup(tx, actor, { ids: duplicate.constituentIds, learnt: await loadLearnt(tx, organizationId) });
}

function everyPair(members: readonly number[]): IdPair[] {
  return members.flatMap((one, place) => members.slice(place + 1).map((other): IdPair => [one, other]));
}

function isAmong([one, other]: IdPair, members: readonly number[]): boolean {
  return one !== other && members.includes(one) && members.includes(other);
}

async function record(
  tx: Tx,
  actor: Actor,
  { duplicate, verb, after }: { duplicate: Duplicate; verb: 'dismissed' | 'restored'; after: object },
): Promise<void> {
  const { id, status } = duplicate;
  await recordChange(tx, actor, { kind: `duplicate.${verb}`, subjectId: id, before: { status }, after });
}
