// Which letters of a name to look for. The trigram index reads a list for each three letters that it is asked for, and at a
// million people the lists of common ones are long: of several words it is asked for the rarest letters of each.
import type { Db } from '../../../db/connect.ts';
import { query } from '../../../db/statement.ts';

/** The share of constituents in whose names three letters occur. Those that are not here are rare, or unknown yet. */
export type TrigramShares = ReadonlyMap<string, number>;

const KEPT_MILLISECONDS = 10 * 60_000;

const commonTrigrams = query<{ trigrams: string[]; shares: number[] }>(
  'name_trigrams',
  'select trigrams, shares from name_trigrams(current_schema())',
);

/** As PostgreSQL last estimated them, read every ten minutes; none before it looked at the table for the first time. */
export async function nameTrigrams(db: Db): Promise<TrigramShares> {
  const version = Math.floor(performance.now() / KEPT_MILLISECONDS);
  const kept = await db.memory.row('name trigrams', version, async () => {
    const common = await db.maybe(commonTrigrams());
    const pairs = common?.trigrams.map((trigram, index) => [trigram, common.shares[index] ?? 0] as const);
    return { version, shares: new Map(pairs) };
  });
  return kept.shares;
}

/**
 * The rarest four letters in a row of a folded word: two trigrams. The whole word where that is not known, and where it has no
 * four letters of ASCII in a row: the index keeps others as numbers.
 */
export function rarestLetters(word: string, shares: TrigramShares | undefined): string {
  if (!shares || shares.size === 0) return word;
  const share = (trigram: string) => shares.get(trigram) ?? 0;
  const cost = (letters: string) => share(letters.slice(0, 3)) + share(letters.slice(1));
  let rarest = word;
  let least = Number.POSITIVE_INFINITY;
  for (const [, letters = ''] of word.matchAll(/(?=([a-z0-9]{4}))/g)) {
    if (cost(letters) < least) [rarest, least] = [letters, cost(letters)];
  }
  return rarest;
}
