import type { Part, SetChange } from '../part.ts';
import { elementSql, listSql, own } from '../part-sql.ts';

export interface ConstituentCenter {
  readonly centerId: number;
  readonly name: string;
  readonly optedIn: boolean;
}

export interface CenterChange extends SetChange {
  /** Centers whose e-mail the person wants; joins the center too. */
  readonly optIns?: SetChange;
}

const ELEMENT = elementSql<ConstituentCenter>('v', {
  centerId: 'column',
  name: { sql: 'i.name' },
  optedIn: 'column',
});

export const CENTERS: Part<ConstituentCenter, object, CenterChange> = {
  label: 'Centers',
  table: { name: 'constituent_centers' },
  select: listSql(
    ELEMENT,
    `constituent_centers v join centers i on i.organization_id = v.organization_id and i.id = v.center_id where ${own('v')}`,
  ),
  orderedBy: 'centerId',
  shows: ['centers'],
  identifies: false,
  cleaned: {},
};
