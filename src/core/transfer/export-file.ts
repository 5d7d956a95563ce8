// The file of an export, made while it is read: whoever reads slowly holds neither a connection nor more than one piece.
import type { Db } from '../../db/connect.ts';
import { transaction } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import { constituentsInPieces } from '../constituents/record/constituent-pieces.ts';
import { type Place, pageAfter } from '../constituents/search/page-after.ts';
import type { Criterion } from '../constituents/search/search-criteria.ts';
import { PART_NAMES, type PartName } from '../record/parts.ts';
import { csvLine } from './csv-cell.ts';
import type { Export, ExportFormat } from './export.ts';
import { numberedPartsOf, partsOf, type Selected, selectColumns } from './export-families.ts';
import { criteriaOf, getExport } from './export-queries.ts';
import { readShape } from './export-shape.ts';
import { VCARD_PARTS, vcardOf } from './vcard.ts';
import { beginDownload, endDownload } from './write-export.ts';
import { packSheet, sheetOf, XLSX_TYPE } from './xlsx.ts';

export interface ExportFile {
  readonly name: string;
  /** With the charset. */
  readonly type: string;
  /** A piece at a time, in the order of ids. */
  readonly content: AsyncGenerator<string | Buffer>;
}

interface Writer {
  readonly head?: string;
  readonly tail?: string;
  /** Makes the file of the text. */
  readonly pack?: (text: AsyncGenerator<string>) => AsyncGenerator<Buffer>;
  readonly textOf: (record: Constituent) => string;
}

interface Given extends Selected {
  readonly wanted: Export;
  readonly actor: Actor;
}

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: XLSX_TYPE,
  jsonl: 'application/jsonl; charset=utf-8',
  vcf: 'text/vcard; charset=utf-8',
};

const WRITERS: Readonly<Record<ExportFormat, (given: Given) => Writer>> = {
  csv: ({ columns, wanted: { reader } }) => ({
    head: `${reader === 'spreadsheets' ? '\uFEFF' : ''}${csvLine(
      columns.map(({ heading }) => heading),
      reader,
    )}`,
    textOf: (record) =>
      csvLine(
        columns.map(({ take }) => take(record)),
        reader,
      ),
  }),
  xlsx: ({ columns }) => {
    const sheet = sheetOf(columns.map(({ heading }) => heading));
    return { ...sheet, textOf: (record) => sheet.row(columns.map(({ take }) => take(record))), pack: packSheet };
  },
  jsonl: ({ values }) => ({
    textOf: (record) => `${JSON.stringify(Object.fromEntries(values.map(({ name, take }) => [name, take(record)])))}\n`,
  }),
  vcf: ({ actor }) => ({
    textOf: (record) => vcardOf(record, `urn:kith:${actor.organization.slug}:${record.id}`),
  }),
};

/**
 * Records that a download begins, and opens it. Throws `forbidden`, `not-found`, and `too-large` for more
 * people than a sheet has rows.
 */
export async function openExport(db: Db, actor: Actor, id: number): Promise<ExportFile> {
  const wanted = await getExport(db, actor, id);
  const { format, columns } = wanted;
  const criteria = criteriaOf(wanted);
  const isTable = format === 'csv' || format === 'xlsx';
  const shape = await readShape(db, actor, { criteria, parts: isTable ? numberedPartsOf(columns) : [] });
  const writer = WRITERS[format]({ ...selectColumns(columns, shape), wanted, actor });
  await transaction(db, actor, (tx) => beginDownload(tx, actor, wanted));
  const parts = format === 'vcf' ? VCARD_PARTS : partsOf(columns);
  const people = peopleInPieces(db, actor, { criteria, parts });
  const text = recorded(db, actor, { id, writer, people });
  return {
    name: `people-${id}.${format}`,
    type: TYPES[format],
    content: writer.pack?.(text) ?? text,
  };
}

interface Download {
  readonly id: number;
  readonly writer: Writer;
  readonly people: AsyncIterable<readonly Constituent[]>;
}

/** Whatever ends it, how many people were handed over is recorded. */
async function* recorded(db: Db, actor: Actor, { id, writer, people }: Download): AsyncGenerator<string> {
  let count = 0;
  let isWhole = false;
  try {
    if (writer.head !== undefined) yield writer.head;
    for await (const piece of people) {
      count += piece.length;
      yield piece.map(writer.textOf).join('');
    }
    if (writer.tail !== undefined) yield writer.tail;
    isWhole = true;
  } finally {
    await transaction(db, actor, (tx) => endDownload(tx, actor, { id, count, isWhole }));
  }
}

/** Ids that are found at once: few searches, and little memory. */
const IDS = 5_000;

interface Wanted {
  readonly criteria: readonly Criterion[];
  readonly parts: readonly PartName[];
}

async function* peopleInPieces(db: Db, actor: Actor, { criteria, parts }: Wanted): AsyncGenerator<Constituent[]> {
  const read = PART_NAMES.filter((part) => parts.includes(part));
  let after: Place | undefined;
  do {
    const page = await pageAfter(db, actor, { criteria, key: 'id', descending: false, after, limit: IDS });
    for await (const piece of constituentsInPieces(db, actor, { ids: page.ids, parts: read })) {
      // Only the parts that were read are there, and only those are written. Who was deleted meanwhile is left out.
      yield (piece as Constituent[]).filter(({ deletedAt }) => deletedAt === null);
    }
    after = page.next;
  } while (after);
}
