import type { Accreditation } from '../../../core/accreditations/accreditation.ts';
import type { InformationRequest } from '../../../core/capture/information-request.ts';
import type { OutgoingEvent, WebhookFormat } from '../../../core/webhooks/webhook-format.ts';
import { accreditationToWire } from './accreditation.ts';
import { constituentToWire } from './constituent.ts';
import { eventToWire } from './event-name.ts';
import { toSeconds } from './fields.ts';
import { informationRequestToWire } from './information-request.ts';
import { attemptHeaders } from './webhook-headers.ts';

type VerifiedAccreditation = Accreditation & { readonly correlationId: string; readonly leadDays?: number };

/** How Oho's contract tells of events. */
export const webhookFormat: WebhookFormat = { name: 'oho', headers: attemptHeaders, payload: eventToPayload };

/** The payload of an event (docs/contracts/oho.md §5.2): what it is about, the person, and what was before. */
function eventToPayload(outgoing: OutgoingEvent) {
  return {
    id: outgoing.id,
    event: eventToWire(outgoing.event),
    created_at: toSeconds(outgoing.createdAt),
    organization_id: outgoing.organizationId,
    ...subjectOf(outgoing),
    constituent: outgoing.constituent && personToWire(outgoing.constituent, outgoing),
    ...previousOf(outgoing),
  };
}

function subjectOf({ event, after }: OutgoingEvent): Record<string, unknown> {
  if (event.startsWith('information_request.')) return { icr: informationRequestToWire(after as InformationRequest) };
  if (!event.startsWith('scan.') && !event.startsWith('accreditation.')) return {};
  const { correlationId, leadDays, ...accreditation } = after as VerifiedAccreditation;
  return {
    // Joins the event to the scan's acknowledgement.
    correlation_id: correlationId,
    accreditation: accreditationToWire({ ...accreditation, correlationId }),
    ...(leadDays === undefined ? {} : { lead_days: leadDays }),
  };
}

function personToWire(constituent: Parameters<typeof constituentToWire>[0], { event, before, after }: OutgoingEvent) {
  const { id, external_id, first_name, last_name, email, active } = constituentToWire(constituent);
  const isStatus = event === 'constituent.status_changed';
  // The status may have changed again before the event is sent: an event reports its own change.
  return { id, external_id, first_name, last_name, email, active: isStatus ? !wasActive(before, after) : active };
}

/** Whether the person was active before a change of status: an update says so, a deletion took somebody active away. */
function wasActive(before: unknown, after: unknown): boolean {
  const { active } = (before ?? {}) as { active?: boolean };
  const { deletedAt } = (after ?? {}) as { deletedAt?: string | null };
  return active ?? typeof deletedAt === 'string';
}

function previousOf({ event, before, after }: OutgoingEvent): Record<string, unknown> {
  if (event === 'constituent.status_changed') return { previous: { active: wasActive(before, after) } };
  const previous = before as Partial<Accreditation> | null;
  if (!previous?.registryResponse) return {};
  return {
    previous: {
      oho_status: previous.registryResponse.oho_status ?? null,
      may_engage: previous.registryResponse.may_engage ?? null,
      status_color: previous.statusColor ?? null,
    },
  };
}
