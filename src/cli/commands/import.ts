import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Actor } from '../../core/base/actor.ts';
import type { Import, ImportStatus } from '../../core/transfer/import.ts';
import { allImportRows, getImport, listImports } from '../../core/transfer/import-queries.ts';
import type { ImportOptions } from '../../core/transfer/options.ts';
import { previewRevert } from '../../core/transfer/preview-revert.ts';
import { sayProblem } from '../../core/transfer/say-problem.ts';
import { stageFile } from '../../core/transfer/stage-file.ts';
import { workOnImport } from '../../core/transfer/work-on-import.ts';
import { askImport, changeImport, type ImportChange } from '../../core/transfer/write-import.ts';
import type { Db } from '../../db/connect.ts';
import { transaction } from '../../db/transaction.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

interface FileOptions extends OrganizationOption {
  readonly mapping?: string;
  readonly encoding?: string;
  readonly match?: readonly string[];
  readonly onMatch?: ImportOptions['on_match'];
  readonly onSeveral?: ImportOptions['on_several'];
  readonly blank?: ImportOptions['blank'];
  readonly dateOrder?: ImportOptions['date_order'];
  readonly allOrNothing?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/** Exit codes that scripts tell apart. */
const SOME_REFUSED = 2;

function id(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It takes an id.');
  return Number(text);
}

/** `kith import`: people come in from a file, and go out again (docs/import.md). */
export function importCommand(): Command {
  const json = ['--json', 'print JSON'] as const;
  const list = new Command('list').description('list the imports, latest first').option(...json);
  const show = new Command('show')
    .description('show an import and its refused rows')
    .argument('<import>', 'its id', id)
    .option(...json);
  const revert = new Command('revert')
    .description('take back what an import wrote, but for what was changed later')
    .argument('<import>', 'its id ("kith import list")', id)
    .option('--dry-run', 'show what it would come to, and change nothing')
    .option(...json);
  const load = new Command('import')
    .description('import people from a CSV file: checks every row, then writes; exit code 2 if rows were refused')
    .argument('<file>', 'CSV or tab-separated text, in any usual encoding')
    .option('--mapping <file>', 'JSON: {"columns":[{"index":0,"target":"first_name"}]}')
    .option('--encoding <name>', 'what the file is written in, e.g. windows-1252')
    .option('--match <ways>', 'how people are found, e.g. id,email,name_and_birth_date', (text) => text.split(','))
    .addOption(new Option('--on-match <what>', 'what happens to whoever is there').choices(['update', 'fill', 'skip']))
    .addOption(new Option('--on-several <what>', 'if several people fit').choices(['review', 'skip', 'create']))
    .addOption(new Option('--blank <what>', 'what a blank cell does').choices(['keep', 'clear']))
    .addOption(new Option('--date-order <order>', 'of day, month and year').choices(['auto', 'dmy', 'mdy', 'ymd']))
    .option('--all-or-nothing', 'write nobody if one row is refused')
    .option('--dry-run', 'check every row, and write nobody')
    .option(...json);
  // Else this command would take the options of the commands below it: "revert --dry-run" would take an import back.
  return withOrganizationOption(load.enablePositionalOptions())
    .action(importFile)
    .addCommand(withOrganizationOption(list).action(showImports))
    .addCommand(withOrganizationOption(show).action(showImport))
    .addCommand(withOrganizationOption(revert).action(takeBack));
}

async function importFile(file: string, options: FileOptions): Promise<void> {
  const mapping = options.mapping === undefined ? undefined : await readMapping(options.mapping);
  const own = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    const upload = { name: basename(file), bytes: createReadStream(file), encoding: options.encoding };
    const staged = await stageFile(db, operator, upload);
    const change = { id: staged.id, columns: mapping ?? [], options: chosen(options) };
    await transaction(db, operator, (tx) => changeImport(tx, operator, change));
    if (!options.json) showMapping(await getImport(db, operator, staged.id));
    const checked = await work(db, operator, { id: staged.id, work: 'check', isQuiet: options.json === true });
    if (options.dryRun || refusesAll(checked)) return checked;
    return work(db, operator, { id: staged.id, work: 'run', isQuiet: options.json === true });
  });
  if (options.json) console.log(JSON.stringify(own));
  else showResult(own);
  if (own.status === 'failed' || refusesAll(own)) process.exitCode = 1;
  else if ((own.counts.error ?? 0) > 0) process.exitCode = SOME_REFUSED;
}

function refusesAll({ options, counts, status }: Import): boolean {
  return status === 'checked' && options.transaction === 'all_or_nothing' && (counts.error ?? 0) > 0;
}

function chosen(options: FileOptions): Partial<ImportOptions> {
  const given = {
    match: options.match,
    on_match: options.onMatch,
    on_several: options.onSeveral,
    blank: options.blank,
    date_order: options.dateOrder,
    transaction: options.allOrNothing ? ('all_or_nothing' as const) : undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function readMapping(file: string): Promise<NonNullable<ImportChange['columns']>> {
  try {
    const { columns } = JSON.parse(await readFile(file, 'utf8')) as { columns?: ImportChange['columns'] };
    if (Array.isArray(columns)) return columns;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UsageError(`${file} is no mapping: it takes {"columns":[{"index":0,"target":"first_name"}]}.`);
}

interface Asked {
  readonly id: number;
  readonly work: 'check' | 'run' | 'revert';
  readonly isQuiet: boolean;
}

const WORDS = { check: 'checking', run: 'writing', revert: 'taking back' };
/** Milliseconds. */
const LOOK = 500;

/** Does it in this process, or watches another do it. */
async function work(db: Db, operator: Actor, { id: importId, work: wanted, isQuiet }: Asked): Promise<Import> {
  await transaction(db, operator, (tx) => askImport(tx, operator, { id: importId, work: wanted }));
  const isShown = !isQuiet && process.stderr.isTTY === true;
  const show = async () => {
    const { done, rowCount } = await getImport(db, operator, importId);
    process.stderr.write(`\r${WORDS[wanted]} ${done} of ${rowCount}`);
  };
  const showing = isShown ? setInterval(() => show().catch(() => undefined), LOOK) : undefined;
  try {
    await workOnImport(db, { organizationId: operator.organization.id, importId });
    for (;;) {
      const own = await getImport(db, operator, importId);
      if (!UNDER_WAY.includes(own.status)) return own;
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  } finally {
    clearInterval(showing);
    if (isShown) process.stderr.write('\n');
  }
}

const UNDER_WAY: readonly ImportStatus[] = ['checking', 'running', 'reverting'];

function showMapping({ mapping, format, rowCount }: Import): void {
  console.log(
    `${rowCount} rows, ${format.encoding}, separated by "${format.delimiter === '\t' ? 'tab' : format.delimiter}".`,
  );
  const rows = mapping.map(({ heading, target, type, because, samples }) => [
    heading,
    because === 'nothing' ? '(left out: not known)' : target + (type ? ` (${type})` : ''),
    samples.join(' | ').replace(/\s+/g, ' ').slice(0, 60),
  ]);
  console.log(table([['column', 'becomes', 'for example'], ...rows]));
}

function showResult({ id: importId, status, counts, problem }: Import): void {
  const isDone = status === 'done';
  const words = isDone ? ['created', 'updated'] : ['to create', 'to update'];
  const { create = 0, update = 0, unchanged = 0, skip = 0, error = 0 } = counts;
  console.log(
    `${create} ${words[0]}, ${update} ${words[1]}, ${unchanged} unchanged, ${skip} left out, ${error} refused.`,
  );
  if (problem) console.log(`It ended: ${problem.replaceAll('_', ' ')}.`);
  if (error > 0) console.log(`See "kith import show ${importId}".`);
  if (isDone) console.log(`To take it back: kith import revert ${importId}`);
}

type Json = OrganizationOption & { readonly json?: true };

async function showImports(options: Json): Promise<void> {
  const imports = await withApp(async ({ db }) => listImports(db, await operatorOf(db, options), { limit: 1_000 }));
  if (options.json) console.log(JSON.stringify(imports));
  else if (imports.length === 0) console.log('There are none.');
  else {
    const rows = imports.map(({ id: own, status, fileName, rowCount, createdAt }) =>
      [own, status, fileName, rowCount, createdAt].map(String),
    );
    console.log(table([['id', 'status', 'file', 'rows', 'made'], ...rows]));
  }
}

async function showImport(importId: number, options: Json): Promise<void> {
  await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    const own = await getImport(db, operator, importId);
    if (options.json) {
      console.log(JSON.stringify(own));
      return;
    }
    showMapping(own);
    showResult(own);
    for await (const rows of allImportRows(db, operator, { importId, outcome: 'error' })) {
      for (const { row, problems } of rows) {
        console.log(`  row ${row}: ${problems.map((problem) => sayProblem(problem, own.mapping)).join(' ')}`);
      }
    }
  });
}

async function takeBack(importId: number, options: Json & { readonly dryRun?: true }): Promise<void> {
  await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    if (options.dryRun) {
      const preview = await previewRevert(db, operator, importId);
      if (options.json) console.log(JSON.stringify(preview));
      else console.log(`${preview.reverted} people would go back; ${preview.kept.length} later changes would stay.`);
      return;
    }
    const own = await work(db, operator, { id: importId, work: 'revert', isQuiet: options.json === true });
    if (options.json) console.log(JSON.stringify(own));
    else console.log(`Import ${importId} is ${own.status}.`);
  });
}
