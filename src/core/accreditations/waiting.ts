import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';

/** A check that a person has to decide. */
export interface WaitingCheck {
  readonly accreditationId: number;
  readonly type: string;
  readonly identifier: string | null;
  readonly person: string;
  /** ISO moment. */
  readonly since: string;
}

const list = query<WaitingCheck>(
  'checks_waiting',
  `select a.id as "accreditationId", a.type, a.identifier, s.created_at as since,
     trim(concat(s.inputs->>'first_name', ' ', s.inputs->>'surname')) as person
   from accreditation_scans s
   join accreditations a on a.organization_id = s.organization_id and a.id = s.accreditation_id
   where s.organization_id = $1 and s.status = 'waiting' order by s.created_at, a.id`,
);

/** What waits to be decided, the longest first. */
export async function listWaiting(db: Db, actor: Actor): Promise<WaitingCheck[]> {
  allow(actor, 'constituents:read');
  return db.all(list(actor.organization.id));
}
