// Writes that are told no moment take it from the clock of the installation and not from the machine's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureConstituent } from '../../src/core/constituents/people/ensure-constituent.ts';
import { updateConstituent } from '../../src/core/constituents/record/update-constituent.ts';
import { transaction } from '../../src/db/transaction.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { addRecord, operator } from '../support/records.ts';

const NOW = new Date('2049-03-01T12:00:00.000Z');
const YESTERDAY = '2049-02-28';
const TOMORROW = '2049-03-02';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => NOW } });
});
afterAll(() => kith.stop());

const ensure = (email: string, birthDate: string | null) =>
  transaction(kith.app.db, operator(kith), (tx) =>
    ensureConstituent(tx, operator(kith), { email, input: { firstName: 'Ada', lastName: 'Berg', birthDate } }),
  );
const update = (id: number, input: object) =>
  transaction(kith.app.db, operator(kith), (tx) => updateConstituent(tx, operator(kith), { id, input }));

test('a person who is created was added and enrolled now, and may be born until today', async () => {
  const { constituent } = await ensure('ada@example.org', YESTERDAY);
  expect(constituent).toMatchObject({ dateAdded: '2049-03-01', enrolledAt: NOW.toISOString(), birthDate: YESTERDAY });
  await expect(ensure('bo@example.org', TOMORROW)).rejects.toMatchObject({ kind: 'invalid' });
});

test('a record that becomes active is enrolled now; its birth date is checked by the same clock', async () => {
  const id = await addRecord(kith, { firstName: 'Mio', lastName: 'Sand' });
  const enrolled = await update(id, { active: true, birthDate: YESTERDAY });
  expect(enrolled).toMatchObject({ enrolledAt: NOW.toISOString(), birthDate: YESTERDAY });
  await expect(update(id, { birthDate: TOMORROW })).rejects.toMatchObject({ kind: 'invalid' });
});
