// The words that constituents and what happens with them are described by, as lists of their own.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { columnsAs } from '../base/columns.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';

export interface TypeValue {
  readonly id: number;
  readonly name: string;
  readonly displayName: string | null;
  readonly code: string | null;
  readonly ordinal: number;
}

const TYPE_COLUMNS = columnsAs('t', ['id', 'name', 'displayName', 'code', 'ordinal']);

const ofKind = pagedStatement<TypeValue>('types_of_kind', {
  select: TYPE_COLUMNS,
  from: 'types t where t.organization_id = $1 and t.kind = $2',
  order: 't.ordinal, t.id',
  parameters: 2,
});

/** The types of one kind (`phone_number`, `note`, …) by ordinal. */
export function listTypes(
  db: Db,
  actor: Actor,
  { kind, page }: { kind: string; page: PageRequest },
): Promise<Paged<TypeValue>> {
  allow(actor, 'constituents:read');
  return ofKind(db, [actor.organization.id, kind], page);
}

const all = query<TypeValue & { kind: string }>(
  'types_all',
  `select t.kind, ${TYPE_COLUMNS} from types t where t.organization_id = $1 order by t.ordinal, t.id`,
);

/** The types of every kind by ordinal. */
export function listAllTypes(db: Db, actor: Actor): Promise<(TypeValue & { readonly kind: string })[]> {
  allow(actor, 'constituents:read');
  return db.all(all(actor.organization.id));
}

export interface RelationshipType {
  readonly id: number;
  readonly name: string;
  readonly shortCode: string;
  readonly typeCode: string;
  readonly ordinal: number;
  readonly removable: boolean;
  readonly reciprocalId: number | null;
  readonly autoSoftCredit: boolean | null;
  readonly shareClassYear: boolean | null;
  readonly shareMembership: boolean;
  readonly isSpousePartner: boolean;
  readonly shareClassYearTo: number | null;
}

const relationshipTypes = pagedStatement<RelationshipType>('relationship_types_list', {
  select: columnsAs(
    't',
    'id name shortCode typeCode ordinal removable reciprocalId autoSoftCredit shareClassYear shareMembership isSpousePartner shareClassYearTo'.split(
      ' ',
    ),
  ),
  from: 'relationship_types t where t.organization_id = $1',
  order: 't.ordinal, t.id',
});

export function listRelationshipTypes(db: Db, actor: Actor, page: PageRequest): Promise<Paged<RelationshipType>> {
  allow(actor, 'constituents:read');
  return relationshipTypes(db, [actor.organization.id], page);
}

export interface ClassAffiliationType {
  readonly id: number;
  readonly name: string;
  readonly ordinal: number;
}

const classAffiliationTypes = pagedStatement<ClassAffiliationType>('class_affiliation_types_list', {
  select: 't.id, t.name, t.ordinal',
  from: 'class_affiliation_types t where t.organization_id = $1',
  order: 't.ordinal, t.id',
});

export function listClassAffiliationTypes(
  db: Db,
  actor: Actor,
  page: PageRequest,
): Promise<Paged<ClassAffiliationType>> {
  allow(actor, 'constituents:read');
  return classAffiliationTypes(db, [actor.organization.id], page);
}
