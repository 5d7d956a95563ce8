// The single e-mail address, phones and address that flat dialects show of a record with many of each, and how writing
// one of them changes the row it is read from (docs/decisions/0005).
import type { PartChange } from '../../record/part.ts';
import type { EmailAddressInput } from '../../record/parts/email-addresses.ts';
import type { PhoneNumber, PhoneNumberInput } from '../../record/parts/phone-numbers.ts';
import type { StreetAddress, StreetAddressInput } from '../../record/parts/street-addresses.ts';
import type { ConstituentParts, PartInputs } from '../../record/parts.ts';

export const PHONE_TYPE = { home: 1, work: 2, mobile: 3, fax: 5 } as const;

interface Point {
  readonly isPreferred: boolean;
  readonly notCurrent: boolean;
}

function preferredFirst<Item extends Point>(items: readonly Item[], accepts: (item: Item) => boolean = () => true) {
  const current = items.filter((item) => !item.notCurrent && accepts(item));
  return current.find((item) => item.isPreferred) ?? current[0];
}

/** The preferred current e-mail address, else the first current one. */
export function mainEmail<Email extends Point>({
  emailAddresses,
}: {
  readonly emailAddresses: readonly Email[];
}): Email | undefined {
  return preferredFirst(emailAddresses);
}

/** The first current e-mail address that is not the main one. */
export function secondEmail<Email extends Point & { readonly id: number }>(record: {
  readonly emailAddresses: readonly Email[];
}): Email | undefined {
  const main = mainEmail(record);
  return record.emailAddresses.find((row) => !row.notCurrent && row.id !== main?.id);
}

/** The preferred current number that is not a mobile, else the first such. */
export function mainPhone<Phone extends Point & Pick<PhoneNumber, 'typeId'>>({
  phoneNumbers,
}: {
  readonly phoneNumbers: readonly Phone[];
}): Phone | undefined {
  return preferredFirst(phoneNumbers, (phone) => phone.typeId !== PHONE_TYPE.mobile);
}

/** The preferred current number of a type, else the first current one of it. */
export function phoneOfType<Phone extends Point & Pick<PhoneNumber, 'typeId'>>(
  { phoneNumbers }: { readonly phoneNumbers: readonly Phone[] },
  typeId: number,
): Phone | undefined {
  return preferredFirst(phoneNumbers, (phone) => phone.typeId === typeId);
}

/** The preferred current street address, else the first current one. */
export function mainAddress({ streetAddresses }: Pick<ConstituentParts, 'streetAddresses'>): StreetAddress | undefined {
  return preferredFirst(streetAddresses);
}

export interface FlatInput {
  readonly email?: string | null;
  readonly secondEmail?: string | null;
  /** The main number, which is no mobile. */
  readonly phone?: string | null;
  readonly mobilePhone?: string | null;
  readonly homePhone?: string | null;
  readonly workPhone?: string | null;
  readonly homeFax?: string | null;
  readonly address?: StreetAddressInput | null;
}

type ContactParts = Pick<ConstituentParts, 'emailAddresses' | 'phoneNumbers' | 'streetAddresses'>;

export const NO_CONTACTS: ContactParts = { emailAddresses: [], phoneNumbers: [], streetAddresses: [] };

function isBlank(text: string | null): text is null | '' {
  return text === null || text.trim() === '';
}

/** Flat values as changes of nested rows: each changes the row it is read from, or adds one; null or empty removes that row. */
export function flatChanges(existing: ContactParts, input: FlatInput): PartInputs {
  return {
    ...emailChanges(existing, input),
    ...phoneChanges(existing, input),
    ...(input.address === undefined ? {} : { streetAddresses: addressChange(existing, input.address) }),
  };
}

function emailChanges(existing: ContactParts, input: FlatInput): { emailAddresses?: PartChange<EmailAddressInput> } {
  const slots = [
    { value: input.email, row: mainEmail(existing), added: { isPreferred: true } },
    { value: input.secondEmail, row: secondEmail(existing), added: {} },
  ];
  const items: (EmailAddressInput & { id?: number })[] = [];
  const remove: number[] = [];
  for (const { value, row, added } of slots) {
    if (value === undefined) continue;
    if (!isBlank(value)) items.push(row ? { id: row.id, address: value } : { address: value, ...added });
    else if (row) remove.push(row.id);
  }
  const change = { ...(items.length > 0 ? { items } : {}), ...(remove.length > 0 ? { remove } : {}) };
  return items.length + remove.length === 0 ? {} : { emailAddresses: change };
}

function addressChange(existing: ContactParts, address: StreetAddressInput | null) {
  const row = mainAddress(existing);
  if (address === null) return { remove: row ? [row.id] : [] };
  return { items: [row ? { ...address, id: row.id } : address] };
}

function phoneChanges(existing: ContactParts, input: FlatInput): { phoneNumbers?: PartChange<PhoneNumberInput> } {
  // New ones are added in this order: the first becomes the preferred one.
  const slots = [
    { value: input.phone, row: mainPhone(existing), typeId: PHONE_TYPE.home },
    { value: input.homePhone, row: phoneOfType(existing, PHONE_TYPE.home), typeId: PHONE_TYPE.home },
    { value: input.workPhone, row: phoneOfType(existing, PHONE_TYPE.work), typeId: PHONE_TYPE.work },
    { value: input.mobilePhone, row: phoneOfType(existing, PHONE_TYPE.mobile), typeId: PHONE_TYPE.mobile },
    { value: input.homeFax, row: phoneOfType(existing, PHONE_TYPE.fax), typeId: PHONE_TYPE.fax },
  ];
  const items: (PhoneNumberInput & { id?: number })[] = [];
  const remove: number[] = [];
  for (const { value, row, typeId } of slots) {
    if (value === undefined) continue;
    if (!isBlank(value)) items.push(row ? { id: row.id, number: value } : { number: value, type: { id: typeId } });
    else if (row) remove.push(row.id);
  }
  return items.length + remove.length === 0 ? {} : { phoneNumbers: { items, remove } };
}
