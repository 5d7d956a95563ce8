import { expect, test } from 'vitest';
import { Failure } from '../base/failure.ts';
import { hashNewPassword } from './new-password.ts';

const OWN = ['ada.rivera', 'ada.r88@clinic.example', 'Riverbend School', 'riverbend', null, undefined];

async function problemOf(password: string): Promise<string | undefined> {
  try {
    expect(await hashNewPassword(password, OWN)).toMatch(/^\$argon2id\$/);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.issues[0]?.code;
    throw error;
  }
}

test.each([
  ['hunter2', 'password_short'],
  ['   abc    ', 'password_short'],
  ['x'.repeat(1_025), 'password_long'],
  ['aaaaaaaa', 'password_repeats'],
  ['AAAAaaaa!1', 'password_repeats'],
  ['hunter2hunter2', 'password_repeats'],
  ['abcabcabcab', 'password_repeats'],
  ['ａａａａａａａａ', 'password_repeats'],
  ['Passw0rd!', 'password_known'],
  ['P@$$w0rd2026', 'password_known'],
  ['Sunsh1ne!!', 'password_known'],
  ['f00tb@ll99', 'password_known'],
  ['password1password1', 'password_known'],
  ['12345678', 'password_known'],
  ['pâssword', 'password_known'],
  ['Riverbend2026!', 'password_own'],
  ['r1verb3nd-sch00l', 'password_own'],
  ['ada.rivera', 'password_own'],
  ['RiveraAda99', 'password_own'],
  ['ada.r88@clinic.example', 'password_own'],
])('%s: %s', async (password, problem) => expect(await problemOf(password)).toBe(problem));

test.each([
  'correct horse battery staple',
  'ada sails past riverbend at dusk',
  'tr0ub4dor&3-kestrel',
  'm7Rk2qzLw9',
  'the school of hard knocks',
  '長い合言葉は安全です',
])('%s is taken', async (password) => expect(await problemOf(password)).toBeUndefined());
