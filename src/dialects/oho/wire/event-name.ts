import { EVENTS, EVERY_EVENT } from '../../../core/webhooks/webhook.ts';

const REQUEST = /^information_request\./;

/** The contract calls information requests `icr` (docs/contracts/oho.md §5.2). */
export function eventToWire(event: string): string {
  return event.replace(REQUEST, 'icr.');
}

const BY_WIRE_NAME = new Map([EVERY_EVENT, ...Object.keys(EVENTS)].map((event) => [eventToWire(event), event]));

/** The core's name of an event; what the contract does not know becomes a name that the core refuses. */
export function eventFromWire(name: string): string {
  return BY_WIRE_NAME.get(name) ?? `unknown ${name}`;
}
