// Names are found by the rarest letters of the words searched for once PostgreSQL knows which those are, and nobody is found
// or missed for it.

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../src/core/access/system-actor.ts';
import type { Actor } from '../src/core/base/actor.ts';
import { fold } from '../src/core/base/fold.ts';
import { nameTrigrams } from '../src/core/constituents/search/name-trigrams.ts';
import { searchConstituents } from '../src/core/constituents/search/search-constituents.ts';
import { startKith, type TestKith } from './support/kith.ts';
import { sql } from './support/sql.ts';

const PEOPLE = 3_000;
let kith: TestKith;
let actor: Actor;

/** Few letters, so that names share most of their pieces. */
const SYLLABLES = ['ana', 'nan', 'ban', 'bana', 'rab', "o'b", '-ra', 'bé', 'nab', ' bar'];
const nameOf = (number: number) =>
  [1, 7, 61].map((step) => SYLLABLES[Math.floor(number / step) % SYLLABLES.length]).join('');

beforeAll(async () => {
  kith = await startKith();
  actor = systemActor(kith.organization, 'test', 'test');
  const names = Array.from({ length: PEOPLE }, (_, number) => fold(`${nameOf(number)} ${nameOf(number * 13 + 5)}`));
  await kith.app.db.all(
    sql(
      `insert into constituents (organization_id, id, last_name, search_name, date_added)
      select $1, 1000000 + place, name, name, '2026-01-01' from unnest($2::text[]) with ordinality as names (name, place)`,
      [kith.organization.id, names],
    ),
  );
  await kith.asOwner('analyze constituents');
}, 60_000);
afterAll(() => kith.stop());

test('a search for several words finds exactly those who have them all', async () => {
  expect((await nameTrigrams(kith.app.db)).get('ana')).toBeGreaterThan(0.1);
  const word = fc.array(fc.constantFrom(...SYLLABLES), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
  const search = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
  const everyone = await kith.app.db.all<{ id: number; name: string }>(
    sql('select id, search_name as name from constituents where organization_id = $1 order by id', [
      kith.organization.id,
    ]),
  );
  await fc.assert(
    fc.asyncProperty(search, async (words) => {
      const criteria = [{ term: 'name', words } as const];
      const sort = { key: 'id', descending: false } as const;
      const found = await searchConstituents(kith.app.db, actor, {
        criteria,
        sort,
        limit: PEOPLE,
        offset: 0,
        system: 'lgl',
      });
      const sought = fold(words).split(' ');
      const matching = everyone.filter(({ name }) => sought.every((each) => name.includes(each))).map(({ id }) => id);
      expect(found).toEqual({ ids: matching, total: matching.length });
    }),
    { numRuns: 150 },
  );
}, 60_000);
