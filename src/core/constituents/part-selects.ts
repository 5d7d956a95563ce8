// One correlated subselect per nested part of `constituents c`, each a JSON array in the shape of constituent.ts.
import { jsonObject as object } from '../base/columns.ts';
import { CATEGORY_FIELDS, KEYWORD_FIELDS } from '../custom-fields/category.ts';
import type { ConstituentParts, PartName } from './constituent.ts';
import { ADDRESS, type ContactKind, EMAIL, PHONE, WEB } from './contact-families.ts';

function list(element: string, from: string, order = ''): string {
  return `(select coalesce(json_agg(${element} ${order}), '[]') from ${from})`;
}

const own = (alias: string) => `${alias}.organization_id = c.organization_id and ${alias}.constituent_id = c.id`;

function contactPoint({ table, shown }: ContactKind): string {
  const typed = ['id', 'typeId', 'isPreferred', 'parentId', 'createdAt', 'updatedAt', ...shown];
  return list(object('p', typed), `${table.name} p where ${own('p')}`);
}

const RELATIONSHIP_FIELDS =
  'id relatedConstituentId relationshipTypeId name description autoSoftCredit alsoAcknowledge shareAddress sharePhone'.split(
    ' ',
  );
const GROUPED_KEYWORDS = `(select k.category_id, json_agg(${object('k', KEYWORD_FIELDS)} order by k.ordinal, k.name, k.id) as keywords
   from constituent_keywords ck join keywords k on k.organization_id = ck.organization_id and k.id = ck.keyword_id
   where ${own('ck')} and k.deleted_at is null group by k.category_id)`;

/** SQL of each part: categories by name (docs/contracts/lgl.md §2.5), the others in no order; types without their names. */
export const PART_SELECTS: Readonly<Record<keyof ConstituentParts, string>> = {
  classAffiliations: list(
    object('a', ['id', 'classAffiliationTypeId', 'year', 'note']),
    `class_affiliations a where ${own('a')}`,
  ),
  relationships: list(
    object('r', RELATIONSHIP_FIELDS),
    `relationships r where ${own('r')} and exists (select from constituents o
      where o.organization_id = r.organization_id and o.id = r.related_constituent_id and o.deleted_at is null)`,
  ),
  streetAddresses: contactPoint(ADDRESS),
  phoneNumbers: contactPoint(PHONE),
  emailAddresses: contactPoint(EMAIL),
  webAddresses: contactPoint(WEB),
  categories: list(
    object('g', CATEGORY_FIELDS, { keywords: 'own.keywords' }),
    `${GROUPED_KEYWORDS} own join categories g on g.organization_id = c.organization_id and g.id = own.category_id`,
    'order by g.name, g.id',
  ),
  groups: list(
    object('m', ['id', 'groupId', 'dateStart', 'dateEnd', 'isCurrent', 'createdAt', 'updatedAt'], {
      groupName: 'g.name',
    }),
    `group_memberships m join groups g on g.organization_id = m.organization_id and g.id = m.group_id where ${own('m')}`,
  ),
  memberships: list(
    object('m', ['id', 'membershipLevelId', 'dateStart', 'finishDate', 'note', 'createdAt', 'updatedAt'], {
      membershipLevelName: 'l.name',
    }),
    `memberships m left join membership_levels l on l.organization_id = m.organization_id and l.id = m.membership_level_id where ${own('m')}`,
  ),
  customFields: list(
    object('d', ['key', 'name', 'dataType', 'ordinal'], { definitionId: 'd.id', value: 'v.value_text' }),
    `custom_field_values v join custom_field_definitions d on d.organization_id = v.organization_id and d.id = v.definition_id where ${own('v')}`,
  ),
  interests: list(
    object('v', ['interestId', 'forEmail', 'forWeb'], { name: 'i.name' }),
    `constituent_interests v join interests i on i.organization_id = v.organization_id and i.id = v.interest_id where ${own('v')}`,
  ),
  centers: list(
    object('v', ['centerId', 'optedIn'], { name: 'i.name' }),
    `constituent_centers v join centers i on i.organization_id = v.organization_id and i.id = v.center_id where ${own('v')}`,
  ),
};

export const PART_NAMES = Object.keys(PART_SELECTS) as readonly PartName[];
