// Gifts (docs/contracts/lgl.md §3.13).
import { invalidField } from '../../../core/base/failure.ts';
import { GIFT_TEXTS, type Gift, type GiftInput } from '../../../core/giving/gift.ts';
import { GIFT_REFERENCES } from '../../../core/giving/gift-lookups.ts';
import { giftTypeName } from '../../../core/giving/gift-types.ts';
import type { WireObject } from './body.ts';
import { date, id, plainFlag, sent, text } from './coerce.ts';
import { customFields, customFieldsInput } from './custom-fields.ts';
import { float } from './decimal.ts';
import { externalId, reference } from './reference.ts';
import { timestamp } from './timestamp.ts';

const snake = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Structures are no amounts: as text they are refused with the field's name. */
function amount(value: unknown): string | null | undefined {
  return value === undefined ? undefined : value === null ? null : (text(value) ?? JSON.stringify(value));
}

/** An id that cannot be read is not taken for none: the gift would be kept without what it names. */
function readableId(body: WireObject, field: string): number | null | undefined {
  const given = body[snake(field)];
  const read = id(given);
  const isStructure = typeof given === 'object' && given !== null;
  if (isStructure || (read === null && !isNone(given)))
    throw invalidField(field.replace(/Id$/, ''), 'unknown_reference');
  return read;
}

const isNone = (given: unknown) => given === null || given === false || /^0*$/.test(String(given).trim());

function referenceOf(body: WireObject, field: string) {
  readableId(body, `${field}Id`);
  return reference(body, `${snake(field)}_id`, `${snake(field)}_name`);
}

export function giftInput(body: WireObject): GiftInput {
  const texts = Object.fromEntries(GIFT_TEXTS.map((field) => [field, text(body[snake(field)])]));
  const references = GIFT_REFERENCES.flatMap((kind) => {
    const named = referenceOf(body, kind);
    return named ? [[kind, named]] : [];
  });
  return {
    ...sent(texts),
    ...sent({
      externalId: externalId(body.external_id),
      parentExternalId: externalId(body.parent_external_id),
      isAnon: plainFlag(body.is_anon),
      giftType: referenceOf(body, 'giftType'),
      receivedAmount: amount(body.received_amount),
      receivedDate: date(body.received_date),
      deductibleAmount: amount(body.deductible_amount),
      depositDate: date(body.deposit_date),
      depositedAmount: amount(body.deposited_amount),
      parentGiftId: readableId(body, 'parentGiftId'),
      teamMember: text(body.team_member),
      customFields: customFieldsInput(body.custom_fields),
      constituentId: id(body.constituent_id) ?? undefined,
    }),
    references: Object.fromEntries(references),
  };
}

function tribute(row: Gift) {
  return {
    tribute_name: row.tributeName,
    tributee_name: row.tributeeName,
    tribute_dedication: row.tributeDedication,
    tribute_recipient_name: row.tributeRecipientName,
    tribute_recipient_salutation: row.tributeRecipientSalutation,
    tribute_recipient_email: row.tributeRecipientEmail,
    tribute_recipient_address: row.tributeRecipientAddress,
    tribute_recipient_notification_template: row.tributeRecipientNotificationTemplate,
  };
}

export function gift(row: Gift) {
  return {
    id: row.id,
    constituent_id: row.constituentId,
    external_id: row.externalId,
    is_anon: row.isAnon,
    gift_type_id: row.giftTypeId,
    gift_type_name: giftTypeName(row.giftTypeId),
    // 0 where there is none, but null for a type of payment and a parent (§2.3).
    gift_category_id: row.giftCategoryId ?? 0,
    gift_category_name: row.giftCategoryName,
    campaign_id: row.campaignId ?? 0,
    campaign_name: row.campaignName,
    fund_id: row.fundId ?? 0,
    fund_name: row.fundName,
    appeal_id: row.appealId ?? 0,
    appeal_name: row.appealName,
    event_id: row.eventId ?? 0,
    event_name: row.eventName,
    received_amount: float(row.receivedAmount),
    received_date: row.receivedDate,
    payment_type_id: row.paymentTypeId,
    payment_type_name: row.paymentTypeName,
    check_number: row.checkNumber,
    deductible_amount: float(row.deductibleAmount),
    note: row.note,
    ack_template_name: row.ackTemplateName,
    deposit_date: row.depositDate,
    deposited_amount: float(row.depositedAmount),
    parent_gift_id: row.parentGiftId,
    parent_external_id: row.parentExternalId,
    ...tribute(row),
    team_member: row.teamMember,
    team_member_email: row.teamMemberEmail,
    custom_fields: customFields(row.customFields),
    created_at: timestamp(row.createdAt),
    updated_at: timestamp(row.updatedAt),
  };
}

/** In the list of one constituent. */
export function shortGift(row: Gift) {
  return {
    id: row.id,
    constituent_id: row.constituentId,
    gift_type_id: row.giftTypeId,
    gift_type_name: giftTypeName(row.giftTypeId),
    amount: float(row.receivedAmount),
    date: row.receivedDate,
    created_at: timestamp(row.createdAt),
    updated_at: timestamp(row.updatedAt),
  };
}
