// docs/contracts/lgl.md §4: the search language. Every term, operator and sort key is checked against a plain filter over
// the same people in memory, which shares no code with the server.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addCustomFields } from '../../support/custom-fields.ts';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';
import { PEOPLE } from './search-people.ts';

// biome-ignore lint/suspicious/noExplicitAny: rows as they come over the wire
type Person = any;

let kith: TestKith;
let lgl: Client;
let people: Person[];

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  const types = ['text', 'integer', 'date', 'currency'] as const;
  await addCustomFields(
    kith,
    types.map((dataType) => ({ key: `my_${dataType}`, name: dataType, dataType })),
  );
  people = [];
  for (const person of PEOPLE) {
    const answer = await lgl.post('/constituents', person);
    expect(answer.status).toBe(200);
    people.push(answer.body);
  }
});
afterAll(() => kith.stop());

/** All ids that a query finds, in order. */
async function found(query: string): Promise<number[]> {
  const { status, body } = await lgl.search(`${query}&limit=2500`);
  expect(status, query).toBe(200);
  expect(body.items_count).toBe(body.total_items);
  return body.items.map((item: Person) => item.id);
}

const plain = (text: unknown) =>
  String(text ?? '')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
const NAME_KEYS =
  'prefix first_name middle_name last_name suffix org_name nick_name maiden_name spouse_name spouse_nick_name sort_name addressee salutation alt_addressee alt_salutation'.split(
    ' ',
  );
const hasName = (text: string) => (p: Person) =>
  plain(text)
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => NAME_KEYS.some((key) => plain(p[key]).includes(word)));
const some = (list: string, test: (row: Person) => boolean) => (p: Person) => p[list].some(test);
const attribute = (key: string, test: (value: string) => boolean) => (p: Person) => {
  const row = p.custom_attrs.find((candidate: Person) => candidate.key === key);
  return row !== undefined && test(row.value);
};
const latest = (p: Person) =>
  p.memberships.toSorted((a: Person, b: Person) => (b.finish_date ?? '9999').localeCompare(a.finish_date ?? '9999'))[0];
const today = new Date().toISOString().slice(0, 10);
const number = (value: string) => (value === '' ? Number.NaN : Number(value));

/** The id of a keyword, group, level … by name, from what the people came back with. */
const idOf = (list: string, nameKey: string, idKey: string, name: string) =>
  people.flatMap((p) => p[list]).find((row: Person) => row[nameKey] === name)?.[idKey];

describe('every term finds whom a plain filter finds', () => {
  const cases: [string, (p: Person) => boolean][] = [
    ['name=rivera', hasName('rivera')],
    ['name=RIVERA', hasName('rivera')],
    ['name=Ada Rivera', hasName('ada rivera')],
    ['name=rivera, ada', hasName('rivera, ada')],
    ['name=Zoë', hasName('zoe')],
    ['name=zoe', hasName('zoe')],
    ['name=Nuñez', hasName('nunez')],
    ["name=O'Brien", hasName("o'brien")],
    ['name=100%', hasName('100%')],
    ['name=a_b', hasName('a_b')],
    ['name=Ann & Bo', hasName('ann & bo')],
    ['name=riv ada', hasName('riv ada')],
    ['name=nobody at all', hasName('nobody at all')],
    ['eaddr=ada@example.org', some('email_addresses', (e) => plain(e.address).includes('ada@example.org'))],
    ['eaddr=EXAMPLE.org', some('email_addresses', (e) => plain(e.address).includes('example.org'))],
    ['phone_number=5550188', some('phone_numbers', (n) => n.number.replace(/\D/g, '').includes('5550188'))],
    ['phone_number=555-0188', some('phone_numbers', (n) => n.number.replace(/\D/g, '').includes('5550188'))],
    ['phone_number=(206)', some('phone_numbers', (n) => n.number.replace(/\D/g, '').includes('206'))],
    ['street=main', some('street_addresses', (a) => plain(a.street).includes('main'))],
    ['city=SEATTLE', some('street_addresses', (a) => plain(a.city) === 'seattle')],
    ['city=Seat', some('street_addresses', (a) => plain(a.city) === 'seat')],
    ['state=wa', some('street_addresses', (a) => plain(a.state) === 'wa')],
    ['postal_code=981', some('street_addresses', (a) => plain(a.postal_code).startsWith('981'))],
    ['country=states', some('street_addresses', (a) => plain(a.country).includes('states'))],
    ['external_id=ext-2', (p) => p.external_constituent_id === 'ext-2'],
    ['constituent_type=1', (p) => p.is_org],
    ['constituent_type=0', (p) => !p.is_org],
    ['membership_status=1', (p) => p.memberships.length > 0 && (latest(p).finish_date ?? '9999') >= today],
    ['membership_status=0', (p) => p.memberships.length > 0 && (latest(p).finish_date ?? '9999') < today],
    [
      'membership_end_date_from=2024-01-01',
      (p) => p.memberships.length > 0 && (latest(p).finish_date ?? '') >= '2024-01-01',
    ],
    [
      'membership_end_date_from=2023-12-31;membership_end_date_to=2023-12-31',
      (p) => p.memberships.length > 0 && latest(p).finish_date === '2023-12-31',
    ],
    ['custom_attr=my_text|ft|two words', attribute('my_text', (v) => plain(v).includes('two words'))],
    ['custom_attr=my_text|ft|a|b', attribute('my_text', (v) => plain(v).includes('a|b'))],
    ['custom_attr=my_text|nft|two', attribute('my_text', (v) => !plain(v).includes('two'))],
    ['custom_attr=my_text|eq|Blue', attribute('my_text', (v) => plain(v) === 'blue')],
    ['custom_attr=my_text|ne|Blue', attribute('my_text', (v) => plain(v) !== 'blue')],
    ['custom_attr=my_text|sw|bl', attribute('my_text', (v) => plain(v).startsWith('bl'))],
    ['custom_attr=my_text|bl|_', attribute('my_text', (v) => v === '')],
    ['custom_attr=my_text|nb|_', attribute('my_text', (v) => v !== '')],
    ['custom_attr=no_such_key|nb|_', () => false],
    ['custom_attr_int=my_integer|gte|10', attribute('my_integer', (v) => number(v) >= 10)],
    ['custom_attr_int=my_integer|lte|10', attribute('my_integer', (v) => number(v) <= 10)],
    ['custom_attr_int=my_integer|gt|10', attribute('my_integer', (v) => number(v) > 10)],
    ['custom_attr_int=my_integer|lt|10', attribute('my_integer', (v) => number(v) < 10)],
    ['custom_attr_int=my_integer|eq|10', attribute('my_integer', (v) => number(v) === 10)],
    ['custom_attr_int=my_integer|ne|10', attribute('my_integer', (v) => v !== '' && number(v) !== 10)],
    ['custom_attr_int=my_integer|btw|5|50', attribute('my_integer', (v) => number(v) >= 5 && number(v) <= 50)],
    ['custom_attr_int=my_currency|gte|12.5', attribute('my_currency', (v) => number(v) >= 12.5)],
    ['custom_attr_from=my_date|2025-01-01', attribute('my_date', (v) => v >= '2025-01-01')],
    ['custom_attr_to=my_date|2025-01-01', attribute('my_date', (v) => v !== '' && v <= '2025-01-01')],
    [
      'class=515,516|2000 to 2009',
      some(
        'class_affiliations',
        (c) => [515, 516].includes(c.class_affiliation_type_id) && c.year >= 2000 && c.year <= 2009,
      ),
    ],
    ['class=515|2021', some('class_affiliations', (c) => c.class_affiliation_type_id === 515 && c.year === 2021)],
    [
      'class=515|2000-01-01 to 2030-12-31',
      some('class_affiliations', (c) => c.class_affiliation_type_id === 515 && c.year >= 2000 && c.year <= 2030),
    ],
    ['class=516', some('class_affiliations', (c) => c.class_affiliation_type_id === 516)],
    ['lists=1', () => false],
    ['name=', () => true],
    ['name=a;city=Seattle', (p) => hasName('a')(p) && p.street_addresses.some((a: Person) => a.city === 'Seattle')],
    ['name=Smith; Jones', hasName('smith; jones')],
  ];

  test.each(cases)('%s', async (clause, expected) => {
    const ids = await found(`q[]=${encodeURIComponent(clause)}`);
    const wanted = people.filter(expected).map((p) => p.id);
    expect(ids.toSorted()).toEqual(wanted.toSorted());
  });

  test('keyword, groups, membership_level by id, and lists of ids as any-of', async () => {
    const gala = people
      .flatMap((p) => p.categories)
      .flatMap((c: Person) => c.keywords)
      .find((k: Person) => k.name === 'Gala').id;
    const has = (p: Person) => p.categories.some((c: Person) => c.keywords.some((k: Person) => k.id === gala));
    expect((await found(`q[]=keyword%3D${gala}`)).toSorted()).toEqual(
      people
        .filter(has)
        .map((p) => p.id)
        .toSorted(),
    );
    const [staff, choir] = ['Staff', 'Choir'].map((name) => idOf('groups', 'group_name', 'group_id', name));
    const member = (p: Person) => p.groups.some((g: Person) => [staff, choir].includes(g.group_id));
    expect((await found(`q[]=groups%3D${staff},${choir}`)).toSorted()).toEqual(
      people
        .filter(member)
        .map((p) => p.id)
        .toSorted(),
    );
    const level = idOf('memberships', 'membership_level_name', 'membership_level_id', 'Friend');
    const holds = (p: Person) => p.memberships.length > 0 && latest(p).membership_level_id === level;
    expect((await found(`q[]=membership_level%3D${level}`)).toSorted()).toEqual(
      people
        .filter(holds)
        .map((p) => p.id)
        .toSorted(),
    );
  });

  test('updated_from and updated_to take dates and timestamps, and a day from itself to itself', async () => {
    expect(await found(`q[]=updated_from=${today};updated_to=${today}`)).toHaveLength(people.length);
    const last = people
      .map((p) => p.updated_at)
      .toSorted()
      .at(-1);
    const after = people.filter((p) => p.updated_at >= last).map((p) => p.id);
    expect((await found(`q[]=updated_from=${last}`)).toSorted()).toEqual(after.toSorted());
    expect(await found('q[]=updated_to=2020-01-01T00:00:00Z')).toEqual([]);
  });
});

describe('sort, §4.4', () => {
  const nulls = (value: unknown) => value === null || value === undefined;
  const keys: [string, (p: Person) => string | number | null][] = [
    ['name', (p) => plain(p.sort_name)],
    ['lgl_id', (p) => p.id],
    ['external_id', (p) => p.external_constituent_id],
    ['date_created', (p) => p.id],
    ['membership_end_date_from', (p) => latest(p)?.finish_date ?? null],
  ];
  test.each(keys)('%s and reversed', async (key, value) => {
    const compare = (a: Person, b: Person) => {
      const [x, y] = [value(a), value(b)];
      // PostgreSQL's order: no value comes last, and first when descending.
      if (nulls(x) || nulls(y)) return Number(nulls(x)) - Number(nulls(y)) || a.id - b.id;
      return x! < y! ? -1 : x! > y! ? 1 : a.id - b.id;
    };
    const wanted = people.toSorted(compare).map((p) => p.id);
    expect(await found(`sort=${key}`)).toEqual(wanted);
    expect(await found(`sort=${key}!`)).toEqual(wanted.toReversed());
    expect(await found(`sort=${key}%21`)).toEqual(wanted.toReversed());
  });

  test('date_updated! is newest first; an unknown key is ignored', async () => {
    await lgl.patch(`/constituents/${people[0].id}`, { assistant_name: 'touched' });
    expect((await found('sort=date_updated!'))[0]).toBe(people[0].id);
    expect(await found('sort=shoe_size')).toEqual(await found('sort=name'));
  });

  test('pages of one order neither repeat nor skip anyone', async () => {
    const pages: number[] = [];
    for (let offset = 0; offset < people.length; offset += 3) {
      const { body } = await lgl.search(`sort=membership_level!&limit=3&offset=${offset}`);
      pages.push(...body.items.map((item: Person) => item.id));
    }
    expect(pages.toSorted()).toEqual(people.map((p) => p.id).toSorted());
  });

  test('without a sort key the exact address comes first, §8.10', async () => {
    const ids = await found('q[]=eaddr=ada@example.org');
    expect(ids.length).toBeGreaterThan(1);
    const exact = people.find((p) => p.email_addresses.some((e: Person) => e.address === 'ada@example.org'));
    expect(ids[0]).toBe(exact.id);
  });
});

describe('grammar, §4.2 and §4.9', () => {
  test('all URL forms of one query parse alike', async () => {
    const wanted = await found('q%5B%5D=name%3DAda%20Rivera');
    expect(wanted.length).toBeGreaterThan(0);
    for (const form of [
      'q[]=name=Ada Rivera',
      'q[]=name%3DAda+Rivera',
      'q=name%3DAda%20Rivera',
      'q%5B0%5D=name=Ada+Rivera',
    ]) {
      expect(await found(form), form).toEqual(wanted);
    }
  });

  test('every q and q[] is ANDed', async () => {
    const both = await found('q[]=city=Seattle&q[]=constituent_type=0');
    expect(await found('q=city%3DSeattle&q=constituent_type%3D0')).toEqual(both);
    expect(await found('q[]=city=Seattle;constituent_type=0')).toEqual(both);
  });

  test('a term of which nothing can be found finds nobody, also where it negates', async () => {
    for (const term of [
      'name',
      'eaddr',
      'phone_number',
      'street',
      'city',
      'state',
      'postal_code',
      'country',
      'external_id',
    ])
      for (const value of ['\u200b', '\u0301', '\u2800'])
        expect(await found(`q[]=${encodeURIComponent(`${term}=${value}`)}`), term).toEqual([]);
    for (const word of ['ft', 'nft', 'eq', 'ne', 'sw'])
      expect(await found(`q[]=${encodeURIComponent(`custom_attr=my_text|${word}|\u200b`)}`), word).toEqual([]);
    for (const query of ['q[]=name=', 'q[]=name=%20', 'q[]=%20'])
      expect(await found(query), query).toHaveLength(people.length);
  });

  test('no q at all, or an empty one, finds everyone', async () => {
    for (const query of ['', 'q[]=', 'q=', 'first_name%3D=x']) expect(await found(query)).toHaveLength(people.length);
  });

  test.each([
    ['q=smith', 'smith'],
    ['q[]=badterm=1', 'badterm'],
    ['q=email_address%3Da%40b.org', 'email_address'],
    ['q[]=name=a;shoe_size=4', 'shoe_size'],
    ['q[]=__proto__=1', '__proto__'],
  ])('%s is a 400 that names the term', async (query, term) => {
    const { status, body } = await lgl.search(query);
    expect(status).toBe(400);
    expect(body).toEqual({
      api_version: '1.0',
      error: 'Parameter Error',
      description: `Unknown query parameter: ${term}`,
    });
  });

  test.each([
    'custom_attr=k|bl',
    'custom_attr=k|bl|',
    'custom_attr=k',
    'custom_attr_int=k|btw|1',
    'updated_from=soon',
    'membership_status=x',
  ])('%s is a 400', async (clause) => {
    const { status, body } = await lgl.search(`q[]=${encodeURIComponent(clause)}`);
    expect([status, body.error]).toEqual([400, 'Parameter Error']);
  });

  test('random queries are answered with 200 or 400 and quickly', async () => {
    const term = fc.constantFrom(
      ...'name eaddr phone_number street postal_code keyword updated_from membership_status class custom_attr custom_attr_int groups bad'.split(
        ' ',
      ),
    );
    const clause = fc
      .tuple(term, fc.string({ maxLength: 40, unit: 'binary' }))
      .map(([name, value]) => `${name}=${value}`);
    await fc.assert(
      fc.asyncProperty(fc.array(clause, { maxLength: 4 }), async (clauses) => {
        const query = clauses.map((text) => `q[]=${encodeURIComponent(text.toWellFormed())}`).join('&');
        const { status } = await lgl.search(query);
        expect([200, 400, 422]).toContain(status);
      }),
      { numRuns: 200 },
    );
  });
});

describe('expand, §4.4', () => {
  test('adds exactly the requested arrays, in canonical order', async () => {
    const { body } = await lgl.search(
      'q[]=name=Ada Rivera&expand=custom_attrs, phone_numbers,nonsense,class_affiliations',
    );
    const keys = Object.keys(body.items[0]);
    expect(keys).toHaveLength(41);
    expect(keys.slice(38)).toEqual(['class_affiliations', 'phone_numbers', 'custom_attrs']);
  });

  test('everything expanded equals show', async () => {
    const all = Object.keys(people[0]).slice(39).join(',');
    const { body } = await lgl.search(`expand=${all}&limit=100`);
    for (const item of body.items) {
      expect({ api_version: '1.0', ...item }).toEqual((await lgl.get(`/constituents/${item.id}`)).body);
    }
  });

  test('the number of statements does not depend on the page or on what is expanded', async () => {
    const count = async (query: string) => {
      const before = kith.app.db.meter.statements;
      expect((await lgl.search(query)).status).toBe(200);
      return kith.app.db.meter.statements - before;
    };
    const all = Object.keys(people[0]).slice(39).join(',');
    for (const query of ['limit=1', 'limit=100', `limit=1&expand=${all}`, `limit=100&expand=${all}`])
      expect(await count(query)).toBe(4);
    // Few matches are found, sorted and counted by one statement.
    for (const query of ['q[]=name%3Da&limit=1', `q[]=name%3Da&limit=100&expand=${all}`])
      expect(await count(query)).toBe(3);
  });
});
