// The filter language: what the database finds is what a filter in memory finds, for every operator and any nesting of them; what it
// does not understand is refused with a pointer and the nearest names.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fold } from '../../src/core/base/fold.ts';
import { keyOf, nativeClient, type Reply } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const NOW = new Date('2026-11-27T12:00:00Z');
const TODAY = '2026-11-27';

let kith: TestKith;
let api: ReturnType<typeof nativeClient>;
// biome-ignore lint/suspicious/noExplicitAny: records as the API shows them
let people: any[];
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => NOW } });
  api = nativeClient(kith.url, keyOf(kith));
  await fill();
});
afterAll(() => kith.stop());

const LAST = ['Rivera', 'Riviera', 'Nuñez', 'Nunez', 'Ángel', 'angel', 'Ødegård', 'Straße', 'O’Neill', '100%', 'a_b'];
const TITLES = ['Coach', 'coach', 'Teacher', null, null];
const CITIES = ['Springfield', 'Zürich', 'Łódź'];
const DATES = ['1990-02-28', '2000-12-01', '2026-11-27', '2026-12-05', '2026-11-20', null];
const GROUPS = ['Choir', 'Board', 'Parents'];

async function fill() {
  const ids: number[] = [];
  for (const name of GROUPS) await api.send('POST', '/groups', { name });
  const pick = <Item>(items: readonly Item[], at: number): Item => items[at % items.length] as Item;
  for (let n = 0; n < 60; n += 1) {
    const body = {
      ...{ first_name: pick(['Ana', 'Ben', null], n), last_name: pick(LAST, n), job_title: pick(TITLES, n * 7) },
      ...{ birth_date: pick(DATES.slice(0, 2), n), active: n % 3 === 0, accepts_email: pick([true, false, null], n) },
      email_addresses: n % 4 === 0 ? [] : [{ address: `p${n}@${pick(['example.org', 'school.example'], n)}` }],
      street_addresses: n % 5 === 0 ? [] : [{ city: pick(CITIES, n) }, ...(n % 7 === 0 ? [{ city: 'Graz' }] : [])],
      groups: GROUPS.filter((_, at) => n % (at + 2) === 0).map((group) => ({ group, date_end: pick(DATES, n + 2) })),
    };
    const made = await api.send('POST', '/constituents', body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    ids.push(made.body.id);
    for (let gift = 0; gift < n % 3; gift += 1) {
      const given = { constituent_id: made.body.id, gift_type: 'Gift', received_amount: String(10 * gift + n) };
      await api.send('POST', '/gifts', { ...given, received_date: pick(DATES.slice(0, 5) as string[], n + gift) });
    }
  }
  people = [];
  for (const id of ids) {
    const person = (await api.get(`/constituents/${id}`)).body;
    people.push({ ...person, gifts: (await api.get(`/constituents/${id}/gifts`)).body.data });
  }
}

type Value = string | number | boolean | null | undefined;
// biome-ignore lint/suspicious/noExplicitAny: a filter of any form
type Any = any;

const day = (offset: number) => new Date(Date.parse(TODAY) + offset * 86_400_000).toISOString().slice(0, 10);

function meets(value: Value, { op, value: asked }: Any, isText: boolean): boolean {
  const own = isText && typeof value === 'string' ? fold(value) : value;
  const other = (one: Any) => (isText ? fold(String(one)) : one);
  const isBlank = own === null || own === undefined || (isText && own === '');
  if (op === 'is_blank') return isBlank === (asked ?? true);
  if (op === 'ne') return isBlank ? true : own !== other(asked);
  if (isBlank) return false;
  const compared = typeof asked === 'string' && /^-?\d+$/.test(asked) ? Number(asked) : asked;
  switch (op) {
    case 'eq':
      return own === other(asked);
    case 'in':
      return asked.some((one: Any) => own === other(one));
    case 'starts_with':
      return String(own).startsWith(other(asked));
    case 'contains':
      return String(own).includes(other(asked));
    case 'lt':
      return own < compared;
    case 'lte':
      return own <= compared;
    case 'gt':
      return own > compared;
    case 'gte':
      return own >= compared;
    case 'between':
      return own >= asked[0] && own <= asked[1];
    case 'within_days': {
      const [from, to] = asked < 0 ? [day(asked), TODAY] : [TODAY, day(asked)];
      return own >= from && own <= to;
    }
    default:
      throw new Error(op);
  }
}

/** By collection: the rows of a person and how a field of one reads. */
const ROWS: Record<string, { rows: (person: Any) => Any[]; read: (row: Any, field: string) => Value }> = {
  email_addresses: { rows: (person) => person.email_addresses, read: (row, field) => row[field] },
  street_addresses: { rows: (person) => person.street_addresses, read: (row, field) => row[field] },
  gifts: {
    rows: (person) => person.gifts,
    read: (row, field) => (field === 'received_amount' ? Number(row[field]) : row[field]),
  },
  groups: { rows: (person) => person.groups, read: (row, field) => (field === 'group' ? row.name : row[field]) },
};
const SHORT: Record<string, [string, string]> = {
  email: ['email_addresses', 'address'],
  city: ['street_addresses', 'city'],
  groups: ['groups', 'group'],
};
const TEXTS = new Set(['last_name', 'first_name', 'job_title', 'address', 'city']);

function inMemory(filter: Any, person: Any): boolean {
  if (filter.and) return filter.and.every((one: Any) => inMemory(one, person));
  if (filter.or) return filter.or.some((one: Any) => inMemory(one, person));
  if (filter.not) return !inMemory(filter.not, person);
  if (filter.some) return someRow(filter.some, filter.where, person);
  const short = SHORT[filter.field];
  if (!short) return meets(person[filter.field], filter, TEXTS.has(filter.field));
  const [some, field] = short;
  const has = (op: string, value: Any) => someRow(some, { field, op, value }, person);
  if (filter.op === 'ne') return !has('eq', filter.value);
  if (filter.op === 'is_blank') return has('is_blank', false) !== (filter.value ?? true);
  if (filter.op === 'all_of') return filter.value.every((one: Any) => has('any_of', [one]));
  return has(filter.op, filter.value);
}

function someRow(some: string, where: Any, person: Any): boolean {
  const { rows, read } = ROWS[some]!;
  return rows(person).some((row) => where === undefined || rowMeets(where, (field) => read(row, field)));
}

function rowMeets(where: Any, read: (field: string) => Value): boolean {
  if (where.and) return where.and.every((one: Any) => rowMeets(one, read));
  if (where.or) return where.or.some((one: Any) => rowMeets(one, read));
  if (where.not) return !rowMeets(where.not, read);
  if (where.op === 'any_of') return where.value.includes(read(where.field));
  return meets(read(where.field), where, TEXTS.has(where.field));
}

const text = fc.constantFrom(
  'riv',
  'RIVERA',
  'nunez',
  'Nuñez',
  'an',
  '%',
  '_',
  'coach',
  'strasse',
  'o’neill',
  'ode',
  'zur',
  'lodz',
  'example.org',
);
const date = fc.constantFrom(...(DATES.filter(Boolean) as string[]));
const blank = fc.constantFrom({ op: 'is_blank', value: true }, { op: 'is_blank', value: false }, { op: 'is_blank' });
const texts = fc.oneof(
  fc.record({ op: fc.constantFrom('eq', 'ne', 'starts_with', 'contains'), value: text }),
  fc.record({ op: fc.constant('in'), value: fc.array(text, { minLength: 1, maxLength: 3 }) }),
  blank,
);
const dates = fc.oneof(
  fc.record({ op: fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte'), value: date }),
  fc.record({ op: fc.constant('between'), value: fc.tuple(date, date) }),
  fc.record({ op: fc.constant('in'), value: fc.array(date, { minLength: 1, maxLength: 3 }) }),
  fc.record({ op: fc.constant('within_days'), value: fc.integer({ min: -400, max: 400 }) }),
  blank,
);
const numbers = fc.oneof(
  fc.record({ op: fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte'), value: fc.integer({ min: 0, max: 80 }) }),
  fc.record({
    op: fc.constant('between'),
    value: fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 20, max: 80 })),
  }),
);
const flags = fc.oneof(fc.record({ op: fc.constantFrom('eq', 'ne'), value: fc.boolean() }), blank);
const named = fc.array(fc.constantFrom(...GROUPS), { minLength: 1, maxLength: 3 });
const names = fc.oneof(fc.record({ op: fc.constantFrom('any_of', 'all_of'), value: named }), blank);
const anyName = fc.record({ op: fc.constant('any_of'), value: named });

const about = (field: string, question: fc.Arbitrary<Any>) => question.map((asked) => ({ field, ...asked }));
const nested = (leaf: fc.Arbitrary<Any>) =>
  fc.letrec<{ filter: Any }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.record({ not: tie('filter') }),
    ),
  })).filter;
const some = (collection: string, leaf: fc.Arbitrary<Any>) =>
  fc.oneof(
    fc.constant({ some: collection }),
    nested(leaf).map((where) => ({ some: collection, where })),
  );

const filter = nested(
  fc.oneof(
    ...[about('last_name', texts), about('first_name', texts), about('job_title', texts), about('birth_date', dates)],
    ...[about('active', flags), about('accepts_email', flags), about('email', texts), about('city', texts)],
    about('groups', names),
    some('street_addresses', about('city', texts)),
    some('gifts', fc.oneof(about('received_amount', numbers), about('received_date', dates))),
    some('groups', fc.oneof(about('group', anyName), about('date_end', dates))),
  ),
);

async function found(given: Any): Promise<Reply> {
  return api.send('POST', '/constituents/query', { filter: given, limit: 1000, total: 'exact' });
}

test('generated filters find whom a filter in memory finds', async () => {
  let matched = 0;
  await fc.assert(
    fc.asyncProperty(filter, async (given) => {
      const { status, body } = await found(given);
      expect(status, JSON.stringify(body)).toBe(200);
      const expected = people.filter((person) => inMemory(given, person)).map(({ id }) => id);
      expect(body.data.map(({ id }: { id: number }) => id)).toEqual(expected);
      expect(body.total).toBe(expected.length);
      matched += expected.length > 0 && expected.length < people.length ? 1 : 0;
    }),
    { numRuns: 500, seed: 20261127 },
  );
  // The filters say something.
  expect(matched).toBeGreaterThan(150);
});

test('lists take a filter too, pages do not drift, and facets count what is found', async () => {
  const given = { field: 'active', op: 'eq', value: true };
  const first = await api.get(`/constituents?limit=7&filter=${encodeURIComponent(JSON.stringify(given))}`);
  expect(first.body.data).toHaveLength(7);
  const query = { filter: given, limit: 1000, facets: ['groups', 'city', 'active'], total: 'exact' };
  const { body } = await api.send('POST', '/constituents/query', query);
  expect(body.total).toBe(20);
  expect(body.facets.active).toEqual([{ value: true, label: 'true', count: 20 }]);
  const active = people.filter(inMemory.bind(undefined, given));
  for (const { label, count } of body.facets.groups)
    expect(count).toBe(
      active.filter(({ groups }) => groups.some(({ name }: { name: string }) => name === label)).length,
    );
  for (const { label, count } of body.facets.city)
    expect(count).toBe(
      active.filter(({ street_addresses: all }) => all.some(({ city }: { city: string }) => city === label)).length,
    );
  expect(body.explained).toBe('active is yes');
});

test('a filter is said as a sentence', async () => {
  const given = {
    and: [
      { field: 'last_name', op: 'starts_with', value: 'riv' },
      { not: { field: 'groups', op: 'any_of', value: ['Choir'] } },
      { some: 'gifts', where: { field: 'received_date', op: 'gte', value: '2026-01-01' } },
    ],
  };
  expect((await found(given)).body.explained).toBe(
    'last name begins with “riv” and not group is any of Choir and there is a gift of which date is from 2026-01-01',
  );
});

test.each([
  [{ field: 'lastname', op: 'eq', value: 'x' }, '/filter/field', 'unknown_field', 'last_name'],
  [{ field: 'last_name', op: 'like', value: 'x' }, '/filter/op', 'unknown_operator', 'contains'],
  [{ and: [{ field: 'birth_date', op: 'eq', value: '1990-02-30' }] }, '/filter/and/0/value', 'filter_value', ''],
  [{ not: { some: 'email', where: {} } }, '/filter/not/where', 'filter', ''],
  [{ some: 'emails' }, '/filter/some', 'unknown_collection', 'email_addresses'],
  [{ some: 'gifts', where: { some: 'gifts' } }, '/filter/where/some', 'unknown_collection', ''],
  [{ field: 'groups', op: 'any_of', value: ['No such group'] }, '/filter/value/0', 'unknown_value', ''],
  [{ field: 'groups', op: 'any_of', value: [999_999] }, '/filter/value/0', 'unknown_value', ''],
  [{ field: 'custom:nothing', op: 'eq', value: 'x' }, '/filter/field', 'unknown_field', ''],
  [{ field: 'last_name', op: 'eq', value: '' }, '/filter/value', 'filter_value', ''],
  [{ field: 'constructor', op: 'eq', value: 'x' }, '/filter/field', 'unknown_field', ''],
  [{ field: 'id', op: 'eq', value: '1; drop' }, '/filter/value', 'filter_value', ''],
  [{ field: 'groups', op: 'any_of', value: ['a\u0000'] }, '/filter/value/0', 'unknown_value', ''],
  [{ field: 'email', op: 'eq', value: '\u0000' }, '/filter/value', 'filter_value', ''],
  [{ field: 'updated_at', op: 'gt', value: '2026-01-01\u0000' }, '/filter/value', 'filter_value', ''],
  [{ field: 'updated_at', op: 'gt', value: '9999999-01-01' }, '/filter/value', 'filter_value', ''],
  [{ field: 'birth_date', op: 'within_days', value: 1e9 }, '/filter/value', 'filter_value', ''],
  [{ and: {} }, '/filter/and', 'filter', ''],
  [{ and: [], or: [] }, '/filter', 'filter', ''],
  [{ unheard: 1 }, '/filter', 'filter', ''],
])('%j is refused', async (given, pointer, code, known) => {
  const { status, body } = await found(given);
  expect([status, body.errors?.[0]?.pointer, body.errors?.[0]?.code]).toEqual([422, pointer, code]);
  expect(body.errors[0].detail).toContain(known);
});

test('what is too deep or too large is refused, and so is a parameter that is no JSON', async () => {
  const deep = (levels: number): Any =>
    levels === 0 ? { field: 'id', op: 'eq', value: 1 } : { not: deep(levels - 1) };
  expect((await found(deep(30))).body.errors[0].code).toBe('filter_large');
  const wide = { or: Array.from({ length: 300 }, () => ({ field: 'id', op: 'eq', value: 1 })) };
  expect((await found(wide)).body.errors[0].code).toBe('filter_large');
  expect((await api.get('/constituents?filter=%7B')).body.errors).toMatchObject([
    { pointer: '/?filter', code: 'filter' },
  ]);
});

test('another organization is never found, and its words are none here', async () => {
  const other = await kith.addTenant('hillside');
  const theirs = nativeClient(kith.url, keyOf(other));
  const everybody = { not: { field: 'id', op: 'eq', value: 1 } };
  expect((await theirs.send('POST', '/constituents/query', { filter: everybody })).body.data).toEqual([]);
  const group = (await api.get('/groups')).body.data.find(({ name }: { name: string }) => name === 'Choir').id;
  const refused = await theirs.send('POST', '/constituents/query', {
    filter: { field: 'groups', op: 'any_of', value: [group] },
  });
  expect(refused.body.errors[0].code).toBe('unknown_value');
});

test('what can be asked is listed, and each of it can be asked', async () => {
  const { fields } = (await api.get('/filter_fields')).body;
  const samples: Record<string, Any> = {
    text: 'x',
    date: '2026-01-01',
    moment: '2026-01-01T00:00:00Z',
    number: 1,
    flag: true,
  };
  for (const { name, type, some: collection } of fields) {
    const question =
      type === 'names' ? { op: 'is_blank' } : { op: type === 'moment' ? 'gt' : 'eq', value: samples[type] };
    const asked = { field: name, ...question };
    const { status, body } = await found(collection === null ? asked : { some: collection, where: asked });
    expect(status, `${collection} ${name} ${JSON.stringify(body.errors)}`).toBe(200);
  }
});

test('an export is of whom a filter finds, and a filter that is not understood is refused at once', async () => {
  const given = { field: 'active', op: 'eq', value: true };
  const made = await api.send('POST', '/exports', { format: 'jsonl', filter: given });
  expect([made.status, made.body.progress.total]).toEqual([202, 20]);
  const file = await fetch(`${kith.url}/v1/exports/${made.body.id}/file`, {
    headers: { authorization: `Bearer ${keyOf(kith)}` },
  });
  expect((await file.text()).trim().split('\n')).toHaveLength(20);
  const wrong = await api.send('POST', '/exports', { format: 'csv', filter: { field: 'nothing', op: 'eq', value: 1 } });
  expect(wrong.body.errors).toMatchObject([{ pointer: '/filter/field', code: 'unknown_field' }]);
});
