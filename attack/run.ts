// `npm run attack [-- --quick] [--only text] [--json] [--url http://127.0.0.1:8080 --credentials victim.json --credentials
// stranger.json [--pid N]]`: attacks a throw-away installation, or one's own on this machine. Exit code 1 when something
// did not hold.
import { parseArgs } from 'node:util';
import { disposeWhenInterrupted } from '../bench/installation.ts';
import { ATTACKS, FULL, QUICK } from './attacks.ts';
import { openInstallation } from './installation.ts';
import { type Result, report } from './result.ts';
import { loopbackAddress, readCredentials, type Target } from './target.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    url: { type: 'string' },
    credentials: { type: 'string', multiple: true, default: [] },
    pid: { type: 'string' },
  },
});

/** An installation of one's own: it is left with what the attacks wrote into it. */
function givenTarget(url: string): Target {
  const address = loopbackAddress(url);
  const [victim, stranger] = options.credentials.map(readCredentials);
  if (!victim || !stranger)
    throw new Error('--url takes two --credentials: of the organization to attack, and of another');
  return { ...address, victim, stranger, pid: options.pid === undefined ? undefined : Number(options.pid) };
}

await using stack = new AsyncDisposableStack();
disposeWhenInterrupted(stack);
const target = options.url === undefined ? await openInstallation(stack) : givenTarget(options.url);
const results: Result[] = [];
for (const [name, attack] of Object.entries(ATTACKS).filter(([name]) => name.includes(options.only))) {
  process.stderr.write(`${name} …\n`);
  results.push(await attack(target, options.quick ? QUICK : FULL));
}
console.log(options.json ? JSON.stringify(results, null, 2) : report(results));
if (results.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
