import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { cleanText } from '../base/clean-text.ts';
import { invalidField } from '../base/failure.ts';
import { fold } from '../base/fold.ts';
import { pick } from '../base/names.ts';
import type { Reference } from '../record/part.ts';
import { activityWrites } from './activity.ts';
import { findTypeId } from './activity-subject.ts';
import {
  VOLUNTEER_TIME_CUSTOM_FIELDS,
  VOLUNTEER_TIMES,
  type VolunteerTime,
  type VolunteerTimeInput,
  volunteerTimes,
} from './volunteer-time.ts';

/** Throws `invalid` for a category that the organization does not have. */
async function categoryOf(tx: Tx, actor: Actor, reference: Reference | undefined): Promise<number | undefined> {
  const id = await findTypeId(tx, actor, { kind: 'volunteering_category', reference });
  if (id === undefined && (reference?.id || reference?.name))
    throw invalidField('volunteeringCategory', 'not_a_choice');
  return id;
}

/** A new one throws `invalid` when nothing is given. */
export const {
  create: createVolunteerTime,
  update: updateVolunteerTime,
  remove: deleteVolunteerTime,
} = activityWrites<VolunteerTime, VolunteerTimeInput>({
  kind: VOLUNTEER_TIMES,
  queries: volunteerTimes,
  stored: async (tx, actor, { input, before, today }) => {
    if (!before && Object.keys(input).length === 0) throw invalidField('hours', 'required');
    const category = await categoryOf(tx, actor, input.volunteeringCategory);
    const description = pick(input.description, before?.description ?? null);
    return {
      externalId: cleanText(pick(input.externalId, before?.externalId ?? null) ?? '') || null,
      volunteeringCategoryId: category ?? before?.volunteeringCategoryId ?? null,
      description,
      hours: pick<number | string | null>(input.hours, before?.hours ?? null),
      date: input.date ?? before?.date ?? today,
      endDate: pick(input.endDate, before?.endDate ?? null),
      completedHours: pick<number | string | null>(input.completedHours, before?.completedHours ?? null),
      searchDescription: fold(description ?? ''),
    };
  },
  writeMore: (tx, actor, { id, input }) =>
    VOLUNTEER_TIME_CUSTOM_FIELDS.write(tx, actor, { id, fields: input.customFields }),
});
