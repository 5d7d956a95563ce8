import type { FastifyInstance } from 'fastify';
import { searchVolunteerTimes } from '../../../core/interactions/search-volunteer-times.ts';
import { getVolunteerTime, listVolunteerTimesOf } from '../../../core/interactions/volunteer-time.ts';
import {
  createVolunteerTime,
  deleteVolunteerTime,
  updateVolunteerTime,
} from '../../../core/interactions/write-volunteer-time.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { readOrder, readTerms } from '../wire/activity-terms.ts';
import {
  VOLUNTEER_TIME_SORTS,
  VOLUNTEER_TIME_TERMS,
  volunteerTime,
  volunteerTimeInput,
} from '../wire/volunteer-time.ts';
import { collection, member, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.12, §4.8 */
export function volunteerTimeRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db, clock } = context;
  collection(api, context, {
    path: '/volunteer_times',
    itemType: 'volunteer_time',
    repeats: ['sort'],
    list: async ({ actor, query, page }) => {
      const byId = { key: 'id', descending: false } as const;
      const sort = query.sort === undefined ? byId : readOrder(query.sort, VOLUNTEER_TIME_SORTS);
      return shown(await searchVolunteerTimes(db, actor, { criteria: [], sort, page }), volunteerTime);
    },
  });
  collection(api, context, {
    path: '/volunteer_times/search',
    itemType: 'volunteer_time',
    repeats: ['sort', 'q'],
    list: async ({ actor, query, page }) => {
      const criteria = readTerms(query, VOLUNTEER_TIME_TERMS);
      const sort = readOrder(query.sort, VOLUNTEER_TIME_SORTS);
      return shown(await searchVolunteerTimes(db, actor, { criteria, sort, page }), volunteerTime);
    },
  });
  collection(api, context, {
    path: '/constituents/:id/volunteer_times',
    itemType: 'volunteer_time',
    list: async ({ actor, id, page }) =>
      shown(await listVolunteerTimesOf(db, actor, { constituentId: id, page }), volunteerTime),
    create: async ({ actor, id, body }) => {
      const created = { constituentId: id, input: volunteerTimeInput(body), now: clock.now() };
      return volunteerTime(await transaction(db, actor, (tx) => createVolunteerTime(tx, actor, created)));
    },
  });
  member(api, context, {
    path: '/volunteer_times/:id',
    show: async ({ actor, id }) => volunteerTime(await getVolunteerTime(db, actor, id)),
    update: async ({ actor, id, body }) => {
      const update = { id, input: volunteerTimeInput(body) };
      return volunteerTime(await transaction(db, actor, (tx) => updateVolunteerTime(tx, actor, update)));
    },
    remove: ({ actor, id }) => transaction(db, actor, (tx) => deleteVolunteerTime(tx, actor, id)),
  });
}
