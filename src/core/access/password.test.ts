import { argon2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashPassword, VerifiedPasswords, verifyPassword } from './password.ts';

test('a hash is argon2id, salted, and fits only its password', async () => {
  const [one, two] = await Promise.all([hashPassword('open sesame'), hashPassword('open sesame')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await verifyPassword('open sesame', one)).toBe(true);
  expect(await verifyPassword('Open sesame', one)).toBe(false);
  expect(await verifyPassword('open sesame', undefined)).toBe(false);
  expect(await verifyPassword('x'.repeat(2000), one)).toBe(false);
});

test('a remembered password is bound to its hash, and to where it came from', async () => {
  const passwords = new VerifiedPasswords();
  const [old, fresh] = await Promise.all([hashPassword('first'), hashPassword('second')]);
  let attempts = 0;
  const verify = (password: string, hash: string, address = '192.0.2.1') =>
    passwords.verify({ password, hash, address }, () => {
      attempts += 1;
      return verifyPassword(password, hash);
    });
  expect(await verify('first', old)).toBe(true);
  expect(await verify('first', old)).toBe(true);
  expect(attempts).toBe(1);
  expect(await verify('first', old, '192.0.2.2')).toBe(true);
  expect(attempts).toBe(2);
  expect(await verify('first', fresh)).toBe(false);
  expect(await verify('second', old)).toBe(false);
});

test('a password is the same composed and decomposed, also one that was hashed before as it came', async () => {
  const [composed, decomposed] = ['pâsswörd'.normalize('NFC'), 'pâsswörd'.normalize('NFD')];
  const hash = await hashPassword(decomposed);
  // As hashed before: exactly as it came.
  const salt = Buffer.alloc(16, 7);
  const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
  const tag = argon2Sync('argon2id', { message: decomposed, nonce: salt, ...cost });
  const encode = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  const before = `$argon2id$v=19$m=19456,t=2,p=1$${encode(salt)}$${encode(tag)}`;
  for (const form of [composed, decomposed]) {
    expect(await verifyPassword(form, hash)).toBe(true);
    expect(await verifyPassword(form, before)).toBe(true);
    expect(await verifyPassword(`${form} `, before)).toBe(false);
  }
  expect(await verifyPassword('password', hash)).toBe(false);
});
