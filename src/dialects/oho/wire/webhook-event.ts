import type { Accreditation } from '../../../core/accreditations/accreditation.ts';
import type { InformationRequest } from '../../../core/capture/information-request.ts';
import type { OutgoingEvent, WebhookFormat } from '../../../core/webhooks/webhook-format.ts';
import { accreditationToWire } from './accreditation.ts';
import { constituentToWire } from './constituent.ts';
import { eventToWire } from './event-name.ts';
import { toSeconds } from './fields.ts';
import { informationRequestToWire } from './information-request.ts';
import { previousToWire } from './outcome.ts';
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
    accreditation: verifiedToWire({ ...accreditation, correlationId }),
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
  const previous = (before ?? {}) as Partial<Accreditation> & Partial<RecordedInWire>;
  if (previous.registryResponse) return { previous: recordedPrevious(previous) };
  const { outcome, unreachable = false } = previous;
  return outcome === undefined ? {} : { previous: previousToWire({ outcome, unreachable }) };
}

/** A result as changes kept it before outcomes were kept; an event of those days may still wait for its first attempt. */
interface RecordedInWire {
  readonly statusColor: string;
  readonly statusFlags: readonly string[];
  readonly registryResponse: Readonly<Record<string, unknown>>;
}

function verifiedToWire(verified: Accreditation | (Accreditation & RecordedInWire)) {
  if (!('registryResponse' in verified)) return accreditationToWire(verified);
  const { statusColor, statusFlags, registryResponse, ...accreditation } = verified;
  const blank = { outcome: null, reasons: [], details: {}, unreachable: false };
  const recorded = { status_color: statusColor, status_flags: statusFlags, registry_response: registryResponse };
  return { ...accreditationToWire({ ...accreditation, ...blank }), ...recorded };
}

function recordedPrevious({ registryResponse, statusColor }: Partial<RecordedInWire>) {
  return {
    oho_status: registryResponse?.oho_status ?? null,
    may_engage: registryResponse?.may_engage ?? null,
    status_color: statusColor ?? null,
  };
}
