// argv → command. What a command does is in cli/.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Halves the time to start: types are stripped and code is compiled once, not each time. Where it cannot be kept, nothing
// happens. Not in the shared temporary directory, where somebody else could have put code there first.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/kith', import.meta.url)));

const { runCommand } = await import('./cli/program.ts');
await runCommand();
