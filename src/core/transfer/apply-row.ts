import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { difference } from '../base/change.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import { createConstituent } from '../constituents/record/create-constituent.ts';
import { updateConstituent } from '../constituents/record/update-constituent.ts';
import type { Outcome } from './import.ts';
import type { ImportOptions } from './options.ts';
import { creationOf, updateOf } from './plan-row.ts';
import type { PlannedRow } from './plan-rows.ts';

export interface AppliedRow {
  readonly outcome: Outcome;
  readonly constituentId: number;
  readonly changes: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

/** What the record derives or counts itself is no change that a file makes. */
const NOT_SHOWN = new Set(['id', 'createdAt', 'updatedAt', 'enrolledAt', 'deletedAt', 'dateAdded', 'extras']);

/** Writes what a row says: the check does the same, and takes it back. Throws what the record refuses. */
export async function applyRow(
  tx: Tx,
  actor: Actor,
  { planned, options }: { planned: Pick<PlannedRow, 'person' | 'constituentId'>; options: ImportOptions },
): Promise<AppliedRow> {
  const { person, constituentId } = planned;
  if (constituentId === null) {
    const created = await createConstituent(tx, actor, creationOf(person, options));
    return { outcome: 'create', constituentId: created.id, changes: changesOf({}, created) };
  }
  let before: Constituent | undefined;
  const after = await updateConstituent(tx, actor, {
    id: constituentId,
    input: (locked) => {
      before = locked;
      return updateOf(person, locked, options);
    },
  });
  const changes = changesOf({ ...before }, after);
  const outcome = Object.keys(changes).length === 0 ? 'unchanged' : 'update';
  return { outcome, constituentId: after.id, changes };
}

const isEmpty = (value: unknown) =>
  value === null ||
  value === undefined ||
  value === false ||
  (typeof value === 'object' && Object.keys(value).length === 0);

function changesOf(before: object, after: Constituent): AppliedRow['changes'] {
  const changed = difference(before, { ...after });
  if (!changed) return {};
  const names = Object.keys(changed.after).filter((name) => !NOT_SHOWN.has(name));
  const all = names.map(
    (name) => [name, { before: changed.before[name] ?? null, after: changed.after[name] ?? null }] as const,
  );
  return Object.fromEntries(all.filter(([, change]) => !(isEmpty(change.before) && isEmpty(change.after))));
}
