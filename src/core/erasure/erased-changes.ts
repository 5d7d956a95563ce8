// Which changes have something of a person in their content.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import { RELATED_SUBJECTS } from '../changes/change-log.ts';

const owned = RELATED_SUBJECTS.map(
  ([type, table]) =>
    `select '${type}', r.id from ${table} r where r.organization_id = $1 and r.constituent_id = any ($2::bigint[])`,
);

const RELATES = `jsonb_build_object('ids', to_jsonb($2::bigint[]))`;
const names = (content: string) =>
  `coalesce(jsonb_path_exists(${content}, '$.relationships[*].relatedConstituentId ? (@ == $ids[*])', ${RELATES}), false)`;

const about = query<{ id: number }>(
  'erasure_changes_about',
  `with subjects (type, id) as (
     select 'constituent', unnest($2::bigint[])
     union ${owned.join(' union ')}
     union select 'attachment', a.id from attachments a join information_requests q
       on q.organization_id = a.organization_id and q.id = a.information_request_id
       where a.organization_id = $1 and q.constituent_id = any ($2::bigint[])
     union select 'invitation', g.id from invitations g join invitations i
       on i.organization_id = g.organization_id and i.id = g.parent_invitation_id
       where g.organization_id = $1 and i.constituent_id = any ($2::bigint[])
     -- What was deleted for good says in its own changes whose it was.
     union select c.subject_type, c.subject_id from changes c
       where c.organization_id = $1 and c.subject_type = any ($3::text[])
         and (coalesce(c.before, c.after) ->> 'constituentId')::bigint = any ($2::bigint[])
   ), found as (
     select c.* from subjects s join changes c on c.organization_id = $1 and c.subject_type = s.type and c.subject_id = s.id
     -- The other side of a relationship: what was said of it may name the person.
     union select c.* from changes c where c.organization_id = $1 and c.subject_type = 'constituent'
       and (${names('c.before')} or ${names('c.after')})
     -- While two people were one record, the changes of one were those of both.
     union select c.* from merges m join changes c on c.organization_id = $1 and c.subject_type = 'constituent'
         and c.subject_id = any (m.other_ids || m.survivor_id) and c.at >= m.made_at and c.at <= coalesce(m.undone_at, now())
       where m.organization_id = $1 and (m.other_ids || m.survivor_id) && $2::bigint[]
   )
   select id from found where (before is not null or after is not null) and kind not like '%.erased' order by id`,
);

/** The ids of the changes whose content is about these people. */
export async function changesAbout(db: Db, actor: Actor, people: readonly number[]): Promise<number[]> {
  const types = [...RELATED_SUBJECTS.map(([type]) => type)];
  return (await db.all(about(actor.organization.id, people, types))).map(({ id }) => id);
}
