import { type PlainPart, partTable } from '../part.ts';
import { elementSql, listSql, own } from '../part-sql.ts';

export interface ClassAffiliation {
  readonly id: number;
  readonly classAffiliationTypeId: number | null;
  readonly year: number | null;
  readonly note: string | null;
}

export interface ClassAffiliationInput {
  readonly classAffiliationTypeId?: number | null;
  readonly year?: number | null;
  readonly note?: string | null;
}

const ELEMENT = elementSql<ClassAffiliation>('a', {
  id: 'column',
  classAffiliationTypeId: 'column',
  year: 'column',
  note: 'column',
});

export const CLASS_AFFILIATIONS: PlainPart<ClassAffiliation, ClassAffiliationInput> = {
  label: 'Class affiliations',
  table: partTable('class_affiliations', { class_affiliation_type_id: 'bigint', year: 'integer', note: 'text' }, false),
  select: listSql(ELEMENT, `class_affiliations a where ${own('a')}`),
  orderedBy: 'id',
  shows: [],
  identifies: false,
  cleaned: { note: 'as given' },
  single: { name: 'class_affiliation', content: 'classAffiliationTypeId' },
  unset: { classAffiliationTypeId: null, year: null, note: null },
};
