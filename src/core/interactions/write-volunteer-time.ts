import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordDifference } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { dateIn } from '../base/clock.ts';
import { invalidField } from '../base/failure.ts';
import { fold } from '../base/fold.ts';
import type { Reference } from '../record/part.ts';
import { insertActivity, removeActivity, updateActivity } from './activity.ts';
import { findTypeId, lockActivitySubject, requireNewSubject } from './activity-subject.ts';
import {
  getVolunteerTime,
  lockVolunteerTime,
  VOLUNTEER_TIME_CUSTOM_FIELDS,
  VOLUNTEER_TIMES,
  type VolunteerTime,
  type VolunteerTimeInput,
} from './volunteer-time.ts';

/** Throws `not-found` for an unknown constituent. */
export async function createVolunteerTime(
  tx: Tx,
  actor: Actor,
  { constituentId, input, now }: { constituentId: number; input: VolunteerTimeInput; now: Date },
): Promise<VolunteerTime> {
  allow(actor, 'constituents:write');
  if (Object.keys(input).length === 0) throw invalidField('hours', 'required');
  await lockActivitySubject(tx, actor, constituentId);
  const reference = input.volunteeringCategory;
  const fields = {
    constituentId,
    externalId: cleanText(input.externalId ?? '') || null,
    volunteeringCategoryId: (await categoryOf(tx, actor, reference)) ?? null,
    description: input.description ?? null,
    hours: input.hours ?? null,
    date: input.date ?? dateIn(actor.organization.timeZone, now),
    endDate: input.endDate ?? null,
    completedHours: input.completedHours ?? null,
    searchDescription: fold(input.description ?? ''),
  };
  const id = await insertActivity(tx, actor, { kind: VOLUNTEER_TIMES, fields });
  await VOLUNTEER_TIME_CUSTOM_FIELDS.write(tx, actor, { id, fields: input.customFields });
  const created = await getVolunteerTime(tx, actor, id);
  await recordChange(tx, actor, { kind: 'volunteer_time.created', subjectId: id, before: null, after: created });
  return created;
}

/** Throws `invalid` for a category that the organization does not have. */
async function categoryOf(tx: Tx, actor: Actor, reference: Reference | undefined): Promise<number | undefined> {
  const id = await findTypeId(tx, actor, { kind: 'volunteering_category', reference });
  if (id === undefined && (reference?.id || reference?.name))
    throw invalidField('volunteeringCategory', 'not_a_choice');
  return id;
}

const pick = <Value>(given: Value | undefined, existing: Value): Value => (given === undefined ? existing : given);

/** Changes what is given. Throws `not-found`; `invalid` for an unknown constituent to move to. */
export async function updateVolunteerTime(
  tx: Tx,
  actor: Actor,
  { id, input }: { id: number; input: VolunteerTimeInput },
): Promise<VolunteerTime> {
  allow(actor, 'constituents:write');
  const before = await lockVolunteerTime(tx, actor, id);
  const constituentId = input.constituentId ?? before.constituentId;
  if (constituentId !== before.constituentId) await requireNewSubject(tx, actor, constituentId);
  const reference = input.volunteeringCategory;
  const category = await categoryOf(tx, actor, reference);
  const description = pick(input.description, before.description);
  const fields = {
    constituentId,
    externalId: input.externalId === undefined ? before.externalId : cleanText(input.externalId ?? '') || null,
    volunteeringCategoryId: category ?? before.volunteeringCategoryId,
    description,
    hours: pick<number | string | null>(input.hours, before.hours),
    date: input.date ?? before.date,
    endDate: pick(input.endDate, before.endDate),
    completedHours: pick<number | string | null>(input.completedHours, before.completedHours),
    searchDescription: fold(description ?? ''),
  };
  await updateActivity(tx, actor, { kind: VOLUNTEER_TIMES, id, fields });
  await VOLUNTEER_TIME_CUSTOM_FIELDS.write(tx, actor, { id, fields: input.customFields });
  const after = await getVolunteerTime(tx, actor, id);
  await recordDifference(tx, actor, {
    kind: 'volunteer_time.updated',
    subjectId: id,
    before: { ...before },
    after: { ...after },
  });
  return after;
}

/** Throws `not-found`. */
export async function deleteVolunteerTime(tx: Tx, actor: Actor, id: number): Promise<void> {
  allow(actor, 'constituents:write');
  const before = await lockVolunteerTime(tx, actor, id);
  await removeActivity(tx, actor, { kind: VOLUNTEER_TIMES, id });
  await recordChange(tx, actor, { kind: 'volunteer_time.deleted', subjectId: id, before, after: null });
}
