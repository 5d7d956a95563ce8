// argv → command. What a command does is in cli/.
import { Command } from 'commander';
import { demoCommand } from './cli/demo.ts';
import { doctorCommand } from './cli/doctor.ts';
import { explainError } from './cli/explain-error.ts';
import { serveCommand } from './cli/serve.ts';
import { setupCommand } from './cli/setup.ts';
import { tokenCommand } from './cli/token.ts';
import { userCommand } from './cli/user.ts';

const program = new Command('kith')
  .description('One record of each person, served through the Oho, Little Green Light and Luminate Online APIs.')
  .addHelpText(
    'after',
    '\nSettings are environment variables (KITH_PORT, KITH_DATA_DIR, DATABASE_URL, …): see README.md.',
  );
for (const command of [serveCommand(), setupCommand(), demoCommand(), doctorCommand(), tokenCommand(), userCommand()]) {
  program.addCommand(command);
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(`kith: ${explainError(error)}`);
  process.exitCode = 1;
}
