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
    .option('--password-stdin', 'read the password from the first line of standard input');
}

/** Throws `UsageError` when no usable password is given. */
export async function readPassword(options: PasswordOptions): Promise<string> {
  if (options.password !== undefined && options.passwordStdin) {
    throw new UsageError('Give either --password or --password-stdin.');
  }
  if (options.password === undefined && !options.passwordStdin) {
    throw new UsageError('A password is needed: pipe it in with --password-stdin, or give it with --password.');
  }
  const password = options.password ?? (await firstLineOfStdin());
  if (password === '') throw new UsageError('The password is empty.');
  if (password.length > PASSWORD_LIMIT)
    throw new UsageError(`The password is longer than ${PASSWORD_LIMIT} characters.`);
  return password;
}

async function firstLineOfStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)[0] ?? '';
}
