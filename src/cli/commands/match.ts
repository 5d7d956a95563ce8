import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../../core/base/clock.ts';
import { allPairs, type DuplicatesWanted, listDuplicates } from '../../core/matching/duplicate-queries.ts';
import { type Accuracy, type Evaluation, evaluate } from '../../core/matching/evaluate.ts';
import { featuresOf } from '../../core/matching/features.ts';
import { DuplicateFinder } from '../../core/matching/find-duplicates.ts';
import { follow } from '../../core/matching/follow.ts';
import { oddsOfProbability, probabilityOf } from '../../core/matching/model.ts';
import { inThreads } from '../../core/matching/pair-work.ts';
import { askForScan, getScan, runScan } from '../../core/matching/scan.ts';
import type { MappedColumn } from '../../core/transfer/guess-mapping.ts';
import { peopleOfTable } from '../../core/transfer/people-of-table.ts';
import { readTable } from '../../core/transfer/read-table.ts';
import { transaction } from '../../db/transaction.ts';
import { accuracyPlot } from '../accuracy-plot.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

/** `kith match`: who is on record more than once (docs/matching.md). */
export function matchCommand(): Command {
  const measure = new Command('evaluate')
    .description('measure how well matching does on people of whom it is known who is who; nothing is stored')
    .argument('<file>', 'CSV with a header line: names, birth dates, e-mail addresses, phone numbers, addresses')
    .requiredOption('--truth <column>', 'the column that says whose record it is')
    .option('--only-id <column>', 'a number that everybody has one of, e.g. a social security number')
    .option('--encoding <name>', 'what the file is written in, e.g. windows-1252')
    .option('--plot <file>', 'write precision and recall by probability as an SVG picture')
    .option('--json', 'print JSON')
    .action(measureFile);
  const scan = new Command('scan')
    .description('compare everybody anew, and learn from them')
    .option('--json', 'print JSON');
  const list = new Command('list')
    .description('list the records that are one person, the likeliest first')
    .addOption(
      new Option('--status <status>', 'what was decided').choices(['open', 'dismissed', 'merged']).default('open'),
    )
    .addOption(new Option('--certainty <certainty>', 'how sure it is').choices(['certain', 'review']))
    .option('--json', 'print JSON');
  const pairs = new Command('pairs')
    .description('print every pair of records with its probability and reasons, as JSON lines')
    .option('--min-probability <p>', 'from which probability on, 0.1 at least', probability, 0.5);
  return new Command('match')
    .description('find who is on record more than once')
    .addCommand(withOrganizationOption(scan).action(scanPeople))
    .addCommand(withOrganizationOption(list).action(showDuplicates))
    .addCommand(withOrganizationOption(pairs).action(printPairs))
    .addCommand(measure);
}

function probability(text: string): number {
  const number = Number(text);
  if (!(number >= 0.1 && number < 1)) throw new InvalidArgumentError('It takes a number from 0.1 to below 1.');
  return number;
}

type Json = OrganizationOption & { readonly json?: true };

async function scanPeople(options: Json): Promise<void> {
  const scan = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    const { id } = await transaction(db, operator, (tx) => askForScan(tx, operator));
    // A server may have begun it already.
    return (await runScan(db, operator)) ?? getScan(db, operator, id);
  });
  if (options.json) console.log(JSON.stringify(scan));
  else if (scan.status === 'done')
    console.log(`${scan.people} people, ${scan.pairs} pairs, ${scan.clusters} groups to look at.`);
  else console.log(`Scan ${scan.id} is under way in another process (${scan.step ?? scan.status}).`);
}

async function showDuplicates(options: Json & Pick<DuplicatesWanted, 'status' | 'certainty'>): Promise<void> {
  const found = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    await follow(db, operator, Number.POSITIVE_INFINITY);
    return listDuplicates(db, operator, { ...options, limit: 10_000 });
  });
  if (options.json) console.log(JSON.stringify(found));
  else if (found.length === 0) console.log('There are none.');
  else {
    const rows = found.map(({ id, odds, certainty, constituentIds }) =>
      [id, percent(probabilityOf(odds)), certainty, constituentIds.join(' ')].map(String),
    );
    console.log(table([['id', 'probability', 'certainty', 'records'], ...rows]));
  }
}

async function printPairs(options: OrganizationOption & { readonly minProbability: number }): Promise<void> {
  await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    for await (const piece of allPairs(db, operator, oddsOfProbability(options.minProbability))) {
      for (const { oneId, otherId, odds, certainty, reasons } of piece) {
        console.log(JSON.stringify({ a: oneId, b: otherId, probability: probabilityOf(odds), certainty, reasons }));
      }
    }
  });
}

interface EvaluateOptions {
  readonly truth: string;
  readonly onlyId?: string;
  readonly encoding?: string;
  readonly plot?: string;
  readonly json?: true;
}

async function measureFile(file: string, options: EvaluateOptions): Promise<void> {
  const finder = new DuplicateFinder();
  const truth: string[] = [];
  const wanted = { ...options, today: systemClock.now().toISOString().slice(0, 10) };
  const { mapping, people } = await peopleOfTable(await readTable(createReadStream(file), options.encoding), wanted);
  for await (const row of people) {
    truth.push(row.truth);
    finder.add(featuresOf(row.person));
  }
  if (truth.length === 0) throw new UsageError('The file has no rows.');
  const startedAt = performance.now();
  const found = await finder.find(inThreads(Math.min(4, availableParallelism())));
  const evaluation = evaluate(truth, found);
  const seconds = (performance.now() - startedAt) / 1000;
  if (options.plot) await writeFile(options.plot, accuracyPlot(evaluation.thresholds));
  const [told, ignored] = [used(mapping, options), leftOut(mapping, options)];
  if (options.json) console.log(JSON.stringify({ ...evaluation, seconds, ignored }));
  else print(evaluation, { told, ignored, seconds });
}

function used(mapping: readonly MappedColumn[], { onlyId }: EvaluateOptions): string[][] {
  const columns = mapping.filter(({ target }) => target !== 'ignore').map(({ heading, target }) => [heading, target]);
  return onlyId === undefined ? columns : [...columns, [onlyId, 'a number that everybody has one of']];
}

function leftOut(mapping: readonly MappedColumn[], { truth, onlyId }: EvaluateOptions): string[] {
  const headings = mapping.filter(({ target }) => target === 'ignore').map(({ heading }) => heading);
  return headings.filter((heading) => heading !== truth && heading !== onlyId);
}

const percent = (share: number) => `${(share * 100).toFixed(2)} %`;

function cells(name: string, { precision, recall, f1, found, right, wanted }: Accuracy): string[] {
  const counts = [String(found - right), String(wanted - right)];
  return [name, percent(precision), percent(recall), f1.toFixed(4), ...counts];
}

interface Told {
  /** Columns with what they were read as. */
  readonly told: readonly (readonly string[])[];
  readonly ignored: readonly string[];
  readonly seconds: number;
}

function print(evaluation: Evaluation, { told, ignored, seconds }: Told): void {
  const { people, groups, certain, thresholds, expected } = evaluation;
  console.log(
    `${people} records, ${groups.wanted} pairs are one person; ${expected} were expected. ${seconds.toFixed(1)} s.`,
  );
  console.log(table(told));
  if (ignored.length > 0) console.log(`Ignored: ${ignored.join(', ')}`);
  const rows = [
    ['', 'precision', 'recall', 'F1', 'wrong', 'missed'],
    cells('groups', groups),
    cells('certain', certain),
    ...thresholds.map((threshold) => cells(`from ${threshold.probability}`, threshold)),
  ];
  console.log(table(rows));
}
