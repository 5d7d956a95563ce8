// The `add_*` and `remove_*` lists of ids (docs/contracts/luminate.md §4.2 to §4.4).
import type { Actor } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import type { PartInputs } from '../../../core/record/parts.ts';
import type { Parameters } from './parameters.ts';
import { idListParameter } from './values.ts';

export interface ListChanges {
  readonly sets: Pick<PartInputs, 'interests' | 'centers'>;
  readonly addGroupIds: readonly number[];
  readonly removeGroupIds: readonly number[];
}

/** Reads the lists. Throws `forbidden` when a constituent names groups, `invalid` for what is no list of ids. */
export function listChanges(parameters: Parameters, actor: Actor): ListChanges {
  const ids = (name: string) => idListParameter(parameters, name);
  for (const name of ['add_group_ids', 'remove_group_ids']) {
    if (actor.type !== 'user' && parameters.filled(name)) {
      throw new Failure('forbidden', 'administrators_only', { subject: name });
    }
  }
  const change = (kind: string) => ({ add: ids(`add_${kind}_ids`), remove: ids(`remove_${kind}_ids`) });
  return {
    sets: { interests: change('interest'), centers: { ...change('center'), optIns: change('center_opt_in') } },
    addGroupIds: ids('add_group_ids'),
    removeGroupIds: ids('remove_group_ids'),
  };
}
