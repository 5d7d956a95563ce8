import { expect, test } from 'vitest';
import type { EmailAddress } from '../../record/parts/email-addresses.ts';
import type { PhoneNumber } from '../../record/parts/phone-numbers.ts';
import { flatChanges, mainEmail, mainPhone, NO_CONTACTS, phoneOfType } from './flat-fields.ts';

const stamps = { parentId: null, createdAt: '', updatedAt: '', typeName: null };
const phone = (id: number, typeId: number, more: Partial<PhoneNumber> = {}): PhoneNumber => ({
  id,
  typeId,
  number: `${id}`,
  digits: '',
  isPreferred: false,
  notCurrent: false,
  ...stamps,
  ...more,
});
const email = (id: number, more: Partial<EmailAddress> = {}): EmailAddress => ({
  id,
  typeId: 1,
  address: `${id}@example.org`,
  isPreferred: false,
  notCurrent: false,
  ...stamps,
  ...more,
});

test('the main e-mail address is the preferred current one, else the first current one', () => {
  expect(mainEmail({ emailAddresses: [email(1), email(2, { isPreferred: true })] })?.id).toBe(2);
  expect(mainEmail({ emailAddresses: [email(1, { notCurrent: true, isPreferred: true }), email(2)] })?.id).toBe(2);
  expect(mainEmail({ emailAddresses: [] })).toBeUndefined();
});

test('the main phone is no mobile', () => {
  const phoneNumbers = [phone(1, 3, { isPreferred: true }), phone(2, 2), phone(3, 1)];
  expect(mainPhone({ phoneNumbers })?.id).toBe(2);
  expect(phoneOfType({ phoneNumbers }, 3)?.id).toBe(1);
});

test('writing changes the row that is read, adds one, or removes it', () => {
  const existing = { ...NO_CONTACTS, emailAddresses: [email(7)], phoneNumbers: [phone(8, 3)] };
  expect(flatChanges(existing, { email: 'new@example.org', mobilePhone: null, phone: '1' })).toEqual({
    emailAddresses: { items: [{ id: 7, address: 'new@example.org' }] },
    phoneNumbers: { items: [{ number: '1', type: { id: 1 } }], remove: [8] },
  });
  expect(flatChanges(existing, {})).toEqual({});
  expect(flatChanges(NO_CONTACTS, { email: '', mobilePhone: '' })).toEqual({});
});
