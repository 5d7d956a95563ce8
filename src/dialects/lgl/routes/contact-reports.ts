import type { FastifyInstance } from 'fastify';
import { getContactReport, listContactReportsOf } from '../../../core/interactions/contact-report.ts';
import { searchContactReports } from '../../../core/interactions/search-contact-reports.ts';
import {
  createContactReport,
  deleteContactReport,
  updateContactReport,
} from '../../../core/interactions/write-contact-report.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { readOrder, readTerms } from '../wire/activity-terms.ts';
import {
  CONTACT_REPORT_SORTS,
  CONTACT_REPORT_TERMS,
  contactReport,
  contactReportInput,
} from '../wire/contact-report.ts';
import { collection, member, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.11, §4.7 */
export function contactReportRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db, clock } = context;
  collection(api, context, {
    path: '/contact_reports',
    itemType: 'contact_report',
    repeats: ['sort'],
    list: async ({ actor, query, page }) => {
      const byId = { key: 'id', descending: false } as const;
      const sort = query.sort === undefined ? byId : readOrder(query.sort, CONTACT_REPORT_SORTS);
      return shown(await searchContactReports(db, actor, { criteria: [], sort, page }), contactReport);
    },
  });
  collection(api, context, {
    path: '/contact_reports/search',
    itemType: 'contact_report',
    repeats: ['sort', 'q'],
    list: async ({ actor, query, page }) => {
      const criteria = readTerms(query, CONTACT_REPORT_TERMS);
      const sort = readOrder(query.sort, CONTACT_REPORT_SORTS);
      return shown(await searchContactReports(db, actor, { criteria, sort, page }), contactReport);
    },
  });
  collection(api, context, {
    path: '/constituents/:id/contact_reports',
    itemType: 'contact_report',
    list: async ({ actor, id, page }) =>
      shown(await listContactReportsOf(db, actor, { constituentId: id, page }), contactReport),
    create: async ({ actor, id, body }) => {
      const created = { constituentId: id, input: contactReportInput(body), now: clock.now() };
      return contactReport(await transaction(db, actor, (tx) => createContactReport(tx, actor, created)));
    },
  });
  member(api, context, {
    path: '/contact_reports/:id',
    show: async ({ actor, id }) => contactReport(await getContactReport(db, actor, id)),
    update: async ({ actor, id, body }) => {
      const update = { id, input: contactReportInput(body) };
      return contactReport(await transaction(db, actor, (tx) => updateContactReport(tx, actor, update)));
    },
    remove: ({ actor, id }) => transaction(db, actor, (tx) => deleteContactReport(tx, actor, id)),
  });
}
