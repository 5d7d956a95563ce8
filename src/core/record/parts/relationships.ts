import { type ListPart, partTable, type Reference } from '../part.ts';
import { elementSql, listSql, own } from '../part-sql.ts';

export interface Relationship {
  readonly id: number;
  readonly relatedConstituentId: number;
  readonly relationshipTypeId: number | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly autoSoftCredit: boolean;
  readonly alsoAcknowledge: boolean;
  readonly shareAddress: number | null;
  readonly sharePhone: number | null;
}

export interface RelationshipInput {
  readonly relatedConstituentId?: number | null;
  /** Its name is kept even when no type has it. */
  readonly type?: Reference;
  readonly description?: string | null;
  readonly autoSoftCredit?: boolean;
  readonly alsoAcknowledge?: boolean;
  readonly shareAddress?: number | null;
  readonly sharePhone?: number | null;
  /** Asks for the opposite row on the related constituent. */
  readonly reciprocal?: Reference & { readonly description?: string | null };
}

const ELEMENT = elementSql<Relationship>('r', {
  id: 'column',
  relatedConstituentId: 'column',
  relationshipTypeId: 'column',
  name: 'column',
  description: 'column',
  autoSoftCredit: 'column',
  alsoAcknowledge: 'column',
  shareAddress: 'column',
  sharePhone: 'column',
});

export const RELATIONSHIPS: ListPart<Relationship, RelationshipInput> = {
  label: 'Relationships',
  table: partTable(
    'relationships',
    {
      related_constituent_id: 'bigint',
      relationship_type_id: 'bigint',
      name: 'text',
      description: 'text',
      auto_soft_credit: 'boolean',
      also_acknowledge: 'boolean',
      share_address: 'integer',
      share_phone: 'integer',
      // The writer of opposite rows sets it.
      reciprocal_relationship_id: 'not written',
    },
    false,
  ),
  select: listSql(
    ELEMENT,
    `relationships r where ${own('r')} and exists (select from constituents o
      where o.organization_id = r.organization_id and o.id = r.related_constituent_id and o.deleted_at is null)`,
  ),
  orderedBy: 'id',
  // A relationship to somebody who is deleted is not shown; an opposite row is written with the other side.
  shows: ['constituents', 'relationships'],
  identifies: false,
  cleaned: { type: 'reference', description: 'as given', reciprocal: 'reference' },
  single: { name: 'constituent_relationship', content: 'relatedConstituentId' },
};
