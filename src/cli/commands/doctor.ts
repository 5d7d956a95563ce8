import { Command } from 'commander';
import { type Config, readConfig } from '../../config.ts';
import { type OpenDatabase, openDatabase } from '../../database.ts';
import { explainError } from '../explain-error.ts';
import { logToStderr } from '../open-for-command.ts';
import { table } from '../table.ts';
import { CHECKS, type Finding, type Subject } from './doctor-checks.ts';
import { checkDisk, dataExists } from './doctor-disk.ts';

/** `kith doctor`: looks, changes nothing. One line per problem on stderr and exit code 1, or what is fine on stdout. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check database, migrations, secret, disk, clock and jobs; exit code 1 and one line per problem')
    .option('--json', 'print every check as one line of JSON')
    .action(doctor);
}

async function doctor({ json }: { json?: true }): Promise<void> {
  const findings = await examine(readConfig());
  const problems = findings.filter((finding) => !finding.ok);
  if (json) console.log(JSON.stringify({ ok: problems.length === 0, checks: findings }));
  else report(findings);
  if (problems.length > 0) process.exitCode = 1;
}

function report(findings: readonly Finding[]): void {
  const fine = findings.filter((finding) => finding.ok);
  const rows = fine.map(({ check, words, warning }) => [warning ? 'warning' : 'ok', check, words]);
  if (rows.length > 0) console.log(table(rows));
  for (const { check, words } of findings.filter((finding) => !finding.ok)) {
    console.error(`problem: ${check}: ${words.replaceAll('\n', ' ')}`);
  }
}

async function examine(config: Config): Promise<Finding[]> {
  const disk = await checkDisk(config);
  if (config.databaseUrl === undefined && !(await dataExists(config.dataDir))) {
    const words = `There is none in ${config.dataDir} yet. "npm start" creates it; KITH_DATA_DIR says where.`;
    return [{ check: 'database', ok: false, words }, ...disk];
  }
  let database: OpenDatabase | undefined;
  try {
    database = await openDatabase({ ...config, poolSize: 2 }, { log: logToStderr('warn') });
    // The embedded one may be of a version that had no role of its own for serving.
    const db = config.databaseUrl === undefined ? (database.owner ?? database.db) : database.db;
    return [...disk, ...(await runChecks({ db, config, role: database.role }))];
  } catch (error) {
    return [...disk, { check: 'database', ok: false, words: explainError(error) }];
  } finally {
    await database?.close();
  }
}

async function runChecks(subject: Subject): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    findings.push(...(await check(subject)));
    // Without a usable database every further check would only repeat that.
    if (findings.some((finding) => finding.check === 'database' && !finding.ok)) break;
  }
  return findings;
}
