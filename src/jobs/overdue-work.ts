// Checks, deliveries and mails that were due long ago, whoever should have seen to them: what a probe and the doctor look at.

/** What of one kind is due and not finished. The kinds are the names under which lanes count (lanes.ts). */
export interface Overdue {
  readonly name: 'checks' | 'webhooks' | 'mails';
  /** At most `MOST` of each organization are counted. */
  readonly number: number;
  /** When the oldest became due: ISO 8601 in UTC. */
  readonly since: string;
}

/** Read of one organization, or of one webhook: a long queue must not make the probe slow. */
const MOST = 1_000;

/** Longer than any claim, and than a process that is started again needs. A retry that is still to come is not due. */
const LATE = `now() - interval '10 minutes'`;

const CHECKS = `select s.next_attempt_at as due_at from accreditation_scans s
   where s.organization_id = o.organization_id and s.next_attempt_at <= ${LATE} and s.status in ('pending', 'in_progress')
   order by s.next_attempt_at limit ${MOST}`;

const MAILS = `select m.next_attempt_at as due_at from mails m
   where m.organization_id = o.organization_id and m.status = 'queued' and m.next_attempt_at <= ${LATE}
   order by m.next_attempt_at limit ${MOST}`;

// Only the first of each queue: what waits behind a retry is not due. A webhook that was off begins anew when it is on again.
const WEBHOOKS = `select due_at from webhooks w cross join lateral (
     select distinct on (q.subject) greatest(q.next_attempt_at, q.created_at, w.updated_at) as due_at
     from (select d.* from webhook_deliveries d
       where d.organization_id = o.organization_id and d.webhook_id = w.id and d.status = 'queued'
       order by d.subject, d.sequence limit ${MOST}) q
     order by q.subject, q.sequence
   ) heads where w.organization_id = o.organization_id and w.status = 'active' and due_at <= ${LATE}`;

function overdueOf(name: Overdue['name'], rows: string): string {
  return `select '${name}' as name, count(*) as number, min(due_at) as since
   from organizations o cross join lateral (${rows}) late having count(*) > 0`;
}

/** SQL: an expression for a JSON list of `Overdue`, over all organizations. */
export const OVERDUE_JSON = `(select coalesce(json_agg(json_build_object('name', name, 'number', number,
     'since', to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))), '[]')
   from (${overdueOf('checks', CHECKS)} union all ${overdueOf('webhooks', WEBHOOKS)}
     union all ${overdueOf('mails', MAILS)}) overdue)`;
