// Registers from files: what is not understood is refused and the old list stays; who cannot be compared is never cleared.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { runJob } from '../../support/schedule.ts';
import { sql } from '../../support/sql.ts';

let kith: TestKith;
let oho: OhoClient;
beforeAll(async () => {
  kith = await startKith();
  oho = ohoClient(kith.url, kith.basic);
  for (const type of ['agedcareban', 'ndisban', 'vicwwc', 'ahpra']) {
    const options =
      type === 'ndisban' ? { registry: 'register-file', register: 'own-list' } : { registry: 'register-file' };
    const body = JSON.stringify(options);
    await oho.send('PUT', `/api/registries/${type}`, { body, headers: { 'content-type': 'application/json' } });
  }
});
afterAll(() => kith.stop());

const upload = (register: string, file: string | Buffer, more: { query?: string; charset?: string } = {}) => {
  const { query = '', charset } = more;
  const headers = { 'content-type': charset ? `text/csv; charset=${charset}` : 'text/csv' };
  return oho.send('POST', `/api/registers/${register}/imports${query}`, { body: file, headers });
};

async function checked(type: string, person: object, identifier: string | null = null) {
  const { accreditation_id } = (await oho.post('/api/scan', { type, identifier, ...person })).body;
  await runJob(kith, 'run_due_scans');
  const check = (await oho.get(`/api/accreditations/${accreditation_id}`)).body;
  const [last] = (await oho.get(`/api/accreditations/${accreditation_id}/history`)).body.slice(-1);
  return { status: check.registry_response.oho_status as string, check, evidence: last?.evidence };
}

const pat = { first_name: 'Pat', surname: "O'Ray", birth_date: '1970-02-01' };
const ban = async (person: object = pat) => (await checked('agedcareban', person)).status;

describe('a list of bans', () => {
  test.each([
    ['the same name', 'name,birth_date\nPat O’Ray,1970-02-01\n', 'barred'],
    ['semicolons', "name;birth_date\nPat O'Ray;1970-02-01\n", 'barred'],
    ['tabs and other headings', 'Given Names\tFamily Name\tDate of Birth\nPAT\tO`RAY\t1970-02-01\n', 'barred'],
    ['a declared charset', Buffer.from('name,birth_date\nPat O\x92Ray,1970-02-01\n', 'latin1'), 'barred'],
    ['the surname first', 'name,birth_date\n"O\'RAY, Pat",1970-02-01\n', 'review'],
    ['a title', "name,birth_date\nDr Pat O'Ray,1970-02-01\n", 'review'],
    ['a middle name', "name,birth_date\nPat James O'Ray,1970-02-01\n", 'review'],
    ['an alias', "name,also known as,birth_date\nPatricia Lee,Pat O'Ray,1970-02-01\n", 'review'],
    ['a former surname', "name,former surname\nPat Lee,O'Ray\n", 'review'],
    ['a name at birth', "name,nee\nPat Lee,O'Ray\n", 'review'],
    ['a maiden name', "name,maiden\nPat Lee,O'Ray\n", 'review'],
    ['some other name', "name,other\nSam Lee,Pat O'Ray\n", 'review'],
    ['a short form', "name,birth_date\nP. O'Ray,1970-02-01\n", 'review'],
    ['no birth date', "name,birth_date\nPat O'Ray,\n", 'review'],
    ['no birth dates at all', "first_name,surname\nPat,O'Ray\n", 'review'],
    ['a name in other letters', 'name,birth_date\nПат О’Рэй,\n', 'review'],
    ['letters that look the same', "name,birth_date\nP\u0430t O'R\u0430y,\n", 'review'],
    ['both names mistyped', "name,birth_date\nPatt O'Rayy,1970-02-01\n", 'review'],
    ['both names mistyped and another birth date', "name,birth_date\nPatt O'Rayy,1999-02-01\n", 'active'],
    ['another birth date', "name,birth_date\nPat O'Ray,1999-02-01\n", 'active'],
    ['other people', "name,birth_date\nSam O'Ray,\nПат О’Рэй,1999-02-01\n", 'active'],
  ])('with %s', async (what, file, expected) => {
    const more = what === 'a declared charset' ? { charset: 'windows-1252' } : {};
    expect((await upload('agedcareban', file, more)).status).toBe(201);
    expect(await ban()).toBe(expected);
  });

  test('the one who is meant may be the last of many namesakes', async () => {
    const others = Array.from({ length: 60 }, (_, index) => `Pat O'Ray,19${String(index + 10)}-05-05`);
    await upload('agedcareban', ['name,birth_date', ...others, "Pat O'Ray,1970-02-01"].join('\n'));
    expect(await ban()).toBe('barred');
    const { status, evidence } = await checked('agedcareban', { ...pat, birth_date: null });
    expect(status).toBe('review');
    expect([evidence.matchCount, evidence.matches.length]).toEqual([61, 20]);
  });

  test.each([
    ['Robert', 'Ray', 'Bob Ray', 'review'],
    ['Patricia', 'Ray', 'Trish Ray', 'review'],
    ['太郎', '山田', '山田太郎', 'review'],
    ['철수', '김', '김철수', 'review'],
    ['철수', '김', '이영희', 'active'],
    ['Robert', 'Ray', 'Sam Ray', 'active'],
  ])('%s %s, where %s is listed, is %s', async (first_name, surname, name, expected) => {
    expect((await upload('agedcareban', `name\n${name}\n`)).status).toBe(201);
    expect(await ban({ first_name, surname, birth_date: '1970-02-01' })).toBe(expected);
  });

  test('under a name of its own, with numbers beside names', async () => {
    expect((await upload('own-list', "number,name,birth_date\nB1,Pat O'Ray,1970-02-01\n")).status).toBe(201);
    expect((await checked('ndisban', pat)).status).toBe('barred');
    // A row with a number alone cannot be matched to a person.
    expect((await upload('own-list', 'number,name,birth_date\nB1,,\n')).status).toBe(201);
    expect((await checked('ndisban', pat)).status).toBe('review');
  });

  test('imported before names had keys: every row is compared, and dates that cannot be read clear nobody', async () => {
    for (const [fields, expected] of [
      [{ name: "Pat O'Ray", birth_date: '01/02/1970' }, 'review'],
      [{ name: "O'Ray, Pat", birth_date: 'unknown' }, 'review'],
      [{ first_name: 'Pat', last_name: "O'Ray", birth_date: '1970-02-01' }, 'barred'],
      [{ 'heading;other': "Pat O'Ray;1970-02-01" }, 'review'],
      [{ name: 'Sam Other', birth_date: '' }, 'active'],
    ] as const) {
      await importedBefore('agedcareban', fields);
      expect(await ban()).toBe(expected);
    }
  });
});

/** As a version wrote it that kept what it did not understand. */
async function importedBefore(register: string, fields: Readonly<Record<string, string>>) {
  const text = `with i as (insert into register_imports (organization_id, register, source, sha256, row_count, imported_at)
       values ($1, $2, 'before', '', 1, now()) returning organization_id, id)
     insert into register_entries (organization_id, import_id, line, normalized_identifier, fields)
     select organization_id, id, 2, $4, $3 from i`;
  const number = 'identifier' in fields ? fields.identifier : null;
  await kith.app.db.all(sql(text, [kith.organization.id, register, JSON.stringify(fields), number]));
}

describe('a file that is not understood', () => {
  const good = "name,birth_date\nPat O'Ray,1970-02-01\n";
  const windows = Buffer.from('name,birth_date\nPat O\x92Ray,1970-02-01\n', 'latin1');
  test.each([
    ['a date of another form', 'name,birth_date\nPat Ray,01/02/1970\n', 'line 2, "birth_date": "01/02/1970"'],
    ['a word for a date', 'name,dob\nPat Ray,unknown\n', '"unknown"'],
    ['a day that does not exist', 'name,dob\nPat Ray,1970-02-31\n', '1970-02-31'],
    ['a birth date to come', 'name,dob\nPat Ray,2970-02-01\n', '2970-02-01'],
    ['other headings', 'person,born\nPat Ray,1970-02-01\n', 'person, born'],
    ['a title line', 'Banning orders of May\nname,birth_date\nPat Ray,1970-02-01\n', 'Banning orders of May'],
    ['one name in two columns of which one is missing', 'first name,born\nPat,1970-02-01\n', 'first name, born'],
    ['a birth date under another heading', 'name,birth day (local)\nPat Ray,1970-02-01\n', 'birth_date'],
    ['two columns of one meaning', 'name,full name\nPat Ray,Pat Ray\n', 'full name'],
    ['Windows-1252', windows, 'UTF-8'],
    ['UTF-16', Buffer.from('\ufeffname,birth_date\nPat Ray,\n', 'utf16le'), 'UTF-8'],
    ['what another program could not read', 'name\nPat O\ufffdRay\n', 'UTF-8'],
    ['nobody in it', 'name,birth_date\n', '0 rows'],
    ['blank rows only', 'name,birth_date\n,\n , \n', '0 rows'],
    ['nothing', ' \n', '0 rows'],
    ['a row with less', 'name,birth_date,alias\nPat Ray\n', 'line 2: 1 of 3'],
    ['a row with more', 'name,birth_date\nRay, Pat,1970-02-01\n', 'line 2: 3 of 2'],
    ['a row about nobody', 'name,birth_date,status\nPat Ray,,\n,,Total 1\n', 'line 3'],
    ['an open quotation mark', 'name\n"Pat Ray\n', 'CSV'],
  ])('%s is refused with what was found, and the old list stays', async (_what, file, found) => {
    await upload('agedcareban', good);
    const { status, body } = await upload('agedcareban', file);
    expect([status, body.error.code]).toEqual([400, 'register_not_understood']);
    expect(body.error.message).toContain(found);
    expect(await ban()).toBe('barred');
  });

  test.each(['windows-1252', 'iso-8859-1', 'macintosh', 'shift_jis'])(
    'UTF-8 that is called %s is refused',
    async (charset) => {
      const { status, body } = await upload('agedcareban', 'name\nJosé Ray\n', { charset });
      expect([status, body.error.code]).toEqual([400, 'register_not_understood']);
      expect(body.error.message).toContain(charset);
    },
  );

  test.each([
    'JosÃ© Ray',
    'Ana MuÃ±oz',
    'Pat Oâ€™Ray',
    'Jos√© Ray',
    'JosŽ Ray',
    'Uwe MŸller',
    'JosÈ Ray',
    'Uwe M¸ller',
  ])('the misread name %s is refused', async (name) => {
    const { status, body } = await upload('agedcareban', `name,alias\nSam Ray,\n${name},${name}\n`);
    expect(status).toBe(400);
    expect(body.error.message).toContain(`line 3, "name": "${name}"; line 3, "alias"`);
  });

  test('names with accents, capitals and apostrophes of their own are read', async () => {
    const names = [
      'José Muñoz',
      'TOMÁŠ KŘÍŽ',
      'Ana DeÁngelis',
      'Pat O`Ray',
      'Pat O´Ray',
      'Mª José Ray',
      'Žofie Šimková',
      'ÉMILE ÂGÉ',
    ];
    expect((await upload('agedcareban', ['name', ...names].join('\n'))).status).toBe(201);
  });

  test('an unknown charset is refused', async () => {
    expect((await upload('agedcareban', good, { charset: 'klingon' })).body.error.message).toContain('klingon');
  });

  test('a preview shows how each column is read and replaces nothing', async () => {
    await upload('agedcareban', good);
    const file = 'Full Name;DOB;Alias;Order\nSam Lee;1980-01-01;;until 2030\nKim Lee;;Kim Ray;\n';
    const { status, body } = await upload('agedcareban', file, { query: '?preview=true&source=may&ignore=order' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ register: 'agedcareban', source: 'may', row_count: 2, delimiter: ';' });
    expect(body.columns).toEqual([
      { heading: 'Full Name', read_as: 'name', filled: 2, sample: 'Sam Lee' },
      { heading: 'DOB', read_as: 'birth_date', filled: 1, sample: '1980-01-01' },
      { heading: 'Alias', read_as: 'alias', filled: 1, sample: 'Kim Ray' },
      { heading: 'Order', read_as: 'evidence', filled: 1, sample: 'until 2030' },
    ]);
    expect(await ban()).toBe('barred');
    expect((await upload('agedcareban', 'who\nSam Lee\n', { query: '?preview=true' })).status).toBe(400);
  });
});

describe('a register of cards', () => {
  const person = { first_name: 'Noor', surname: 'Haddad', birth_date: '1991-11-30' };
  const card = (identifier: string, more: object = {}) => checked('vicwwc', { ...person, ...more }, identifier);

  test('clears the very person only, and reads every row of a number', async () => {
    const file = [
      'Card Number,First Name,Surname,Birth Date,Status,Expiry Date',
      '1A,Noor,Haddad,1991-11-30,active,2099-01-31',
      '2A,Someone,Haddad,1991-11-30,active,2099-01-31',
      '3A,Noor,Haddad,1990-11-30,active,2099-01-31',
      '4A,Noor,Haddad,,unheard of,2099-01-31',
      '5A,Noor,Haddad,,active,2020-04-30',
      '6A,Noor,Haddad,,active,2099-01-31',
      '6A,Noor,Haddad,,cancelled,',
      '7A,Noor,Haddad,,expired,2020-01-31',
      '7A,Noor,Haddad,,active,2099-01-31',
      '8A,,,,active,2099-01-31',
      '9A,Someone,Else,,barred,',
    ];
    expect((await upload('vicwwc', file.join('\n'))).status).toBe(201);
    const expected = ['active', 'review', 'review', 'review', 'expired', 'cancelled', 'review', 'review', 'barred'];
    for (const [index, status] of expected.entries()) expect((await card(`${index + 1}A`)).status).toBe(status);
    expect((await card('10A')).status).toBe('not_found');
  });

  test('with the whole name in one column', async () => {
    await upload('vicwwc', 'number,name\n1B,Noor Haddad\n2B,Kim Haddad\n');
    expect((await card('1B')).status).toBe('active');
    expect((await card('2B')).check.status_flags).toEqual(['name_mismatch']);
  });

  test('without names clears nobody where the type asks for a name', async () => {
    for (const register of ['vicwwc', 'ahpra']) await upload(register, 'number,status\n1C,active\n');
    expect((await card('1C')).check.status_flags).toEqual(['name_not_compared']);
    expect((await checked('ahpra', person, '1C')).status).toBe('active');
  });

  test.each([
    ['an expiry of another form', 'number,surname,expiry_date\n1D,Haddad,30/04/2020\n', '30/04/2020'],
    ['a status under another heading', 'number,surname,cancelled on\n1D,Haddad,2020-04-30\n', 'cancelled on'],
    ['no numbers', 'name,status\nNoor Haddad,active\n', 'name, status'],
    ['a row without a number', 'number,name\n1D,Noor Haddad\n,Kim Haddad\n', 'line 3'],
  ])('%s is refused', async (_what, file, found) => {
    const { status, body } = await upload('vicwwc', file);
    expect(status).toBe(400);
    expect(body.error.message).toContain(found);
  });

  test.each([
    ...['Exp. date', 'End', 'Date to', 'Exp', 'Ends', 'Lapses', 'Valid To', 'EXPIRES ON'].map(
      (heading) => [heading, '2020-04-30', 'expired'] as const,
    ),
    ['Card status', 'barred', 'barred'] as const,
    ['Result', 'Negative notice', 'review'] as const,
  ])('a column "%s" counts', async (heading, value, expected) => {
    expect((await upload('vicwwc', `number,surname,${heading}\n1F,Haddad,${value}\n`)).status).toBe(201);
    expect((await card('1F')).status).toBe(expected);
  });

  test.each([
    ...['Decision', 'Current', 'Excluded', 'Conditions', 'State', 'Negative notice', 'Withdrawn', 'Risk'],
    ...['Notes', 'Known risk', 'Previous decision', 'ignored:status', 'Befristet bis'],
  ])('an unknown column "%s" is refused unless the caller says that it does not count', async (heading) => {
    const file = `number,surname,${heading}\n1G,Haddad,2020-04-30\n`;
    const { status, body } = await upload('vicwwc', file);
    expect([status, body.error.code]).toEqual([400, 'register_not_understood']);
    expect(body.error.message).toContain(`"${heading}"; known are identifier`);
    const query = `?ignore=nothing&ignore=${encodeURIComponent(heading)}`;
    expect((await upload('vicwwc', file, { query })).status).toBe(201);
    expect((await card('1G')).status).toBe('active');
  });

  test('a column without a heading is refused when it has something in it', async () => {
    expect((await upload('vicwwc', 'number,surname,\n1H,Haddad,\n')).status).toBe(201);
    expect((await upload('vicwwc', 'number,surname,\n1H,Haddad,barred\n')).body.error.message).toContain('""');
  });

  test('imported before, with an expiry that cannot be read, clears nobody', async () => {
    await importedBefore('vicwwc', { identifier: '1E', surname: 'Haddad', expiry_date: '30/04/2020' });
    expect((await card('1E')).check.status_flags).toEqual(['expiry_not_understood']);
    await importedBefore('vicwwc', { identifier: '2E', surname: 'Haddad', birth_date: '30/11/1991' });
    expect((await card('2E')).check.status_flags).toEqual(['dob_mismatch']);
  });
});

test('other requests are answered while a large file is read', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `${index}X,Pat,Ray,1970-02-01,active,2099-01-31`);
  const file = ['number,first_name,surname,birth_date,status,expiry_date', ...lines].join('\n');
  let isOver = false;
  const uploaded = upload('vicwwc', file, { query: '?preview=true' }).finally(() => {
    isOver = true;
  });
  let answered = 0;
  while (!isOver) {
    await fetch(`${kith.url}/health`);
    answered += 1;
  }
  expect((await uploaded).body.row_count).toBe(20_000);
  // One piece of the file at a time, and a turn for others after each.
  expect(answered).toBeGreaterThan(5);
});
