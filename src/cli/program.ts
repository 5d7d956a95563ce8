import cluster from 'node:cluster';
import { Command } from 'commander';
import { unknownSettings } from '../config.ts';
import { explainError } from './explain-error.ts';
import { programVersion } from './program-version.ts';

/** Each loads its own part of the program: `kith token` need not wait for the web server to load. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand(),
  worker: async () => (await import('./commands/worker.ts')).workerCommand(),
  setup: async () => (await import('./commands/setup.ts')).setupCommand(),
  demo: async () => (await import('./commands/demo.ts')).demoCommand(),
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  settings: async () => (await import('./commands/settings.ts')).settingsCommand(),
  token: async () => (await import('./commands/token.ts')).tokenCommand(),
  user: async () => (await import('./commands/user.ts')).userCommand(),
  field: async () => (await import('./commands/field.ts')).fieldCommand(),
  interest: async () => (await import('./commands/interest.ts')).interestCommand(),
  center: async () => (await import('./commands/interest.ts')).centerCommand(),
  integration: async () => (await import('./commands/integration.ts')).integrationCommand(),
  list: async () => (await import('./commands/list.ts')).listCommand(),
  'interaction-type': async () => (await import('./commands/interaction-type.ts')).interactionTypeCommand(),
  'signing-secret': async () => (await import('./commands/signing-secret.ts')).signingSecretCommand(),
  export: async () => (await import('./commands/export.ts')).exportCommand(),
  import: async () => (await import('./commands/import.ts')).importCommand(),
  match: async () => (await import('./commands/match.ts')).matchCommand(),
  merge: async () => (await import('./commands/merge.ts')).mergeCommand(),
  unmerge: async () => (await import('./commands/merge.ts')).unmergeCommand(),
  person: async () => (await import('./commands/person.ts')).personCommand(),
  retention: async () => (await import('./commands/retention.ts')).retentionCommand(),
  audit: async () => (await import('./commands/audit.ts')).auditCommand(),
  check: async () => (await import('./commands/check.ts')).checkCommand(),
  backup: async () => (await import('./commands/backup.ts')).backupCommand(),
  restore: async () => (await import('./commands/backup.ts')).restoreCommand(),
  outbox: async () => (await import('./commands/outbox.ts')).outboxCommand(),
};

/** Runs the command that the arguments name. Says on stderr what went wrong, with exit code 1. */
export async function runCommand(): Promise<void> {
  const program = new Command('kith')
    .version(programVersion())
    // What comes after a command is for it, and for the commands below it, to read.
    .enablePositionalOptions()
    .description('One record of each person, served through the Oho, Little Green Light and Luminate Online APIs.')
    .addHelpText(
      'after',
      '\nSettings are environment variables (KITH_PORT, KITH_DATA_DIR, DATABASE_URL, …): see README.md.',
    );
  const named = Object.keys(COMMANDS).filter((name) => name === process.argv[2]);
  // Without a command that is known, help and errors list them all.
  for (const name of named.length > 0 ? named : Object.keys(COMMANDS)) {
    const command = await COMMANDS[name]?.();
    if (command) program.addCommand(command);
  }
  // Once, and not by each of the serving processes.
  if (cluster.isPrimary) for (const warning of unknownSettings()) console.error(`kith: warning: ${warning}`);
  try {
    await program.parseAsync();
  } catch (error) {
    console.error(`kith: ${explainError(error)}`);
    process.exitCode = 1;
  }
}
