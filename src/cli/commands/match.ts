import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { parse } from 'csv-parse';
import { type Accuracy, type Evaluation, evaluate } from '../../core/matching/evaluate.ts';
import { featuresOf } from '../../core/matching/features.ts';
import { DuplicateFinder } from '../../core/matching/find-duplicates.ts';
import { inThreads } from '../../core/matching/pair-work.ts';
import { type ReadColumns, readColumns, readPerson } from '../../core/matching/read-people.ts';
import { accuracyPlot } from '../accuracy-plot.ts';
import { UsageError } from '../explain-error.ts';
import { table } from '../table.ts';

/** `kith match`: who is on record more than once (docs/matching.md). */
export function matchCommand(): Command {
  const measure = new Command('evaluate')
    .description('measure how well matching does on people of whom it is known who is who; nothing is stored')
    .argument('<file>', 'CSV with a header line: names, birth dates, e-mail addresses, phone numbers, addresses')
    .requiredOption('--truth <column>', 'the column that says whose record it is')
    .option('--plot <file>', 'write precision and recall by probability as an SVG picture')
    .option('--json', 'print JSON')
    .action(measureFile);
  return new Command('match').description('find who is on record more than once').addCommand(measure);
}

interface EvaluateOptions {
  readonly truth: string;
  readonly plot?: string;
  readonly json?: true;
}

async function measureFile(file: string, options: EvaluateOptions): Promise<void> {
  const finder = new DuplicateFinder();
  const truth: string[] = [];
  const rows = createReadStream(file).pipe(parse({ bom: true, columns: true, trim: true, skip_empty_lines: true }));
  let columns: ReadColumns | undefined;
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    columns ??= readColumns(Object.keys(row), options.truth);
    truth.push(row[options.truth] ?? '');
    finder.add(featuresOf(readPerson(row, columns)));
  }
  if (!columns) throw new UsageError('The file has no rows.');
  const startedAt = performance.now();
  const found = await finder.find(inThreads(Math.min(4, availableParallelism())));
  const evaluation = evaluate(truth, found);
  const seconds = (performance.now() - startedAt) / 1000;
  if (options.plot) await writeFile(options.plot, accuracyPlot(evaluation.thresholds));
  if (options.json) console.log(JSON.stringify({ ...evaluation, seconds, ignored: columns.ignored }));
  else print(evaluation, { columns, seconds });
}

const percent = (share: number) => `${(share * 100).toFixed(2)} %`;

function cells(name: string, { precision, recall, f1, found, right, wanted }: Accuracy): string[] {
  const counts = [String(found - right), String(wanted - right)];
  return [name, percent(precision), percent(recall), f1.toFixed(4), ...counts];
}

function print(evaluation: Evaluation, { columns, seconds }: { columns: ReadColumns; seconds: number }): void {
  const { people, groups, certain, thresholds, expected } = evaluation;
  console.log(
    `${people} records, ${groups.wanted} pairs are one person; ${expected} were expected. ${seconds.toFixed(1)} s.`,
  );
  console.log(table([...columns.meanings].map(([heading, meaning]) => [heading, meaning])));
  if (columns.ignored.length > 0) console.log(`Ignored: ${columns.ignored.join(', ')}`);
  const rows = [
    ['', 'precision', 'recall', 'F1', 'wrong', 'missed'],
    cells('groups', groups),
    cells('certain', certain),
    ...thresholds.map((threshold) => cells(`from ${threshold.probability}`, threshold)),
  ];
  console.log(table(rows));
}
