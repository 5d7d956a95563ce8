// 5,000 synthetic people over HTTP: in through LGL's create, out through Oho's list, found by LGL's search.
import { createReadStream, existsSync } from 'node:fs';
import { parse } from 'csv-parse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lglClient } from '../contract/lgl/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';

const FILE = new URL('../../../shared/data/febrl/dataset4a.csv', import.meta.url);
const isPresent = existsSync(FILE);
if (!isPresent) console.warn('The public test people (../shared/data/febrl) are absent: they are not loaded.');

interface FebrlRow {
  readonly rec_id: string;
  readonly given_name: string;
  readonly surname: string;
  readonly street_number: string;
  readonly address_1: string;
  readonly suburb: string;
  readonly postcode: string;
  readonly state: string;
  readonly date_of_birth: string;
}

/** 19151111 → 1915-11-11; the data has some that are no dates. */
function birthday(digits: string): string | null {
  const iso = digits.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

function toConstituent(row: FebrlRow) {
  return {
    external_constituent_id: row.rec_id,
    first_name: row.given_name,
    last_name: row.surname,
    // A person of whom nothing else is known is still somebody: the record needs some name.
    ...(row.given_name || row.surname ? {} : { org_name: row.rec_id }),
    birthday: row.date_of_birth.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'),
    email_addresses: [{ address: `${row.rec_id}@febrl.example` }],
    street_addresses: [
      {
        street: `${row.street_number} ${row.address_1}`.trim(),
        city: row.suburb,
        state: row.state,
        postal_code: row.postcode,
        country: 'AU',
      },
    ],
  };
}

let kith: TestKith;
const rows: FebrlRow[] = [];

describe.skipIf(!isPresent)('febrl', () => {
  beforeAll(async () => {
    kith = await startKith();
    const parser = createReadStream(FILE).pipe(parse({ columns: true, trim: true }));
    for await (const row of parser) rows.push(row);
  });
  afterAll(() => kith.stop());

  test('5,000 people in, out and found', { timeout: 180_000 }, async () => {
    const lgl = lglClient(kith.url, kith);
    expect(rows).toHaveLength(5000);
    const idOf = new Map<string, number>();
    const waiting = [...rows];
    const started = performance.now();
    const load = async () => {
      for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
        const { status, body } = await lgl.post('/constituents', toConstituent(row));
        expect(status).toBe(200);
        idOf.set(row.rec_id, body.id);
      }
    };
    await Promise.all(Array.from({ length: 8 }, load));
    const seconds = (performance.now() - started) / 1000;
    console.info(`febrl: ${Math.round(rows.length / seconds)} people created per second`);
    expect(new Set(idOf.values()).size).toBe(5000);

    const response = await fetch(`${kith.url}/api/constituents`, { headers: kith.basic });
    const people = (await response.json()) as Record<string, unknown>[];
    expect(people).toHaveLength(5000);
    const byId = new Map(people.map((person) => [person.id, person]));
    for (const row of rows) {
      expect(byId.get(idOf.get(row.rec_id))).toMatchObject({
        first_name: row.given_name,
        last_name: row.surname,
        email: `${row.rec_id}@febrl.example`,
        date_of_birth: birthday(row.date_of_birth),
        // Oho's own id, not the one LGL gave (docs/decisions/0009).
        external_id: null,
        active: false,
      });
    }

    for (const row of rows.filter((_, index) => index % 50 === 0)) {
      const id = idOf.get(row.rec_id);
      const name = `${row.given_name} ${row.surname}`.trim();
      const clauses = [
        `external_id=${row.rec_id}`,
        `eaddr=${row.rec_id}@febrl.example`,
        ...(name === '' ? [] : [`name=${name};postal_code=${row.postcode}`]),
        ...(row.suburb === '' ? [] : [`city=${row.suburb};state=${row.state.toUpperCase()};eaddr=${row.rec_id}@`]),
      ];
      for (const clause of clauses) {
        const { body } = await lgl.search(`q[]=${encodeURIComponent(clause)}&limit=100`);
        expect(
          body.items.map((item: { id: number }) => item.id),
          clause,
        ).toContain(id);
      }
    }
  });
});
