import type { Tx } from '../../db/transaction.ts';
import { Failure } from './failure.ts';
import type { StoredSettings } from './settings.ts';

export type Permission =
  | 'constituents:read'
  | 'constituents:write'
  | 'constituents:erase'
  | 'constituents:export'
  | 'constituents:sign-up'
  | 'accreditations:write'
  | 'accreditations:activate'
  | 'settings:read'
  | 'settings:write'
  | 'users:manage';

/** The organization a request is bound to, as far as every action needs it. */
export interface Organization {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  /** IANA name; decides what "today" is. */
  readonly timeZone: string;
  /** ISO 3166 code; decides how a phone number without a country prefix is read. */
  readonly country: string;
  /** What the core uses of what it has decided for itself. */
  readonly settings: OrganizationSettings;
  /** All of it; a dialect reads its own settings from here. */
  readonly storedSettings: StoredSettings;
  /** Another number whenever its types, groups, levels, categories or custom fields have changed. */
  readonly vocabularyVersion: number;
}

export interface OrganizationSettings {
  /** Luminate create answers error 11 for an e-mail address in use. */
  readonly uniqueEmail: boolean;
  /** In event registrations only someone of the same name counts as having the address. */
  readonly uniqueNameAndEmail: boolean;
  /** The mail to people who sign up, if the call asks for it. */
  readonly welcomeMail: MailText | null;
  /** What answers checks of a type that has no registry of its own. */
  readonly registry: 'manual' | 'sandbox';
  /** How long the sandbox registry takes. */
  readonly sandboxDelaySeconds: number;
  /**
   * How a check writes onto the person: it replaces values, fills empty fields only, or writes nothing
   * (docs/contracts/oho.md §3.7).
   */
  readonly autoEnrich: 'replace' | 'fill' | 'off';
  /** Days before expiry at which a notice goes out. */
  readonly expiryLeadDays: readonly number[];
  /** Days for which deliveries to webhooks are kept with their payloads. */
  readonly keepWebhookDays: number;
  /** Days for which mails are kept after they were sent or given up; null: for ever. */
  readonly keepMailDays: number | null;
  /** Days for which the rows of imported files are kept; null: for ever. */
  readonly keepImportDays: number | null;
  /** Days for which sign-ons and failed attempts are kept. */
  readonly keepSignOnDays: number;
  /** What was posted to integrations and then saved or discarded; null: for ever. */
  readonly keepPostDays: number | null;
  /** Days after which deleted people are erased; null: never. */
  readonly keepDeletedPeopleDays: number | null;
  /** The month, from 1 to 12, in which the fiscal year begins. The database reads it where it keeps giving by year. */
  readonly fiscalYearFirstMonth: number;
}

/** A mail's words; `${firstName}`, `${lastName}`, `${userName}` and `${organization}` are filled in. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** Who acts. No core function runs without one. */
export interface Actor {
  readonly organization: Organization;
  readonly type: 'user' | 'key' | 'constituent' | 'anonymous' | 'system';
  readonly id: number | null;
  readonly permissions: ReadonlySet<Permission>;
  /** Through what the request came: `oho`, `lgl`, `luminate`, `cli`. */
  readonly dialect: string;
  readonly requestId: string;
  /** Runs before each commit: what must be true exactly if the work was done. */
  readonly beforeCommit?: ((tx: Tx) => Promise<void>) | undefined;
}

/** Throws `forbidden` unless the actor has the permission. */
export function allow(actor: Actor, permission: Permission): void {
  if (!actor.permissions.has(permission)) throw new Failure('forbidden', 'permission_missing', { subject: permission });
}

/** Like `allow`, for one person's record: a constituent who is signed on may act on their own. */
export function allowRecord(actor: Actor, permission: Permission, constituentId: number): void {
  if (actor.type !== 'constituent' || actor.id !== constituentId) allow(actor, permission);
}
