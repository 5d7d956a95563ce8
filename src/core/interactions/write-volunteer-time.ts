import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordDifference } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { dateIn } from '../base/clock.ts';
import { invalidField } from '../base/failure.ts';
import { fold } from '../base/fold.ts';
import { findCategory, type KnownCategory, planKeywords } from '../custom-fields/keyword-plan.ts';
import type { Reference } from '../record/part.ts';
import { insertActivity, removeActivity, updateActivity } from './activity.ts';
import { findTypeId, lockActivitySubject, requireNewSubject } from './activity-subject.ts';
import {
  getVolunteerTime,
  lockVolunteerTime,
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
  await writeCustomFields(tx, actor, { id, input });
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
  await writeCustomFields(tx, actor, { id, input });
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

const categories = query<KnownCategory>(
  'volunteer_time_categories',
  `select id, name, key, facet_type as "facetType", editable from categories
   where organization_id = $1 and item_type = 'VolunteerTime' order by id`,
);
const empty = write(
  'volunteer_time_keywords_remove',
  `delete from volunteer_time_keywords vk using keywords k
   where vk.organization_id = $1 and vk.volunteer_time_id = $2 and k.organization_id = $1 and k.id = vk.keyword_id
     and k.category_id = any($3::bigint[]) and not k.id = any($4::bigint[])`,
);
const add = write(
  'volunteer_time_keywords_add',
  `insert into volunteer_time_keywords (organization_id, volunteer_time_id, keyword_id)
   select $1, $2, unnest($3::bigint[]) on conflict do nothing`,
);

async function writeCustomFields(
  tx: Tx,
  actor: Actor,
  { id, input }: { id: number; input: VolunteerTimeInput },
): Promise<void> {
  if (!input.customFields?.length) return;
  const known = await tx.all(categories(actor.organization.id));
  const changes = input.customFields.flatMap((field) => {
    const category = findCategory(known, field);
    return category ? [{ ...field, category }] : [];
  });
  const { emptied, ids } = await planKeywords(tx, actor, changes);
  if (emptied.length > 0) await tx.all(empty(actor.organization.id, id, emptied, ids));
  if (ids.length > 0) await tx.all(add(actor.organization.id, id, ids));
}
