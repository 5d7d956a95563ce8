import type { Conflict } from './merged-fields.ts';

/** Several records that became one. */
export interface Merge {
  readonly id: number;
  readonly survivorId: number;
  readonly otherIds: readonly number[];
  /** The people whose relationships the merge changed. */
  readonly relatedIds: readonly number[];
  /** By column: the id of the person whose value was chosen. */
  readonly choose: Readonly<Record<string, number>>;
  /** By table: how many rows of the others moved or became one with the survivor's. */
  readonly moved: Readonly<Record<string, number>>;
  readonly conflicts: readonly Conflict[];
  readonly madeAt: string;
  /** Null while the records are one. */
  readonly undoneAt: string | null;
}

export const MERGE_COLUMNS = `m.id, m.survivor_id as "survivorId", to_json(m.other_ids) as "otherIds",
  to_json(m.related_ids) as "relatedIds", m.choose, m.moved, m.conflicts, m.made_at as "madeAt", m.undone_at as "undoneAt"`;
