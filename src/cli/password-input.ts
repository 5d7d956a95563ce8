import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { PASSWORD_LIMIT } from '../core/access/password.ts';
import { UsageError } from './explain-error.ts';

export interface PasswordOptions {
  readonly password?: string;
  readonly passwordStdin?: true;
}

/** Adds the two ways to give a password. An argument is seen by other users of the machine; standard input is not. */
export function withPasswordOptions(command: Command): Command {
  return command
    .option(
      '--password <password>',
      'the password (other users of this machine can see arguments while a command runs)',
    )
    .option('--password-stdin', 'read the password from standard input: the first line, or typed without being shown');
}

/** Throws `UsageError` when no usable password is given. */
export async function readPassword(options: PasswordOptions): Promise<string> {
  if (options.password !== undefined && options.passwordStdin) {
    throw new UsageError('Give either --password or --password-stdin.');
  }
  if (options.password === undefined && !options.passwordStdin) {
    throw new UsageError(
      'A password is needed: pipe it in or type it with --password-stdin, or give it with --password.',
    );
  }
  const password = options.password ?? (await firstLineOfStdin());
  if (password === '') throw new UsageError('The password is empty.');
  if (password.length > PASSWORD_LIMIT)
    throw new UsageError(`The password is longer than ${PASSWORD_LIMIT} characters.`);
  return password;
}

/** Asks without showing what is typed when a person is at the keyboard. */
async function firstLineOfStdin(): Promise<string> {
  const isTerminal = process.stdin.isTTY === true;
  if (isTerminal) process.stderr.write('Password: ');
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: isTerminal });
  const { value } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  if (isTerminal) process.stderr.write('\n');
  return value ?? '';
}
