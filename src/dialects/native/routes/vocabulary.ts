// What an organization describes people and gifts by.
import { createRequirement, deleteRequirement, listRequirements } from '../../../core/accreditations/requirements.ts';
import { pageOf } from '../../../core/base/page.ts';
import { getCategory, getKeyword, listCategories } from '../../../core/custom-fields/category-queries.ts';
import { listConstituentCustomFields } from '../../../core/custom-fields/custom-field-queries.ts';
import { APPEALS, CAMPAIGNS, EVENTS, FUNDS } from '../../../core/giving/fundraising.ts';
import { getGroup, listGroups } from '../../../core/groups/group.ts';
import {
  createMembershipLevel,
  deleteMembershipLevel,
  getMembershipLevel,
  listMembershipLevels,
  updateMembershipLevel,
} from '../../../core/groups/membership-level.ts';
import { createCategory, deleteCategory, updateCategory } from '../../../core/vocabulary/write-category.ts';
import { createGroup, deleteGroup, updateGroup } from '../../../core/vocabulary/write-group.ts';
import { createKeyword, deleteKeyword, updateKeyword } from '../../../core/vocabulary/write-keyword.ts';
import { transaction } from '../../../db/transaction.ts';
import { unspelled } from '../wire/names.ts';
import { type Operation, operation, presenter } from '../wire/operation.ts';
import { byId } from '../wire/parameters.ts';
import * as wire from '../wire/resources.ts';
import { resource } from './resource.ts';

const GROUPS = resource({
  ...{ title: 'Group', titles: 'Groups', word: 'group', path: '/groups', wire: wire.GROUP },
  core: { list: listGroups, get: getGroup, create: createGroup, update: updateGroup, remove: deleteGroup },
});

const LEVELS = resource({
  ...{ title: 'MembershipLevel', titles: 'MembershipLevels', word: 'membership level', path: '/membership_levels' },
  wire: wire.MEMBERSHIP_LEVEL,
  core: {
    list: listMembershipLevels,
    get: getMembershipLevel,
    create: createMembershipLevel,
    update: updateMembershipLevel,
    remove: deleteMembershipLevel,
  },
});

const CATEGORIES = resource({
  ...{ title: 'KeywordCategory', titles: 'KeywordCategories', word: 'category of keywords' },
  ...{ path: '/keyword_categories', wire: wire.KEYWORD_CATEGORY },
  core: {
    list: (db, actor, page) => listCategories(db, actor, { itemType: 'Constituent', page }),
    get: getCategory,
    create: createCategory,
    update: updateCategory,
    remove: deleteCategory,
  },
});

const createKeywordOperation = operation({
  id: 'createKeyword',
  method: 'POST',
  path: '/keyword_categories/{id}/keywords',
  summary: 'Adds a keyword to a category.',
  scope: 'people:write',
  params: byId,
  body: wire.KEYWORD.body,
  result: wire.KEYWORD.shown,
  status: 201,
  run: async ({ context, actor, params, body }) => {
    const created = { categoryId: params.id, input: unspelled(body) };
    return presenter(wire.KEYWORD.shown)(
      await transaction(context.db, actor, (tx) => createKeyword(tx, actor, created)),
    );
  },
});

const KEYWORDS = resource({
  ...{ title: 'Keyword', titles: 'Keywords', word: 'keyword', path: '/keywords', wire: wire.KEYWORD },
  core: {
    get: getKeyword,
    update: updateKeyword,
    remove: (tx, actor, id) => deleteKeyword(tx, actor, { id, permanent: false }),
  },
});

const REQUIREMENTS = resource({
  ...{ title: 'Requirement', titles: 'Requirements', word: 'requirement', path: '/requirements' },
  wire: wire.REQUIREMENT,
  scopes: ['people:read', 'settings:write'],
  core: {
    list: async (db, actor, page) => pageOf(await listRequirements(db, actor), page),
    create: createRequirement,
    remove: deleteRequirement,
  },
});

const CUSTOM_FIELDS = resource({
  ...{ title: 'CustomField', titles: 'CustomFields', word: 'custom field of people', path: '/custom_fields' },
  wire: { shown: wire.CUSTOM_FIELD, body: wire.CUSTOM_FIELD },
  core: { list: async (db, actor, page) => pageOf(await listConstituentCustomFields(db, actor), page) },
});

export const VOCABULARY: readonly Operation[] = [
  ...GROUPS,
  ...LEVELS,
  ...CATEGORIES,
  createKeywordOperation,
  ...KEYWORDS,
  ...CUSTOM_FIELDS,
  ...REQUIREMENTS,
  ...resource({ title: 'Fund', titles: 'Funds', word: 'fund', path: '/funds', wire: wire.FUND, core: FUNDS }),
  ...resource({
    ...{ title: 'Campaign', titles: 'Campaigns', word: 'campaign', path: '/campaigns' },
    wire: wire.CAMPAIGN,
    core: CAMPAIGNS,
  }),
  ...resource({
    title: 'Appeal',
    titles: 'Appeals',
    word: 'appeal',
    path: '/appeals',
    wire: wire.APPEAL,
    core: APPEALS,
  }),
  ...resource({ title: 'Event', titles: 'Events', word: 'event', path: '/events', wire: wire.EVENT, core: EVENTS }),
];
