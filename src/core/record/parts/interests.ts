import type { Part, SetChange } from '../part.ts';
import { elementSql, listSql, own } from '../part-sql.ts';

export interface ConstituentInterest {
  readonly interestId: number;
  readonly name: string;
  readonly forEmail: boolean;
  readonly forWeb: boolean;
}

const ELEMENT = elementSql<ConstituentInterest>('v', {
  interestId: 'column',
  name: { sql: 'i.name' },
  forEmail: 'column',
  forWeb: 'column',
});

export const INTERESTS: Part<ConstituentInterest, object, SetChange> = {
  label: 'Interests',
  table: { name: 'constituent_interests' },
  select: listSql(
    ELEMENT,
    `constituent_interests v join interests i on i.organization_id = v.organization_id and i.id = v.interest_id where ${own('v')}`,
  ),
  orderedBy: 'interestId',
  shows: ['interests'],
  identifies: false,
  cleaned: {},
};
