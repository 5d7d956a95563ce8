// Whoever's record is another one after a write has a change that says how, and a later time of update: also those whom the
// write does not name. Tried with random sequences of all writes that reach other people's records.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, lglClient } from '../contract/lgl/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let lgl: Client;
beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
});
afterAll(() => kith.stop());

/** A record as LGL shows it, and when the database says that it was last written: LGL shows whole seconds. */
interface Seen {
  readonly shown: string;
  readonly updatedAt: string;
}

interface World {
  readonly people: number[];
  readonly groups: number[];
  readonly levels: number[];
  readonly categories: number[];
  readonly keywords: number[];
}

interface Change {
  readonly subject_id: number;
  readonly kind: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
}

const made = async (path: string, body: object): Promise<number> => {
  const answer = await lgl.post(path, body);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.id;
};

/** Three people who have a group, a level and keywords in common, and relationships to each other. */
async function newWorld(): Promise<World> {
  const name = crypto.randomUUID();
  const groups = [await made('/groups', { name }), await made('/groups', { name: `${name} 2` })];
  const levels = [await made('/membership_levels', { name })];
  const categories = [await made('/categories', { name }), await made('/categories', { name: `${name} 2` })];
  const keywords = [];
  for (const category of categories) keywords.push(await made(`/categories/${category}/keywords`, { name }));
  const people: number[] = [];
  for (const first_name of ['Ada', 'Bo', 'Cy']) {
    const id = await made('/constituents', {
      first_name,
      last_name: 'Rivera',
      groups: groups.map((group) => ({ group_id: group })),
      memberships: [{ membership_level_id: levels[0] }],
    });
    for (const keyword of keywords) await lgl.post(`/constituents/${id}/keywords`, { id: keyword });
    for (const other of people) {
      await made(`/constituents/${id}/constituent_relationships`, {
        related_constituent_id: other,
        name: 'Spouse/Partner',
        rec_name: 'Spouse/Partner',
      });
    }
    people.push(id);
  }
  return { people, groups, levels, categories, keywords };
}

/** Writes that reach people whom they do not name; `n` chooses among what there is. */
const WRITES: Readonly<Record<string, (world: World, n: number) => Promise<{ status: number; text: string }>>> = {
  'rename a group': ({ groups }, n) => lgl.patch(`/groups/${at(groups, n)}`, { name: crypto.randomUUID() }),
  'delete a group': ({ groups }, n) => lgl.delete(`/groups/${at(groups, n)}`),
  'rename a level': ({ levels }, n) => lgl.patch(`/membership_levels/${at(levels, n)}`, { name: crypto.randomUUID() }),
  'delete a level': ({ levels }, n) => lgl.delete(`/membership_levels/${at(levels, n)}`),
  'rename a category': ({ categories }, n) =>
    lgl.patch(`/categories/${at(categories, n)}`, { name: crypto.randomUUID() }),
  'delete a category': ({ categories }, n) => lgl.delete(`/categories/${at(categories, n)}`),
  'change a keyword': ({ keywords }, n) =>
    lgl.patch(`/keywords/${at(keywords, n)}`, { description: crypto.randomUUID() }),
  'retire a keyword': ({ keywords }, n) => lgl.delete(`/keywords/${at(keywords, n)}`),
  'delete a keyword': ({ keywords }, n) => lgl.delete(`/keywords/${at(keywords, n)}?permanent=true`),
  'delete a person': ({ people }, n) => lgl.delete(`/constituents/${at(people, n)}`),
  'create a related person': ({ people }, n) =>
    lgl.post('/constituents', {
      last_name: 'Okafor',
      relationships: [{ related_constituent_id: at(people, n), name: 'Spouse/Partner', rec_name: 'Spouse/Partner' }],
    }),
  'relate two people': ({ people }, n) =>
    lgl.post(`/constituents/${at(people, n)}/constituent_relationships`, {
      related_constituent_id: at(people, n + 1),
      name: 'Spouse/Partner',
      rec_name: 'Spouse/Partner',
    }),
  'end a relationship': async ({ people }, n) => {
    const { body } = await lgl.get(`/constituents/${at(people, n)}/constituent_relationships`);
    return lgl.delete(`/constituent_relationships/${body.items?.[0]?.id ?? 0}`);
  },
};

function at(ids: readonly number[], n: number): number {
  return ids[n % ids.length] ?? 0;
}

async function recordsOf(ids: readonly number[]): Promise<Map<number, Seen>> {
  const stamps = await kith.app.db.all<{ id: number; at: string }>(
    sql('select id, updated_at::text as at from constituents where id = any($1)', [ids]),
  );
  const seen = new Map<number, Seen>();
  for (const { id, at } of stamps) {
    const { status, body } = await lgl.get(`/constituents/${id}`);
    const { updated_at: _, ...rest } = body;
    if (status === 200) seen.set(id, { shown: JSON.stringify(rest), updatedAt: at });
  }
  return seen;
}

const lastChange = async (): Promise<number> =>
  (await kith.app.db.one<{ id: number }>(sql('select max(id) as id from changes'))).id;

test('everybody whose record is another one has a change and a new time of update', async () => {
  const reached = new Set<string>();
  const steps = fc.array(fc.tuple(fc.constantFrom(...Object.keys(WRITES)), fc.nat(5)), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const world = await newWorld();
      for (const [name, n] of sequence) {
        const before = await recordsOf(world.people);
        const last = await lastChange();
        const answer = await WRITES[name]?.(world, n);
        expect(answer?.status, `${name}: ${answer?.text}`).toBeLessThan(500);
        const after = await recordsOf(world.people);
        const changes = await kith.app.db.all<Change>(
          sql(`select subject_id, kind, before, after from changes where id > $1 and subject_type = 'constituent'`, [
            last,
          ]),
        );
        for (const [id, record] of before) {
          const now = after.get(id);
          const own = changes.filter((change) => change.subject_id === id);
          if (now && now.shown === record.shown) {
            expect(own, `${name}: ${id} is as it was`).toEqual([]);
            expect(now.updatedAt, name).toBe(record.updatedAt);
            continue;
          }
          reached.add(name);
          expect(own, `${name}: ${id} is another one`).toHaveLength(1);
          expect(own[0]?.before, name).not.toEqual(own[0]?.after);
          expect(now?.updatedAt, name).not.toBe(record.updatedAt);
        }
      }
    }),
    { numRuns: Object.keys(WRITES).length + 8, seed: 20, examples: Object.keys(WRITES).map((name) => [[[name, 0]]]) },
  );
  expect([...reached].sort()).toEqual(Object.keys(WRITES).sort());
}, 120_000);

test('a group of many is renamed and deleted in a number of statements that does not depend on how many', async () => {
  const statements = async (members: number): Promise<number> => {
    const group = await made('/groups', { name: crypto.randomUUID() });
    await kith.app.db.all(
      sql(
        `with people as (insert into constituents (organization_id, last_name, date_added)
            select $1, 'Member ' || n, '2026-01-01' from generate_series(1, $3) n returning id)
          insert into group_memberships (organization_id, constituent_id, group_id) select $1, id, $2 from people`,
        [kith.organization.id, group, members],
      ),
    );
    const last = await lastChange();
    const before = kith.app.db.meter.statements;
    await lgl.patch(`/groups/${group}`, { name: crypto.randomUUID() });
    await lgl.delete(`/groups/${group}`);
    const sent = kith.app.db.meter.statements - before;
    const { n } = await kith.app.db.one<{ n: number }>(
      sql(`select count(*) as n from changes where id > $1 and kind = 'constituent.updated'`, [last]),
    );
    expect(n).toBe(2 * members);
    return sent;
  };
  expect(await statements(500)).toBe(await statements(1));
});

test('what is required of a group ends with it, and is told', async () => {
  const group = await made('/groups', { name: crypto.randomUUID() });
  await kith.app.db.all(
    sql(`insert into requirements (organization_id, name, any_of, group_id) values ($1, 'Cleared', '{wwcc}', $2)`, [
      kith.organization.id,
      group,
    ]),
  );
  const last = await lastChange();
  await lgl.delete(`/groups/${group}`);
  const changes = await kith.app.db.all<{ kind: string }>(
    sql('select kind from changes where id > $1 order by id', [last]),
  );
  expect(changes.map(({ kind }) => kind)).toEqual(['requirement.deleted', 'group.deleted']);
});

test('a deleted pledge, fund and keyword record a change of each gift that showed it', async () => {
  const gifts = `/constituents/${await made('/constituents', { last_name: 'Rivera' })}/gifts`;
  const pledge = await made(gifts, { gift_type_name: 'Pledge', received_amount: 30 });
  const fund = await made('/funds', { name: crypto.randomUUID() });
  const category = await made('/categories', { name: crypto.randomUUID(), item_type: 'Gift' });
  const custom_fields = [{ id: category, values: [{ name: 'Gala' }] }];
  const { body: gift } = await lgl.post(gifts, { parent_gift_id: pledge, fund_id: fund, custom_fields });
  const keyword = gift.custom_fields[0].values[0].id;
  const last = await lastChange();
  for (const path of [`/gifts/${pledge}`, `/funds/${fund}`, `/keywords/${keyword}?permanent=true`]) {
    expect((await lgl.delete(path)).status).toBe(200);
  }
  const changes = await kith.app.db.all<{ kind: string; after: object }>(
    sql(`select kind, after from changes where id > $1 and subject_type = 'gift' and subject_id = $2 order by id`, [
      last,
      gift.id,
    ]),
  );
  expect(changes).toEqual([
    { kind: 'gift.updated', after: { parentGiftId: null } },
    { kind: 'gift.updated', after: { fundId: null, fundName: null } },
    { kind: 'gift.updated', after: { customFields: [] } },
  ]);
});
