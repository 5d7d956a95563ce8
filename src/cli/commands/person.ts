import { readFile, writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { erasePerson } from '../../core/erasure/erase-person.ts';
import { type Erasure, eraseAgain, listErasures } from '../../core/erasure/erasures.ts';
import { everythingAsZip } from '../../core/erasure/everything-as-zip.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';

interface EraseOptions extends OrganizationOption {
  readonly reason: string;
  readonly dryRun?: true;
  readonly json?: true;
}

function id(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It takes an id.');
  return Number(text);
}

/** `kith person`: what people may ask of whoever keeps a record of them (docs/erasure.md). */
export function personCommand(): Command {
  const all = new Command('export')
    .description('write everything that is kept about a person into a zip archive')
    .argument('<id>', 'the id of the record', id)
    .option('--output <file>', 'by default person-<id>.zip');
  const erase = new Command('erase')
    .description('erase a person from every table and from the history; it cannot be undone')
    .argument('<id>', 'the id of the record', id)
    .requiredOption('--reason <text>', 'kept for ever; it must not name the person')
    .option('--dry-run', 'show what would go, and change nothing')
    .option('--json', 'print JSON');
  const list = new Command('erasures').description('print the ledger of erasures as JSON lines; it names nobody');
  const again = new Command('erase-again')
    .description('erase again whom a ledger names: after a restore of an older backup')
    .argument('<ledger>', 'a file that "kith person erasures" has printed');
  return new Command('person')
    .description('export or erase what is kept about a person')
    .addCommand(withOrganizationOption(all).action(exportPerson))
    .addCommand(withOrganizationOption(erase).action(eraseOne))
    .addCommand(withOrganizationOption(list).action(printLedger))
    .addCommand(withOrganizationOption(again).action(applyLedger));
}

async function exportPerson(person: number, options: OrganizationOption & { readonly output?: string }): Promise<void> {
  const archive = await withApp(async ({ db }) => everythingAsZip(db, await operatorOf(db, options), person));
  const file = options.output ?? `person-${person}.zip`;
  await writeFile(file, archive, { mode: 0o600 });
  console.log(`${file} has everything that is kept about ${person}.`);
}

async function eraseOne(person: number, options: EraseOptions): Promise<void> {
  const { reason } = options;
  const isDryRun = options.dryRun === true;
  const report = await withApp(async ({ db }) =>
    erasePerson(db, await operatorOf(db, options), { id: person, reason, isDryRun }),
  );
  if (options.json) console.log(JSON.stringify(report));
  else {
    console.log(`${report.constituentId} ${isDryRun ? 'would be' : 'is'} erased.`);
    console.log(`Changes without their content: ${report.changes}`);
    for (const [table, count] of Object.entries(report.erased))
      console.log(`${table.replaceAll('_', ' ')}: ${count} gone`);
    for (const [table, count] of Object.entries(report.kept))
      console.log(`${table.replaceAll('_', ' ')}: ${count} kept without the person`);
  }
}

async function printLedger(options: OrganizationOption): Promise<void> {
  const ledger = await withApp(async ({ db }) => listErasures(db, await operatorOf(db, options)));
  for (const erasure of ledger) console.log(JSON.stringify(erasure));
}

async function applyLedger(file: string, options: OrganizationOption): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const ledger = lines.map((line, at) => erasureIn(line, at + 1));
  const count = await withApp(async ({ db }) => eraseAgain(db, await operatorOf(db, options), ledger));
  console.log(`${count} of the records that the ledger names were here, and are erased.`);
}

/** Throws `UsageError` for a line that is none of a ledger. */
function erasureIn(line: string, number: number): Pick<Erasure, 'erasedIds' | 'reason'> {
  try {
    const { erasedIds, reason } = JSON.parse(line) as Partial<Erasure>;
    if (Array.isArray(erasedIds) && erasedIds.every(Number.isSafeInteger) && typeof reason === 'string')
      return { erasedIds, reason };
  } catch {
    // Said below.
  }
  throw new UsageError(`Line ${number} is no line of a ledger of erasures.`);
}
