import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import { dateIn } from '../base/clock.ts';
import { showPerson } from '../constituents/people/list-people.ts';
import type { Accreditation } from './accreditation.ts';
import { ACCREDITATION_COLUMNS } from './accreditation-queries.ts';
import { judge, type Verdict } from './compliance.ts';
import { listRequirements } from './requirements.ts';

const people = query<{ id: number; active: boolean; groupIds: number[] }>(
  'compliance_people',
  `select c.id, (c.active and c.deleted_at is null) as active, coalesce((select json_agg(m.group_id) from group_memberships m
     where m.organization_id = c.organization_id and m.constituent_id = c.id and m.is_current), '[]') as "groupIds"
   from constituents c where c.organization_id = $1 and c.id = any($2::bigint[]) order by c.id`,
);
const checks = query<Accreditation>(
  'compliance_accreditations',
  `select ${ACCREDITATION_COLUMNS} from accreditations a
   where a.organization_id = $1 and a.constituent_id = any($2::bigint[]) order by a.id`,
);

export interface ComplianceQuestion {
  readonly withinDays: number;
  readonly now: Date;
}

/** Verdicts on the given people, by id; three statements, however many they are. */
async function verdictsOn(
  db: Db,
  actor: Actor,
  { ids, withinDays, now }: ComplianceQuestion & { ids: readonly number[] },
): Promise<Verdict[]> {
  const organizationId = actor.organization.id;
  const requirements = await listRequirements(db, actor);
  const found = await db.all(people(organizationId, ids));
  const accreditations = Map.groupBy(await db.all(checks(organizationId, ids)), (one) => one.constituentId);
  const yardstick = { requirements, today: dateIn(actor.organization.timeZone, now), withinDays };
  return found.map(({ id, active, groupIds }) =>
    judge({ constituentId: id, active, groupIds, accreditations: accreditations.get(id) ?? [] }, yardstick),
  );
}

/** The verdict on one person. Throws `not-found`. */
export async function complianceOf(
  db: Db,
  actor: Actor,
  { id, ...question }: ComplianceQuestion & { id: number },
): Promise<Verdict> {
  const person = await showPerson(db, actor, id);
  const [verdict] = await verdictsOn(db, actor, { ...question, ids: [person.id] });
  if (!verdict) throw new Error('A person that was just read is gone');
  return verdict;
}

const page = query<{ id: number }>(
  'compliance_page',
  `select c.id from constituents c where c.organization_id = $1 and not c.is_org and c.id > $2
     and ($3::boolean is null or (c.active and c.deleted_at is null) = $3) order by c.id limit $4`,
);

/** People read at a time. */
const BATCH = 500;

export interface ComplianceList extends ComplianceQuestion {
  /** Null: everyone. */
  readonly active: boolean | null;
  /** Null: both. */
  readonly compliant: boolean | null;
}

/** The verdict on everyone, by id, in batches. */
export async function* complianceOfAll(db: Db, actor: Actor, wanted: ComplianceList): AsyncGenerator<Verdict[]> {
  let afterId = 0;
  for (;;) {
    const rows = await db.all(page(actor.organization.id, afterId, wanted.active, BATCH));
    const verdicts = await verdictsOn(db, actor, { ...wanted, ids: rows.map(({ id }) => id) });
    yield verdicts.filter(({ compliant }) => wanted.compliant === null || compliant === wanted.compliant);
    if (rows.length < BATCH) return;
    afterId = rows.at(-1)?.id ?? afterId;
  }
}
