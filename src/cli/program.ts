import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { explainError } from './explain-error.ts';
import { outboxCommand } from './outbox.ts';
import { serveCommand } from './serve.ts';
import { settingsCommand } from './settings.ts';
import { setupCommand } from './setup.ts';
import { signingSecretCommand } from './signing-secret.ts';
import { tokenCommand } from './token.ts';
import { userCommand } from './user.ts';

/** Runs the command that the arguments name. Says on stderr what went wrong, with exit code 1. */
export async function runCommand(): Promise<void> {
  const program = new Command('kith')
    .version(version())
    .description('One record of each person, served through the Oho, Little Green Light and Luminate Online APIs.')
    .addHelpText(
      'after',
      '\nSettings are environment variables (KITH_PORT, KITH_DATA_DIR, DATABASE_URL, …): see README.md.',
    );
  for (const command of [
    serveCommand(),
    setupCommand(),
    demoCommand(),
    doctorCommand(),
    settingsCommand(),
    tokenCommand(),
    userCommand(),
    signingSecretCommand(),
    outboxCommand(),
  ]) {
    program.addCommand(command);
  }
  try {
    await program.parseAsync();
  } catch (error) {
    console.error(`kith: ${explainError(error)}`);
    process.exitCode = 1;
  }
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
