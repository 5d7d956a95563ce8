// Many records, a piece at a time: a page of ten thousand with all their parts, made at once, would leave this process no
// time for anybody else.
import type { Db } from '../../../db/connect.ts';
import type { Actor } from '../../base/actor.ts';
import { PIECE } from '../../base/pieces.ts';
import type { ConstituentParts, PartName } from '../../record/parts.ts';
import type { ConstituentSummary } from './constituent.ts';
import { loadConstituents } from './constituent-queries.ts';

/**
 * What `loadConstituents` gives for the ids, in their order, with a statement for each piece. Between two pieces records may
 * change: each is as it was when its piece was read.
 */
export async function* constituentsInPieces<Part extends PartName = never>(
  db: Db,
  actor: Actor,
  { ids, parts }: { ids: readonly number[]; parts: readonly Part[] },
): AsyncGenerator<(ConstituentSummary & Pick<ConstituentParts, Part>)[]> {
  for (let start = 0; start < ids.length; start += PIECE) {
    yield await loadConstituents(db, actor, { ids: ids.slice(start, start + PIECE), parts });
  }
}
