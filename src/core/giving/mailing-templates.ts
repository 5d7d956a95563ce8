import type { Db } from '../../db/connect.ts';
import { type Actor, allow } from '../base/actor.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';

export interface MailingTemplate {
  readonly id: number;
  readonly name: string;
  readonly code: string;
  readonly mailingTypeId: number | null;
  readonly mailingTypeName: string | null;
  readonly templateType: string;
}

const list = pagedStatement<MailingTemplate>('mailing_templates_list', {
  select: `m.id, m.name, m.code, m.mailing_type_id as "mailingTypeId", t.name as "mailingTypeName", m.template_type as "templateType"`,
  from: `mailing_templates m left join types t on t.organization_id = m.organization_id and t.kind = 'mailing' and t.id = m.mailing_type_id
    where m.organization_id = $1 and ($2::bigint is null or m.mailing_type_id = $2)`,
  order: 'm.id',
  parameters: 2,
});

/** By id; with a type of mailing only its own. */
export function listMailingTemplates(
  db: Db,
  actor: Actor,
  { mailingTypeId, page }: { mailingTypeId: number | null; page: PageRequest },
): Promise<Paged<MailingTemplate>> {
  allow(actor, 'constituents:read');
  return list(db, [actor.organization.id, mailingTypeId], page);
}
