import type { Tx } from '../../db/transaction.ts';
import { findTeamMemberId } from '../access/team-members.ts';
import type { Actor } from '../base/actor.ts';
import { cleanText } from '../base/clean-text.ts';
import { invalidField } from '../base/failure.ts';
import type { Affected } from '../base/indirect-change.ts';
import { pick } from '../base/names.ts';
import { activityWrites } from '../interactions/activity.ts';
import type { Reference } from '../record/part.ts';
import { toAmount } from './amount.ts';
import { GIFT_CUSTOM_FIELDS, GIFT_TEXTS, GIFTS, type Gift, type GiftInput, gifts } from './gift.ts';
import { findGiftReferences, GIFT_REFERENCES } from './gift-lookups.ts';
import { findGiftType, GIFT, INSTALLMENT, isGiftType } from './gift-types.ts';

/**
 * A new gift is of type Gift, received today, where nothing else is said. Throws `invalid`, naming the field, for an amount
 * that is none and for a name that is not known. The payments of a deleted pledge stay, without it.
 */
export const {
  create: createGift,
  update: updateGift,
  remove: deleteGift,
} = activityWrites<Gift, GiftInput>({
  kind: GIFTS,
  queries: gifts,
  stored: async (tx, actor, { input, before, today }) => ({
    ...(await namedBy(tx, actor, input, before)),
    ...(before ? changedValues(input, before) : newValues(input, today)),
    ...textsOf(input, before),
  }),
  affected: ({ id }, stored) => (stored ? [] : [paymentsOf(id)]),
  writeMore: writeCustomFields,
});

function newValues(input: GiftInput, today: string) {
  const giftTypeId = typeOf(input.giftType) ?? GIFT;
  const isInstallment = giftTypeId === INSTALLMENT;
  const receivedAmount = toAmount('receivedAmount', input.receivedAmount ?? null) ?? '0.00';
  // Instalments are due, not received (docs/contracts/lgl.md §3.13).
  const receivedDate = input.receivedDate ?? (isInstallment ? null : today);
  const deductible = toAmount('deductibleAmount', input.deductibleAmount ?? null);
  return {
    giftTypeId,
    isAnon: input.isAnon ?? false,
    receivedAmount,
    receivedDate,
    deductibleAmount: deductible ?? (isInstallment ? '0.00' : receivedAmount),
    depositDate: input.depositDate ?? (isInstallment ? null : receivedDate),
    depositedAmount: toAmount('depositedAmount', input.depositedAmount ?? null) ?? receivedAmount,
    parentGiftId: input.parentGiftId ?? null,
  };
}

function changedValues(input: GiftInput, before: Gift) {
  const amount = (field: 'receivedAmount' | 'deductibleAmount' | 'depositedAmount') => {
    const given = input[field];
    return given === undefined ? before[field] : (toAmount(field, given) ?? '0.00');
  };
  return {
    giftTypeId: typeOf(input.giftType) ?? before.giftTypeId,
    isAnon: input.isAnon ?? before.isAnon,
    receivedAmount: amount('receivedAmount'),
    receivedDate: pick(input.receivedDate, before.receivedDate),
    deductibleAmount: amount('deductibleAmount'),
    depositDate: pick(input.depositDate, before.depositDate),
    depositedAmount: amount('depositedAmount'),
    parentGiftId: pick(input.parentGiftId, before.parentGiftId),
  };
}

/** Refuses a field that the organization does not have: its values would be lost. */
async function writeCustomFields(tx: Tx, actor: Actor, { id, input }: { id: number; input: GiftInput }) {
  const unknown = await GIFT_CUSTOM_FIELDS.write(tx, actor, { id, fields: input.customFields });
  if (unknown.length > 0) throw invalidField('customFields', 'unknown_reference');
}

/** Gifts show the id of the pledge that they are payments of. */
function paymentsOf(id: number): Affected {
  const parts = { parentGiftId: 'a.parent_gift_id' };
  return {
    record: { subjectType: 'gift', table: 'gifts', alias: 'a', parts },
    who: 'select g.id from gifts g where g.organization_id = $1 and g.parent_gift_id = $2',
    values: [id],
  };
}

/** The type meant; where id and name disagree, the name (docs/contracts/lgl.md §8.24). Undefined when none is named. */
function typeOf(reference: Reference | undefined): number | undefined {
  if (!reference?.id && !reference?.name) return undefined;
  const named = reference.name ? findGiftType(reference.name) : undefined;
  if (named !== undefined) return named;
  if (reference.id && isGiftType(reference.id)) return reference.id;
  throw invalidField('giftType', 'unknown_reference');
}

/** What the gift refers to. A blank team member is none; an unknown one is refused, not lost. */
async function namedBy(tx: Tx, actor: Actor, input: GiftInput, before?: Gift) {
  const found = await findGiftReferences(tx, actor, input.references ?? {});
  const ids = GIFT_REFERENCES.map((kind) => [`${kind}Id`, pick(found[kind], before?.[`${kind}Id`] ?? null)]);
  const member = cleanText(input.teamMember ?? '');
  const memberId = member === '' ? null : await findTeamMemberId(tx, actor, member);
  if (memberId === undefined) throw invalidField('teamMember', 'unknown_reference');
  const externalId =
    input.externalId === undefined ? (before?.externalId ?? null) : cleanText(input.externalId ?? '') || null;
  return {
    ...Object.fromEntries(ids),
    teamMemberId: input.teamMember === undefined ? (before?.teamMemberId ?? null) : memberId,
    externalId,
  };
}

function textsOf(input: GiftInput, before?: Gift) {
  return Object.fromEntries(GIFT_TEXTS.map((field) => [field, pick(input[field], before?.[field] ?? null)]));
}
