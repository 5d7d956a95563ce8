import type { Actor } from '../base/actor.ts';
import type { MappedColumn } from './guess-mapping.ts';
import type { ImportOptions } from './options.ts';
import type { CellProblem } from './read-row.ts';

export type ImportStatus =
  | 'reading'
  | 'ready'
  | 'checking'
  | 'checked'
  | 'running'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'reverting'
  | 'reverted';

/** `create` and `update` before it has run; the same words after it has. */
export const OUTCOMES = ['create', 'update', 'unchanged', 'skip', 'error'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface FileFormat {
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly headerRow?: number | null;
}

export interface Import {
  readonly id: number;
  readonly status: ImportStatus;
  readonly fileName: string;
  readonly bytes: number;
  readonly format: FileFormat;
  readonly rowCount: number;
  readonly mapping: readonly MappedColumn[];
  readonly options: ImportOptions;
  readonly done: number;
  readonly counts: Readonly<Partial<Record<Outcome, number>>>;
  readonly problem: string | null;
  readonly requestId: string;
  readonly actorType: Actor['type'];
  readonly actorId: number | null;
  readonly dialect: string;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

/** Of `imports i`. */
export const IMPORT_COLUMNS = `i.id, i.status, i.file_name as "fileName", i.bytes, i.format, i.row_count as "rowCount", i.mapping,
  i.options, i.done, i.counts, i.problem, i.request_id as "requestId", i.actor_type as "actorType", i.actor_id as "actorId",
  i.dialect, i.created_at as "createdAt", i.finished_at as "finishedAt"`;

export interface ImportRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly outcome: Outcome | null;
  readonly constituentId: number | null;
  readonly matchedBy: string | null;
  readonly changes: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>> | null;
  readonly problems: readonly CellProblem[];
  readonly version: number | null;
}

/** Of `import_rows r`. */
export const ROW_COLUMNS = `r.row, r.cells, r.outcome, r.constituent_id as "constituentId", r.matched_by as "matchedBy", r.changes,
  r.problems, r.version`;
