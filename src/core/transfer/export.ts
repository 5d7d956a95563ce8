import type { Actor } from '../base/actor.ts';
import type { Filter } from '../constituents/filter/filter.ts';

export const EXPORT_FORMATS = ['csv', 'xlsx', 'jsonl', 'vcf'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A spreadsheet would run a cell that begins like a formula, and takes a file for UTF-8 only if its first character says so. */
export const EXPORT_READERS = ['spreadsheets', 'programs'] as const;
export type ExportReader = (typeof EXPORT_READERS)[number];

/** What somebody asked for. The file itself is made while it is downloaded. */
export interface Export {
  readonly id: number;
  readonly format: ExportFormat;
  readonly reader: ExportReader;
  /** A quick search; null: everybody. */
  readonly search: string | null;
  /** The members of a saved list. */
  readonly listId: number | null;
  /** In the filter language; null: no further condition. */
  readonly filter: Filter | null;
  /** Names of export-families.ts; null: all. */
  readonly columns: readonly string[] | null;
  readonly actorType: Actor['type'];
  readonly actorId: number | null;
  readonly createdAt: string;
  /** How many people the last download had. */
  readonly count: number | null;
  readonly endedAt: string | null;
}

export type ExportInput = Pick<Export, 'format' | 'reader'> &
  Partial<Pick<Export, 'search' | 'listId' | 'filter' | 'columns'>>;
