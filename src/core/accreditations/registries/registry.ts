// What answers a check: a register behind an adapter, chosen per organization and type.

import type { Db } from '../../../db/connect.ts';
import type { Organization } from '../../base/actor.ts';
import type { CheckType } from '../catalogue.ts';
import type { Finding } from '../outcome.ts';

export const REGISTRY_NAMES = ['sandbox', 'manual', 'register-file', 'http'] as const;
export type RegistryName = (typeof REGISTRY_NAMES)[number];

/** What a register is asked. */
export interface Check {
  readonly organization: Organization;
  readonly type: CheckType;
  readonly identifier: string | null;
  /** Names and dates, as given. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly correlationId: string;
  readonly now: Date;
}

/** How the registry is set up for the organization and type. */
export interface RegistryOptions {
  readonly registry: RegistryName;
  readonly options: Readonly<Record<string, unknown>>;
  /** In clear; never leaves the adapter. */
  readonly secret: string | null;
}

export type RegistryAnswer =
  | { readonly kind: 'found'; readonly finding: Finding; readonly evidence: Readonly<Record<string, unknown>> }
  /** A person or a callback will answer. */
  | { readonly kind: 'waiting' }
  /** Nobody answered; worth another try later. */
  | { readonly kind: 'unavailable'; readonly reason: string };

export interface RegistryContext {
  readonly db: Db;
  readonly allowPrivateTargets: boolean;
}

export interface Registry {
  /** Asks the register. Never called inside a transaction. */
  look(check: Check, setup: RegistryOptions, context: RegistryContext): Promise<RegistryAnswer>;
}
