// Replays the request and response examples printed in the vendors' own documents and compares whole bodies, key order
// included. The documents are not part of the project: without ../shared the tests are skipped.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import { createCustomField } from '../../src/core/custom-fields/definitions.ts';
import { transaction } from '../../src/db/transaction.ts';
import { type Client, lglClient } from '../contract/lgl/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

const FOLDER = new URL('../../../shared/seeds/', import.meta.url);
const isPresent = existsSync(FOLDER);
if (!isPresent) console.warn('The vendors’ documents (../shared/seeds) are absent: their examples are not replayed.');

function seed(prefix: string): string {
  const name = readdirSync(FOLDER).find((file) => file.startsWith(prefix));
  return readFileSync(new URL(name ?? '', FOLDER), 'utf8');
}

// biome-ignore lint/suspicious/noExplicitAny: documents of any shape
type Json = any;

const TYPE_IDS = /^(email_address|phone_number|street_address|web_address)_type_id$/;

/** A body with ids, dates and hosts that differ from installation to installation made equal. */
function normalize(value: Json, key = ''): Json {
  if (Array.isArray(value)) return value.map((item) => normalize(item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, normalize(inner, name)]));
  }
  if (typeof value === 'number' && /(^|_)id$/.test(key) && !TYPE_IDS.test(key)) return '<id>';
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}(T[\d:]{8}Z)?$/.test(value))
    return value.length === 10 ? '<date>' : '<time>';
  if (key === 'next_link') return String(value).replace(/^https?:\/\/[^/]+/, '');
  return value;
}

function expectSame(actual: Json, documented: Json): void {
  expect(JSON.stringify(normalize(actual), null, 1)).toBe(JSON.stringify(normalize(documented), null, 1));
}

let kith: TestKith | undefined;
async function fresh(): Promise<TestKith> {
  await kith?.stop();
  kith = await startKith();
  return kith;
}
afterAll(() => kith?.stop());

interface LglExample {
  readonly title: string;
  readonly query: string;
  readonly body: Json;
  readonly response: Json;
}

/** The examples of the LGL document by the heading of their operation, e.g. `GET /api/v1/constituents/search`. */
function lglExamples(): Map<string, LglExample[]> {
  const operations = seed('001')
    .split(/^(?=(?:GET|POST|PATCH|DELETE) \/api)/m)
    .slice(1);
  return new Map(
    operations.map((text) => {
      const examples = text.split(/^### Example/m).slice(1);
      return [text.split(' - ', 1)[0] ?? '', examples.map(parseLglExample)];
    }),
  );
}

function parseLglExample(text: string): LglExample {
  const block = (label: string) => text.match(new RegExp(`^${label}:\\s*\`\`\`([\\s\\S]*?)\`\`\``, 'm'))?.[1]?.trim();
  const json = (label: string) => JSON.parse(block(label) ?? 'null');
  return {
    title: text.split('\n', 1)[0]?.replace(/^ - |:$/g, '') ?? '',
    query: block('Query') ?? '',
    body: json('Body'),
    response: json('Response'),
  };
}

describe.skipIf(!isPresent)('Little Green Light', () => {
  const examples = isPresent ? lglExamples() : new Map<string, LglExample[]>();
  const example = (operation: string, title = '') =>
    examples.get(operation)!.find((candidate) => candidate.title.startsWith(title))!;
  let lgl: Client;

  beforeEach(async () => {
    const started = await fresh();
    lgl = lglClient(started.url, started);
    const actor = systemActor(started.organization, 'test', 'test');
    await transaction(started.app.db, actor, async (tx) => {
      await createCustomField(tx, actor, { key: 'background_info', name: 'Background Info', dataType: 'text' });
      await createCustomField(tx, actor, { key: 'test_number', name: 'Test Number', dataType: 'integer' });
      await tx.all(
        sql(`insert into membership_levels (organization_id, name) values ($1, 'Gold')`, [started.organization.id]),
      );
    });
  });

  const add = async (person: Json): Promise<number> => {
    const { status, body } = await lgl.post('/constituents', person);
    expect(status).toBe(200);
    return body.id;
  };

  /** A documented record as a request that makes the same record here. */
  const asRequest = async (record: Json): Promise<Json> => {
    const { memberships = [], relationships = [], categories = [], ...rest } = record;
    const related = await Promise.all(relationships.map(() => add({ first_name: 'Related', last_name: 'Zz' })));
    const byName = (row: Json) => ({ ...row, id: undefined });
    return {
      ...rest,
      memberships: memberships.map((row: Json) => ({ ...byName(row), membership_level_id: undefined })),
      relationships: relationships.map((row: Json, at: number) => ({
        ...byName(row),
        relationship_type_id: undefined,
        related_constituent_id: related[at],
      })),
      groups: (record.groups ?? []).map((row: Json) => ({ ...byName(row), group_id: undefined })),
      class_affiliations: (record.class_affiliations ?? []).map(byName),
      categories: categories.map((row: Json) => ({
        key: row.key,
        keywords: row.keywords.map((k: Json) => ({ name: k.name })),
      })),
      custom_attrs: (record.custom_attrs ?? []).map((row: Json) => ({ key: row.key, value: row.value })),
    };
  };

  const addExample = async (record: Json): Promise<number> => add(await asRequest(record));

  const searches = (examples.get('GET /api/v1/constituents/search') ?? []).filter(({ response }) => response?.items);

  test.each(searches.map((item) => [item.title, item] as const))('search: %s', async (title, { query, response }) => {
    const keyword = [{ key: 'ack_preferences', keywords: [{ name: 'Prefers email' }] }];
    const attributes = [
      { key: 'background_info', value: 'Ck returned' },
      { key: 'test_number', value: '20' },
    ];
    const isOrg = title.includes('Organizations');
    for (let extra = response.items.length; extra < response.total_items; extra += 1) {
      await add({ is_org: isOrg, org_name: `Zz ${extra}`, last_name: 'Zz' });
    }
    // Newest first in the document, so the last one is made first.
    const made = new Map<string, number>();
    for (const item of response.items.toReversed()) {
      const request = await asRequest(item);
      if (query.includes('keyword=')) request.categories = keyword;
      if (query.includes('custom_attr')) request.custom_attrs = attributes;
      made.set(item.sort_name, await add(request));
    }
    const { body } = await lgl.get(`/constituents/${[...made.values()][0]}`);
    const keywordId = body.categories[0]?.keywords[0]?.id ?? '';
    const answer = await lgl.search(query.replace(/keyword=\d+/, `keyword=${keywordId}`));
    expect(answer.status).toBe(200);
    expectSame(answer.body, response);
  });

  test('search: unknown parameter', async () => {
    const { status, body } = await lgl.search('q[]=badterm=1');
    expect(status).toBe(400);
    expectSame(body, example('GET /api/v1/constituents/search', 'Unknown').response);
  });

  test('list', async () => {
    const { response } = example('GET /api/v1/constituents');
    for (const item of response.items) await addExample(item);
    for (let extra = response.items.length; extra < response.total_items; extra += 1)
      await add({ last_name: `Zz ${extra}` });
    expectSame((await lgl.get(`/constituents?limit=${response.limit}`)).body, response);
  });

  test('show', async () => {
    const { response } = example('GET /api/v1/constituents/{id}');
    expectSame((await lgl.get(`/constituents/${await addExample(response)}`)).body, response);
  });

  test('create, update, delete', async () => {
    const friend = await add({ first_name: 'Related', last_name: 'Zz' });
    const withFriend = (body: Json) => ({
      ...body,
      relationships: [{ ...body.relationships[0], related_constituent_id: String(friend) }],
    });
    const create = example('POST /api/v1/constituents');
    const created = await lgl.post('/constituents', withFriend(create.body));
    expect(created.status).toBe(200);
    expectSame(created.body, create.response);
    const update = example('PATCH /api/v1/constituents/{id}');
    const updated = await lgl.patch(`/constituents/${created.body.id}`, withFriend(update.body));
    expect(updated.status).toBe(200);
    expectSame(updated.body, update.response);
    const removed = await lgl.delete(`/constituents/${created.body.id}`);
    expectSame(removed.body, example('DELETE /api/v1/constituents/{id}').response);
  });
});

/** The JSON value that starts at the first `{` or `[` after a position; the document's own comments are left out. */
function jsonAfter(text: string, label: string | RegExp, from = 0): Json {
  const rest = text.slice(from);
  const at = from + rest.search(label);
  const start = at + text.slice(at).search(/^[[{]/m);
  const lines = text
    .slice(start)
    .replace(/,\s*\/\/[^\n]*\n/g, '\n')
    .split('\n');
  // The document has lost its indentation: the value ends at the first line that makes it whole.
  for (let count = 1; count <= lines.length; count += 1) {
    if (!/^[\]}]$/.test(lines[count - 1] ?? '')) continue;
    try {
      return JSON.parse(lines.slice(0, count).join('\n'));
    } catch {}
  }
  throw new Error(`No JSON after ${label}`);
}

describe.skipIf(!isPresent)('Oho', () => {
  const document = isPresent ? seed('000') : '';
  const call = async (method: string, path: string, body?: Json) => {
    const response = await fetch(`${kith!.url}/api${path}`, {
      method,
      headers: { ...kith!.basic, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  /** The body of the `curl` example that begins at a heading. */
  const curlBody = (heading: string): Json => {
    const text = document.slice(document.indexOf(heading));
    return JSON.parse(text.match(/-d '(\{[\s\S]*?\})'/)?.[1] ?? 'null');
  };
  /** Only the keys that an abbreviated example shows, in the order of the answer. */
  const shown = (actual: Json, documented: Json): Json =>
    Object.fromEntries(Object.entries(actual).filter(([key]) => key in documented));

  beforeEach(async () => {
    await fresh();
  });

  test('ensure_exists: basic creation, full details', async () => {
    const heading = 'Basic Creation';
    const { status, body } = await call('POST', '/constituents/ensure_exists', curlBody(heading));
    expect(status).toBe(201);
    expectSame(body, jsonAfter(document, /^Response:/m, document.indexOf(heading)));
    const full = curlBody('Full Details Creation');
    const { id, active, created_at, updated_at, ...given } = (await call('POST', '/constituents/ensure_exists', full))
      .body;
    expect(given).toEqual(full);
    expect([typeof id, active, created_at, updated_at]).toEqual(['number', true, expect.any(String), created_at]);
  });

  test('check_exists, both answers', async () => {
    const heading = 'Method 2: Check if Constituent Exists';
    const request = curlBody(heading);
    const absent = await call('POST', '/constituents/check_exists', request);
    expectSame(absent.body, jsonAfter(document, /^Response \(if not exists\)/m));
    await call('POST', '/constituents/ensure_exists', curlBody('Basic Creation'));
    const present = await call('POST', '/constituents/check_exists', request);
    expectSame(present.body, jsonAfter(document, /^Response \(if exists\)/m));
  });

  test('list: a bare array', async () => {
    const [documented] = jsonAfter(document, /^Response:/m, document.indexOf('List All Constituents'));
    await call('POST', '/constituents/ensure_exists', documented);
    const { body } = await call('GET', '/constituents');
    expect(body).toHaveLength(1);
    expectSame(shown(body[0], documented), documented);
  });

  test('individual with accreditations', async () => {
    const documented = jsonAfter(document, /^Response includes accreditations:/m);
    const { id } = (await call('POST', '/constituents/ensure_exists', documented)).body;
    for (const row of documented.accreditations) {
      await kith!.app.db.all(
        sql(
          `insert into accreditations (organization_id, constituent_id, type, identifier, correlation_id, status, outcome, expiry_date, completed_at)
          values ($1, $2, $3, $4, gen_random_uuid(), $5, 'active', $6, $7)`,
          [
            kith!.organization.id,
            id,
            row.type,
            row.identifier,
            row.status,
            row.registry_response.expiry_date ?? null,
            row.completed_at,
          ],
        ),
      );
    }
    const { body } = await call('GET', `/constituents/${id}`);
    const accreditations = body.accreditations.map((row: Json, at: number) => ({
      ...shown(row, documented.accreditations[at]),
      registry_response: shown(row.registry_response, documented.accreditations[at].registry_response),
    }));
    expectSame({ ...shown(body, documented), accreditations }, documented);
  });

  test('errors: duplicate e-mail, invalid e-mail, missing fields, not found', async () => {
    const person = { first_name: 'A', last_name: 'B', email: 'one@example.com' };
    const other = await call('POST', '/constituents', person);
    expect(other.status).toBe(201);
    const answers = [
      ['1. Duplicate Email', await call('POST', '/constituents', person), 409],
      ['2. Invalid Email Format', await call('POST', '/constituents', { ...person, email: 'nobody' }), 400],
      ['3. Missing Required Fields', await call('POST', '/constituents', {}), 400],
      ['4. Constituent Not Found', await call('GET', '/constituents/99999'), 404],
    ] as const;
    for (const [heading, answer, status] of answers) {
      expect(answer.status, heading).toBe(status);
      expectSame(answer.body, jsonAfter(document, /^Error:/m, document.indexOf(heading)));
    }
  });
});

describe.skipIf(!isPresent)('Luminate Online', () => {
  const document = isPresent ? seed('002') : '';
  const create = async (format: string, email: string): Promise<string> => {
    const { api_key, login_name, login_password } = kith!.credentials.luminate;
    const form = {
      method: 'create',
      v: '1.0',
      api_key,
      login_name,
      login_password,
      response_format: format,
      primary_email: email,
    };
    const response = await fetch(`${kith!.url}/site/SRConsAPI`, { method: 'POST', body: new URLSearchParams(form) });
    expect(response.status).toBe(200);
    return response.text();
  };
  const anyId = (text: string) => text.replace(/\d{7,}/, '<id>').trim();

  test('create, in XML and in JSON, byte for byte', async () => {
    await fresh();
    const xml = document.slice(
      document.indexOf('<?xml'),
      document.indexOf('</createConsResponse>') + '</createConsResponse>'.length,
    );
    expect(anyId(await create('xml', 'first@example.com'))).toBe(anyId(xml));
    const json = document.slice(document.indexOf('{"createConsResponse"')).split('\n', 1)[0] ?? '';
    expect(anyId(await create('json', 'second@example.com'))).toBe(anyId(json));
  });
});
