// Decisions that two records are two people. One holds while what is compared of both is what it was.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';

export interface Dismissal {
  readonly oneId: number;
  readonly otherId: number;
  readonly oneFacts: string;
  readonly otherFacts: string;
}

const COLUMNS = `one_id as "oneId", other_id as "otherId", one_facts as "oneFacts", other_facts as "otherFacts"`;

const among = query<Dismissal>(
  'match_dismissals_among',
  `select ${COLUMNS} from match_dismissals where organization_id = $1 and one_id = any($2::bigint[]) and other_id = any($2::bigint[])`,
);
const all = query<Dismissal>(
  'match_dismissals_all',
  `select ${COLUMNS} from match_dismissals where organization_id = $1`,
);

export type AreTwo = (oneId: number, otherId: number) => boolean;

const keyOf = (oneId: number, otherId: number) => `${Math.min(oneId, otherId)} ${Math.max(oneId, otherId)}`;

/** @param facts what is compared of each record, by id */
export function standing(dismissals: readonly Dismissal[], facts: ReadonlyMap<number, string>): AreTwo {
  const holds = ({ oneId, otherId, oneFacts, otherFacts }: Dismissal) =>
    facts.get(oneId) === oneFacts && facts.get(otherId) === otherFacts;
  const keys = new Set(dismissals.filter(holds).map(({ oneId, otherId }) => keyOf(oneId, otherId)));
  return (oneId, otherId) => keys.size > 0 && keys.has(keyOf(oneId, otherId));
}

export function dismissalsAmong(db: Db, organizationId: number, ids: readonly number[]): Promise<Dismissal[]> {
  return db.all(among(organizationId, ids));
}

export function allDismissals(db: Db, organizationId: number): Promise<Dismissal[]> {
  return db.all(all(organizationId));
}
