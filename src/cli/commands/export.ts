import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readFilter } from '../../core/constituents/filter/filter.ts';
import { EXPORT_FORMATS, EXPORT_READERS, type ExportFormat, type ExportReader } from '../../core/transfer/export.ts';
import { openExport } from '../../core/transfer/export-file.ts';
import { getExport } from '../../core/transfer/export-queries.ts';
import { createExport } from '../../core/transfer/write-export.ts';
import { isCode } from '../../db/embedded/errors.ts';
import { transaction } from '../../db/transaction.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';

interface ExportOptions extends OrganizationOption {
  readonly format: ExportFormat;
  readonly filter?: string;
  readonly list?: number;
  readonly columns?: readonly string[];
  readonly for: ExportReader;
  readonly output?: string;
}

function id(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It takes an id; see "kith list list".');
  return Number(text);
}

const names = (text: string) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** `kith export`: people as a file (docs/export.md). */
export function exportCommand(): Command {
  const command = new Command('export')
    .description('write people into a file, or to standard output')
    .addOption(new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS).default('csv'))
    .option('--filter <search>', 'a name, an e-mail address, a phone number, an id, or a filter in JSON (docs/api.md)')
    .option('--list <id>', 'the members of a saved list', id)
    .option('--columns <names>', 'e.g. id,last_name,email_1,groups; by default all (docs/export.md)', names)
    .addOption(new Option('--for <reader>', 'who reads it').choices(EXPORT_READERS).default('spreadsheets'))
    .option('--output <file>', 'by default standard output');
  return withOrganizationOption(command).action(exportPeople);
}

async function exportPeople(options: ExportOptions): Promise<void> {
  const { format, for: reader, filter = null, list = null, columns = null, output } = options;
  const input = { format, reader, ...whomOf(filter), listId: list, columns };
  const count = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    const made = await transaction(db, operator, (tx) => createExport(tx, operator, input));
    const { content } = await openExport(db, operator, made.id);
    try {
      await send(Readable.from(content, { highWaterMark: 1 }), output);
    } finally {
      // How many left is recorded before the database is closed.
      await content.return(undefined);
    }
    return (await getExport(db, operator, made.id)).count;
  });
  if (output !== undefined) console.log(`${output} has ${count} ${count === 1 ? 'record' : 'records'}.`);
}

/** A filter in JSON is an object, which no name is. */
function whomOf(text: string | null) {
  if (text === null || !text.trim().startsWith('{')) return { search: text, filter: null };
  try {
    return { search: null, filter: readFilter(JSON.parse(text), '/filter') };
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new UsageError('--filter is no JSON.');
    throw cause;
  }
}

async function send(source: Readable, output: string | undefined): Promise<void> {
  // Nobody else on this machine reads what was written.
  if (output !== undefined) return pipeline(source, createWriteStream(output, { mode: 0o600 }));
  try {
    await pipeline(source, process.stdout, { end: false });
  } catch (error) {
    // Whoever reads has enough: `kith export | head`.
    if (!isCode(error, 'EPIPE')) throw error;
  }
}
