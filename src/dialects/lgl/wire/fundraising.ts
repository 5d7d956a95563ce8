// Campaigns, funds, appeals, events and categories of gifts (docs/contracts/lgl.md §3.14, §3.15).
import type { Fundraising, FundraisingInput } from '../../../core/giving/fundraising.ts';
import type { GiftCategory } from '../../../core/giving/gift-lookups.ts';
import { giftTypeName } from '../../../core/giving/gift-types.ts';
import type { WireObject } from './body.ts';
import { date, text } from './coerce.ts';
import { float } from './decimal.ts';

const snake = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const isDate = (field: string) => /date$/i.test(field);
const isAmount = (field: string) => /(Goal|Amount)$/.test(field);

export function fundraisingInput(fields: readonly string[]) {
  return (body: WireObject): FundraisingInput =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const value = body[snake(field)];
        const read = isDate(field) ? date(value) : text(value);
        return read === undefined ? [] : [[field, read]];
      }),
    );
}

export function fundraising(fields: readonly string[]) {
  return (row: Fundraising) => ({
    id: row.id,
    ...Object.fromEntries(
      fields.map((field) => {
        const value = row[field] ?? null;
        return [snake(field), isAmount(field) && value !== null ? float(String(value)) : value];
      }),
    ),
  });
}

export function giftCategory({ id, name, giftTypeId }: GiftCategory) {
  return { id, display_name: name, gift_type_id: giftTypeId, gift_type_name: giftTypeName(giftTypeId) };
}
