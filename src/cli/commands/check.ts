import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { importRegister } from '../../core/accreditations/import-register.ts';
import { OUTCOME_NAMES, type Outcome } from '../../core/accreditations/outcome.ts';
import { type RegisterReading, readRegister } from '../../core/accreditations/read-register.ts';
import { recordOutcome } from '../../core/accreditations/record-outcome.ts';
import { listWaiting } from '../../core/accreditations/waiting.ts';
import { isCalendarDate } from '../../core/base/clock.ts';
import { transaction } from '../../db/transaction.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

/** `kith check`: what people do for registers that no program asks (docs/registries.md). */
export function checkCommand(): Command {
  const waiting = new Command('waiting').description('list the checks that a person has to decide');
  const decide = new Command('decide')
    .description('record what the register says about a check')
    .argument('<accreditation>', 'its id')
    .addOption(new Option('--outcome <outcome>', 'what was found').choices(OUTCOME_NAMES).makeOptionMandatory())
    .option('--expires <date>', 'the expiry date, as YYYY-MM-DD')
    .requiredOption('--evidence <text>', 'how it is known, e.g. "status report of 3 May, sighted by P. Nand"');
  const load = new Command('import')
    .description('replace what a register knows by a CSV file')
    .argument('<register>', 'usually the code of a check, e.g. agedcareban')
    .argument('<file>', 'CSV with a header line')
    .option('--source <text>', 'where the file is from; kept in the evidence of every check')
    .option('--charset <name>', 'how letters are written as bytes, e.g. windows-1252', 'utf-8')
    .option('--ignore <column...>', 'headings of columns that do not count; they are kept as evidence', [])
    .option('--preview', 'show how each column is read, and replace nothing');
  return new Command('check')
    .description('decide checks by hand and import registers')
    .addCommand(withOrganizationOption(waiting).action(showWaiting))
    .addCommand(withOrganizationOption(decide).action(decideOne))
    .addCommand(withOrganizationOption(load).action(importFile));
}

async function showWaiting(options: OrganizationOption): Promise<void> {
  const checks = await withApp(async ({ db }) => listWaiting(db, await operatorOf(db, options)));
  const rows = checks.map((check) => [
    String(check.accreditationId),
    check.type,
    check.identifier ?? '',
    check.person,
    check.since.slice(0, 10),
  ]);
  console.log(rows.length === 0 ? 'No check waits.' : table([['id', 'type', 'number', 'person', 'since'], ...rows]));
}

interface DecideOptions extends OrganizationOption {
  readonly outcome: Outcome;
  readonly expires?: string;
  readonly evidence: string;
}

async function decideOne(wanted: string, options: DecideOptions): Promise<void> {
  const accreditationId = Number(wanted);
  if (!/^[1-9]\d{0,14}$/.test(wanted)) throw new UsageError('The check is named by the id of its accreditation.');
  const expiryDate = options.expires ?? null;
  if (expiryDate !== null && !isCalendarDate(expiryDate))
    throw new UsageError('--expires takes a date such as 2030-04-30.');
  const decided = await withApp(async ({ db, clock }) => {
    const operator = await operatorOf(db, options);
    const finding = { outcome: options.outcome, expiryDate };
    const evidence = { note: options.evidence };
    const outcome = { accreditationId, finding, evidence, registry: 'manual', now: clock.now() };
    return transaction(db, operator, (tx) => recordOutcome(tx, operator, outcome));
  });
  console.log(`${decided.type} ${decided.identifier ?? ''} is ${decided.outcome} now.`);
}

interface ImportOptions extends OrganizationOption {
  readonly source?: string;
  readonly charset: string;
  readonly ignore: readonly string[];
  readonly preview?: boolean;
}

async function importFile(register: string, file: string, options: ImportOptions): Promise<void> {
  const content = await readFile(file).catch(() => {
    throw new UsageError(`The file ${file} cannot be read.`);
  });
  const { source = basename(file), charset, ignore, preview = false } = options;
  const reading = await withApp(async ({ db, clock }) => {
    const operator = await operatorOf(db, options);
    const read = await readRegister(operator, {
      register,
      source,
      content,
      charset,
      ignored: ignore,
      now: clock.now(),
    });
    if (!preview) await transaction(db, operator, (tx) => importRegister(tx, operator, read));
    return read;
  });
  const rows = reading.rows.length === 1 ? '1 row' : `${reading.rows.length} rows`;
  if (preview) showReading(reading);
  console.log(preview ? `${rows}; nothing was replaced.` : `The register ${register} has ${rows} now.`);
}

function showReading({ columns }: RegisterReading): void {
  const shown = columns.map(({ heading, meaning, filled, sample }) => [heading, meaning, String(filled), sample]);
  console.log(table([['column', 'read as', 'filled', 'first value'], ...shown]));
}
