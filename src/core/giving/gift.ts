import { columnsAs } from '../base/columns.ts';
import { type ActivityKind, activityQueries } from '../interactions/activity.ts';
import { type ActivityCustomField, activityCustomFields } from '../interactions/activity-custom-fields.ts';
import type { Reference } from '../record/part.ts';
import type { Category } from '../record/parts/categories.ts';
import type { GiftReference } from './gift-lookups.ts';
import { GOAL } from './gift-types.ts';

/** Texts of a gift that are stored as given. */
export const GIFT_TEXTS = [
  'checkNumber',
  'note',
  'ackTemplateName',
  'parentExternalId',
  'tributeName',
  'tributeeName',
  'tributeDedication',
  'tributeRecipientName',
  'tributeRecipientSalutation',
  'tributeRecipientEmail',
  'tributeRecipientAddress',
  'tributeRecipientNotificationTemplate',
] as const;

type Texts = Readonly<Record<(typeof GIFT_TEXTS)[number], string | null>>;

type Names = { readonly [Kind in GiftReference as `${Kind}Id`]: number | null } & {
  readonly [Kind in GiftReference as `${Kind}Name`]: string | null;
};

/** Amounts are decimal text, dates YYYY-MM-DD. */
export interface Gift extends Texts, Names {
  readonly id: number;
  readonly constituentId: number;
  readonly externalId: string | null;
  readonly isAnon: boolean;
  readonly giftTypeId: number;
  readonly receivedAmount: string;
  readonly receivedDate: string | null;
  readonly deductibleAmount: string;
  readonly depositDate: string | null;
  readonly depositedAmount: string;
  readonly parentGiftId: number | null;
  readonly teamMemberId: number | null;
  readonly teamMember: string | null;
  readonly teamMemberEmail: string | null;
  /** Each with the keywords that this gift has. */
  readonly customFields: readonly Category[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Amounts as people write them (amount.ts). */
export interface GiftInput extends Partial<Texts> {
  readonly externalId?: string | null;
  readonly isAnon?: boolean;
  readonly giftType?: Reference;
  readonly references?: Readonly<Partial<Record<GiftReference, Reference>>>;
  readonly receivedAmount?: string | null;
  readonly receivedDate?: string | null;
  readonly deductibleAmount?: string | null;
  readonly depositDate?: string | null;
  readonly depositedAmount?: string | null;
  readonly parentGiftId?: number | null;
  /** An id, an e-mail address or "First Last". */
  readonly teamMember?: string | null;
  readonly customFields?: readonly ActivityCustomField[];
  /** Of an update: whom the gift moves to. */
  readonly constituentId?: number;
}

const OWN = [
  ...[
    'id',
    'constituentId',
    'externalId',
    'isAnon',
    'giftTypeId',
    'giftCategoryId',
    'campaignId',
    'fundId',
    'appealId',
  ],
  ...[
    'eventId',
    'receivedAmount',
    'receivedDate',
    'paymentTypeId',
    'deductibleAmount',
    'depositDate',
    'depositedAmount',
  ],
  ...['parentGiftId', 'teamMemberId', ...GIFT_TEXTS, 'createdAt', 'updatedAt'],
];

const joined = (table: string, alias: string, column: string) =>
  `left join ${table} ${alias} on ${alias}.organization_id = a.organization_id and ${alias}.id = a.${column}`;

export const GIFT_CUSTOM_FIELDS = activityCustomFields({
  table: 'gift_keywords',
  items: 'gifts',
  name: 'gift',
  itemType: 'Gift',
});

export const GIFTS: ActivityKind = {
  table: 'gifts',
  name: 'gift',
  columns: `${columnsAs('a', OWN)}, gc.name as "giftCategoryName", ca.name as "campaignName", fu.name as "fundName",
    ap.name as "appealName", ev.name as "eventName", pt.name as "paymentTypeName",
    u.first_name || ' ' || u.last_name as "teamMember", u.email as "teamMemberEmail",
    ${GIFT_CUSTOM_FIELDS.shown} as "customFields"`,
  joins: [
    joined('gift_categories', 'gc', 'gift_category_id'),
    joined('campaigns', 'ca', 'campaign_id'),
    joined('funds', 'fu', 'fund_id'),
    joined('appeals', 'ap', 'appeal_id'),
    joined('events', 'ev', 'event_id'),
    joined('payment_types', 'pt', 'payment_type_id'),
    joined('users', 'u', 'team_member_id'),
  ].join(' '),
  date: 'received_date',
  listed: `a.gift_type_id <> ${GOAL}`,
};

export const gifts = activityQueries<Gift>(GIFTS);

export const getGift = gifts.get;
export const listGiftsOf = gifts.listOf;
export const searchGiftRows = gifts.search;
