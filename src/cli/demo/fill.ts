import type { App } from '../../app.ts';
import { systemActor } from '../../core/access/system-actor.ts';
import type { Actor, Organization } from '../../core/base/actor.ts';
import { dateIn } from '../../core/base/clock.ts';
import type { ConstituentInput } from '../../core/constituents/record/constituent-input.ts';
import { createConstituent } from '../../core/constituents/record/create-constituent.ts';
import { beginScan } from '../../core/matching/scan.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import { insertDemoAccreditations } from './accreditations.ts';
import { createDemoGiving } from './giving.ts';
import { type DemoPerson, demoPeople } from './people.ts';
import { createDemoVocabulary } from './vocabulary.ts';
import { stageDemoImport } from './waiting-import.ts';

/** People in one transaction: few enough that the bar moves, enough that commits do not count. */
const BATCH = 50;

interface Progress {
  readonly stop: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Fills an organization with invented people, the same ones every time. Ends early when stopped. */
export async function fillDemo(
  app: Pick<App, 'db' | 'clock'>,
  organization: Organization,
  { stop, onProgress }: Progress,
): Promise<{ people: number; knownEmail: string | undefined }> {
  const actor = systemActor(organization, 'cli', 'demo');
  const now = app.clock.now();
  const today = dateIn(organization.timeZone, now);
  const vocabulary = await transaction(app.db, actor, (tx) => createDemoVocabulary(tx, actor));
  const people = demoPeople(today, vocabulary);
  const ids: number[] = [];
  for (let start = 0; start < people.length && !stop.aborted; start += BATCH) {
    const batch = people.slice(start, start + BATCH);
    // Kept apart until the commit: a transaction that is run again must not leave its first ids behind.
    ids.push(...(await transaction(app.db, actor, (tx) => createBatch(tx, actor, { batch, before: ids }))));
    onProgress(ids.length, people.length);
  }
  const staff = people.flatMap((person, index) => (person.isStaff && ids[index] !== undefined ? [ids[index]] : []));
  await transaction(app.db, actor, (tx) => insertDemoAccreditations(tx, actor, { constituentIds: staff, now }));
  const knownEmail = people.find((person) => person.isStaff)?.email;
  if (stop.aborted) return { people: ids.length, knownEmail };
  await transaction(app.db, actor, (tx) => createDemoGiving(tx, actor, { constituentIds: ids, now }));
  await stageDemoImport(app.db, actor, knownEmail);
  // The server looks for the people who are there twice, while it answers already.
  await transaction(app.db, actor, (tx) => beginScan(tx, actor));
  return { people: ids.length, knownEmail };
}

async function createBatch(
  tx: Tx,
  actor: Actor,
  { batch, before }: { batch: readonly DemoPerson[]; before: readonly number[] },
): Promise<number[]> {
  const created: number[] = [];
  for (const person of batch) {
    const input = withTies(person, [...before, ...created]);
    created.push((await createConstituent(tx, actor, input)).id);
  }
  return created;
}

/** Ties name people by their place in the list; by now these have ids. */
function withTies(person: DemoPerson, ids: readonly number[]): ConstituentInput & { enrolledAt?: Date } {
  if (person.ties.length === 0) return person.input;
  const items = person.ties.map(({ to, type, opposite, description }) => ({
    relatedConstituentId: ids[to],
    type: { name: type },
    description,
    reciprocal: { name: opposite },
  }));
  return { ...person.input, relationships: { items } };
}
