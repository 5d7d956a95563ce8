// What an organization keeps lists of: how each is shown, and what a caller may give of it.
import { z } from 'zod';

const id = z.number().int();
const name = z.string().max(255);
const text = z.string().max(10_000).nullable();
const date = z.iso.date().nullable();
const ordinal = z.number().int();
const flag = z.boolean();
const moment = z.string();
/** Decimal text. */
const amount = z.string().max(40).nullable();

/** A thing by its id or its name. */
const reference = z.union([name, z.strictObject({ id }), z.strictObject({ name })]);

/** What is shown, under a name in the document, and what may be given: all of it of a change, `required` of a new one. */
function resource<Shown extends z.ZodRawShape, Given extends z.ZodRawShape>(title: string, shown: Shown, given: Given) {
  return {
    shown: z.object(shown).meta({ id: title }),
    body: z
      .strictObject(given)
      .partial()
      .meta({ id: `${title}Input` }),
  };
}

export const GROUP = resource(
  'Group',
  { id, name, key: name, ordinal, is_security: flag },
  { name, key: name, ordinal },
);
export const MEMBERSHIP_LEVEL = resource('MembershipLevel', { id, name, ordinal }, { name, ordinal });

const KEYWORD_GIVEN = { name, description: text, short_code: name.nullable(), ordinal };
export const KEYWORD = resource(
  'Keyword',
  { id, category_id: id, ...KEYWORD_GIVEN, removable: flag, created_at: moment, updated_at: moment },
  KEYWORD_GIVEN,
);
const CATEGORY_GIVEN = { name, key: name, facet_type: z.enum(['list', 'single']), ordinal };
export const KEYWORD_CATEGORY = resource(
  'KeywordCategory',
  { id, item_type: name, ...CATEGORY_GIVEN, removable: flag, editable: flag, keywords: z.array(KEYWORD.shown) },
  { ...CATEGORY_GIVEN, item_type: z.enum(['Constituent', 'Gift', 'VolunteerTime']) },
);

const fund = { name, description: text, code: text, start_date: date, end_date: date, financial_goal: amount };
const appeal = { name, description: text, date, financial_goal: amount, projected_amount: amount, code: text };
export const FUND = resource('Fund', { id, ...fund }, fund);
export const CAMPAIGN = resource('Campaign', { id, ...fund }, fund);
export const APPEAL = resource('Appeal', { id, ...appeal }, appeal);
export const EVENT = resource('Event', { id, ...appeal, end_date: date }, { ...appeal, end_date: date });

const NOTE_GIVEN = { text: z.string().max(1_000_000), original_date: z.iso.date() };
export const NOTE = resource(
  'Note',
  {
    ...{ id, constituent_id: id, type_id: id.nullable(), type_name: text, external_id: text },
    ...NOTE_GIVEN,
    ...{ created_at: moment, updated_at: moment },
  },
  { ...NOTE_GIVEN, type: reference, external_id: text, constituent_id: id },
);

/** What a gift names, and is named for. */
const GIFT_NAMES = ['gift_category', 'campaign', 'fund', 'appeal', 'event', 'payment_type'] as const;
const gift = {
  is_anon: flag,
  received_amount: amount,
  received_date: date,
  deductible_amount: amount,
  deposit_date: date,
  deposited_amount: amount,
  parent_gift_id: id.nullable(),
  external_id: text,
  check_number: text,
  note: text,
  tribute_name: text,
};
export const GIFT = resource(
  'Gift',
  {
    ...{ id, constituent_id: id, gift_type_id: id, ...gift },
    ...Object.fromEntries(
      GIFT_NAMES.flatMap((each) => [
        [`${each}_id`, id.nullable()],
        [`${each}_name`, text],
      ]),
    ),
    ...{ created_at: moment, updated_at: moment },
  },
  {
    ...gift,
    gift_type: reference,
    constituent_id: id,
    ...Object.fromEntries(GIFT_NAMES.map((each) => [each, reference.nullable()])),
  },
);

const ACCREDITATION_TEXTS = { type: name, identifier: text, status: name, outcome: text };
export const ACCREDITATION = z
  .object({
    ...{ id, constituent_id: id.nullable(), ...ACCREDITATION_TEXTS, reasons: z.array(z.string()), unreachable: flag },
    ...{ expiry_date: date, monitored: flag, completed_at: text, last_verified_at: text },
    ...{ created_at: moment, updated_at: moment },
  })
  .meta({ id: 'Accreditation' });

const REQUIREMENT_GIVEN = { name, any_of: z.array(name).min(1).max(100), group_id: id.nullable() };
export const REQUIREMENT = {
  shown: z.object({ id, ...REQUIREMENT_GIVEN }).meta({ id: 'Requirement' }),
  body: z
    .strictObject({ ...REQUIREMENT_GIVEN, group_id: id.nullable().default(null) })
    .meta({ id: 'RequirementInput' }),
};

export const CUSTOM_FIELD = z
  .object({ id, key: name, name, data_type: name, audience: name })
  .meta({ id: 'CustomField' });

export const USER = z
  .object({ id, login_name: name, email: text, first_name: name, last_name: name, role: name, active: flag })
  .meta({ id: 'User' });

const email = z.string().min(1).max(320);
export const USER_INPUT = z
  .strictObject({ email, first_name: name.default(''), last_name: name.default(''), role: name })
  .meta({ id: 'UserInput' });
export const USER_CHANGE = z
  .strictObject({ first_name: name, last_name: name, role: name, active: flag })
  .partial()
  .meta({ id: 'UserChange' });
export const INVITATION = z
  .object({ user: USER, is_mailed: flag, link: text.describe('A path of this server, where no mail was sent') })
  .meta({ id: 'Invitation' });
export const ROLE = z.object({ name, scopes: z.array(z.string()) }).meta({ id: 'Role' });
export const ROLES = z.object({ data: z.array(ROLE) });

const key = { id, dialect: name, name, scopes: z.array(z.string()).nullable(), last_four: name };
export const KEY = {
  shown: z.object({ ...key, created_at: moment, revoked_at: text }).meta({ id: 'Key' }),
  created: z.object({ ...key, access_token: z.string(), created_at: moment, revoked_at: text }).meta({ id: 'NewKey' }),
  body: z.strictObject({ name, scopes: z.array(z.string()).min(1).max(20) }).meta({ id: 'KeyInput' }),
};

type Given = z.output<typeof reference>;

/** `"General"` → a name; an object says itself which it is. */
export function toReference(given: Given) {
  return typeof given === 'string' ? { name: given } : given;
}

type GiftBody = Readonly<Record<string, unknown>>;

/** The names of what a gift refers to apart from its own fields. */
export function giftReferences(body: GiftBody): {
  own: GiftBody;
  references: Record<string, { id?: number; name?: string }>;
} {
  const names: readonly string[] = GIFT_NAMES;
  const named = Object.entries(body).filter(([field, value]) => names.includes(field) && value !== undefined);
  const own = Object.entries(body).filter(([field]) => !names.includes(field) && field !== 'gift_type');
  const references = named.map(([field, value]) => [
    field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value === null ? {} : toReference(value as Given),
  ]);
  return { own: Object.fromEntries(own), references: Object.fromEntries(references) };
}
