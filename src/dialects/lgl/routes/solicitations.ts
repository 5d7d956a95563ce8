import type { FastifyInstance } from 'fastify';
import { invalidField } from '../../../core/base/failure.ts';
import {
  createAppealRequest,
  deleteAppealRequest,
  getAppealRequest,
  listAppealRequestsOf,
  listRequestsOfAppeal,
  updateAppealRequest,
} from '../../../core/giving/appeal-request.ts';
import { APPEALS } from '../../../core/giving/fundraising.ts';
import {
  createInvitation,
  deleteInvitation,
  getInvitation,
  listInvitationsOf,
  listInvitationsOfEvent,
  updateInvitation,
} from '../../../core/giving/invitation.ts';
import { listMailingTemplates } from '../../../core/giving/mailing-templates.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { id as toIdOrNull } from '../wire/coerce.ts';
import {
  appealRequest,
  appealRequestInput,
  invitation,
  invitationInput,
  mailingTemplate,
} from '../wire/solicitation.ts';
import { collection, member, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.16, §3.17, §3.19 */
export function solicitationRoutes(api: FastifyInstance, context: DialectContext): void {
  appealRequests(api, context);
  invitations(api, context);
  collection(api, context, {
    path: '/mailing_templates',
    itemType: 'mailing_template',
    repeats: ['mailing_type_id'],
    list: async ({ actor, query, page }) => {
      const mailingTypeId = toIdOrNull(query.mailing_type_id) ?? null;
      return shown(await listMailingTemplates(context.db, actor, { mailingTypeId, page }), mailingTemplate);
    },
  });
}

function appealRequests(api: FastifyInstance, context: DialectContext): void {
  const { db, clock } = context;
  const itemType = 'appeal_request';
  collection(api, context, {
    path: '/appeals/:id/appeal_requests',
    itemType,
    list: async ({ actor, id, page }) =>
      shown(await listRequestsOfAppeal(db, actor, { appealId: id, page }), appealRequest),
    create: async ({ actor, id, body }) => {
      await APPEALS.get(db, actor, id);
      const { constituentId, ...input } = appealRequestInput(body);
      if (constituentId === undefined) throw invalidField('constituentId', 'required');
      const created = { constituentId, input: { ...input, appealId: id }, now: clock.now() };
      return appealRequest(await transaction(db, actor, (tx) => createAppealRequest(tx, actor, created)));
    },
  });
  collection(api, context, {
    path: '/constituents/:id/appeal_requests',
    itemType,
    list: async ({ actor, id, page }) =>
      shown(await listAppealRequestsOf(db, actor, { constituentId: id, page }), appealRequest),
    create: async ({ actor, id, body }) => {
      const created = { constituentId: id, input: appealRequestInput(body), now: clock.now() };
      return appealRequest(await transaction(db, actor, (tx) => createAppealRequest(tx, actor, created)));
    },
  });
  member(api, context, {
    path: '/appeal_requests/:id',
    show: async ({ actor, id }) => appealRequest(await getAppealRequest(db, actor, id)),
    update: async ({ actor, id, body }) => {
      const change = { id, input: appealRequestInput(body) };
      return appealRequest(await transaction(db, actor, (tx) => updateAppealRequest(tx, actor, change)));
    },
    remove: ({ actor, id }) => transaction(db, actor, (tx) => deleteAppealRequest(tx, actor, id)),
  });
}

function invitations(api: FastifyInstance, context: DialectContext): void {
  const { db } = context;
  const itemType = 'invitation';
  collection(api, context, {
    path: '/events/:id/invitations',
    itemType,
    list: async ({ actor, id, page }) =>
      shown(await listInvitationsOfEvent(db, actor, { eventId: id, page }), invitation),
    create: async ({ actor, id, body }) => {
      const created = { of: 'event', input: { ...invitationInput(body), eventId: id } } as const;
      return invitation(await transaction(db, actor, (tx) => createInvitation(tx, actor, created)));
    },
  });
  collection(api, context, {
    path: '/constituents/:id/invitations',
    itemType,
    list: async ({ actor, id, page }) =>
      shown(await listInvitationsOf(db, actor, { constituentId: id, page }), invitation),
    create: async ({ actor, id, body }) => {
      const created = { of: 'constituent', input: { ...invitationInput(body), constituentId: id } } as const;
      return invitation(await transaction(db, actor, (tx) => createInvitation(tx, actor, created)));
    },
  });
  member(api, context, {
    path: '/invitations/:id',
    show: async ({ actor, id }) => invitation(await getInvitation(db, actor, id)),
    update: async ({ actor, id, body }) => {
      const change = { id, input: invitationInput(body) };
      return invitation(await transaction(db, actor, (tx) => updateInvitation(tx, actor, change)));
    },
    remove: ({ actor, id }) => transaction(db, actor, (tx) => deleteInvitation(tx, actor, id)),
  });
}
