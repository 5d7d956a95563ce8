// Fills an organization with invented people through COPY: a million with full contact data in minutes.
import { faker } from '@faker-js/faker/locale/en';
import type pg from 'pg';
import { buildIndexes, copyRows, type TableLoad } from './copy-rows.ts';

/** Everyone's `visits` is their number modulo this. */
export const VISITS = 10_000;

/** Everyone's gift is their number modulo this, and some hundredths. */
export const GIFT_AMOUNTS = 5_000;

export interface Person {
  readonly id: number;
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly phone: string;
}

/** Ids of the generated people are this plus their number. */
const FIRST_ID = 10_000_000;

const FIRST_NAMES = [...(faker.definitions.person.first_name.generic ?? [])];
const LAST_NAMES = [...(faker.definitions.person.last_name.generic ?? [])];

/** The person with a number, always the same one. */
export function person(number: number): Person {
  const first = FIRST_NAMES[(number * 7919) % FIRST_NAMES.length] ?? 'Ada';
  // Real surnames are more than the list has: a syllable before some of them makes tens of thousands.
  const stem = LAST_NAMES[(number * 104_729) % LAST_NAMES.length] ?? 'Rivera';
  const last =
    number % 3 === 0
      ? stem
      : `${'Mc|Van|De|La|Al|Ben|San|O|Fitz|El'.split('|')[(number * 31) % 10]}${stem}${(number * 17) % 97}`;
  return {
    id: FIRST_ID + number,
    first,
    last,
    email: `${first}.${last}.${number}@people.example`.toLowerCase(),
    phone: `+1 206 ${String(1_000_000 + (number % 9_000_000)).replace(/^(...)(....)$/, '$1-$2')}`,
  };
}

/** Where the person with a number lives. */
export function addressOf(number: number) {
  return {
    street: `${(number % 9000) + 1} ${LAST_NAMES[number % LAST_NAMES.length]} Street`,
    city: `${LAST_NAMES[(number * 13) % LAST_NAMES.length]}ville`,
    state: 'WA',
    postalCode: String(10_000 + (number % 89_999)),
  };
}

const day = (number: number) => new Date(Date.UTC(2020, 0, 1) + (number % 2000) * 86_400_000).toISOString();

/** What the person with a number gave; the gift has the person's id. */
function giftOf(number: number) {
  const cents = String(number % 100).padStart(2, '0');
  return { amount: `${(number % GIFT_AMOUNTS) + 1}.${cents}`, date: day(number * 11).slice(0, 10) };
}

/** When the record of the person with a number was made and changed, as ISO text. */
export function timesOf(number: number) {
  return { createdAt: day(number), updatedAt: day(number * 7) };
}

function loads(organizationId: number, definitionId: number): TableLoad[] {
  return [
    {
      table: 'constituents',
      columns:
        'organization_id, id, first_name, last_name, addressee, salutation, sort_name, search_name, search_sort_name, date_added, created_at, updated_at',
      row: (number) => {
        const { id, first, last } = person(number);
        const { createdAt, updatedAt } = timesOf(number);
        const [full, sort] = [`${first} ${last}`, `${last}, ${first}`];
        const search = [first, last, full, sort].join('\n').toLowerCase();
        return [
          organizationId,
          id,
          first,
          last,
          full,
          first,
          sort,
          search,
          sort.toLowerCase(),
          createdAt.slice(0, 10),
          createdAt,
          updatedAt,
        ];
      },
    },
    {
      table: 'email_addresses',
      columns: 'organization_id, constituent_id, address, normalized_address, search_address, type_id, is_preferred',
      row: (number) => {
        const { id, email } = person(number);
        return [organizationId, id, email, email, email, 1, true];
      },
    },
    {
      table: 'phone_numbers',
      columns: 'organization_id, constituent_id, number, digits, e164, search_number, type_id, is_preferred',
      row: (number) => {
        const { id, phone } = person(number);
        const digits = phone.replace(/\D/g, '');
        return [organizationId, id, phone, digits.slice(1), `+${digits}`, `${phone}\n${digits}`, 1, true];
      },
    },
    {
      table: 'street_addresses',
      columns:
        'organization_id, constituent_id, street, city, state, postal_code, country, type_id, is_preferred, seasonal_from, seasonal_to, search_street, search_city, search_state, search_postal_code, search_country',
      row: (number) => {
        const { street, city, state, postalCode } = addressOf(number);
        return [
          organizationId,
          FIRST_ID + number,
          street,
          city,
          state,
          postalCode,
          'US',
          1,
          true,
          '01-01',
          '12-31',
          street.toLowerCase(),
          city.toLowerCase(),
          state.toLowerCase(),
          postalCode,
          'us',
        ];
      },
    },
    {
      table: 'custom_field_values',
      columns: 'organization_id, constituent_id, definition_id, value_text, value_number, search_text',
      row: (number) => {
        const visits = String(number % VISITS);
        return [organizationId, FIRST_ID + number, definitionId, visits, visits, visits];
      },
    },
    {
      table: 'gifts',
      columns:
        'organization_id, id, constituent_id, is_anon, gift_type_id, received_amount, received_date, deductible_amount, deposited_amount',
      row: (number) => {
        const { amount, date } = giftOf(number);
        return [organizationId, FIRST_ID + number, FIRST_ID + number, false, 1, amount, date, amount, amount];
      },
    },
  ];
}

/** Loads `count` people and a numeric custom field `visits`. Indexes are dropped for the load and built again after it. */
export async function populate(client: pg.Client, organizationId: number, count: number): Promise<void> {
  await client.query("set session_replication_role = 'replica'");
  const { rows } = await client.query<{ id: number }>(
    `insert into custom_field_definitions (organization_id, key, name, data_type) values ($1, 'visits', 'Visits', 'integer') returning id`,
    [organizationId],
  );
  for (const load of loads(organizationId, Number(rows[0]?.id))) {
    const indexes = await client.query<{ name: string; definition: string }>(
      `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
       where i.indrelid = $1::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
      [load.table],
    );
    for (const { name } of indexes.rows) await client.query(`drop index ${name}`);
    await copyRows(client, load, count);
    await buildIndexes(
      client,
      indexes.rows.map(({ definition }) => definition),
    );
  }
  await client.query("set session_replication_role = 'origin'");
  // The load went past the triggers that count people and what they gave.
  await client.query('insert into constituent_counts (organization_id, slot, present) values ($1, -1, $2)', [
    organizationId,
    count,
  ]);
  await client.query('select rebuild_giving($1)', [organizationId]);
  await client.query(`select setval(pg_get_serial_sequence('gifts', 'id'), $1)`, [FIRST_ID + count + 1_000_000]);
  await client.query(`select setval(pg_get_serial_sequence('constituents', 'id'), $1)`, [FIRST_ID + count + 1_000_000]);
  await client.query('vacuum analyze');
}
