import type { Actor, Organization, Permission } from '../base/actor.ts';

const EVERYTHING: ReadonlySet<Permission> = new Set<Permission>([
  'constituents:read',
  'constituents:write',
  'constituents:erase',
  'constituents:export',
  'constituents:sign-up',
  'accreditations:write',
  'accreditations:activate',
  'settings:read',
  'settings:write',
  'users:manage',
]);

/** The operator at the command line, or a job: may do everything in one organization. */
export function systemActor(organization: Organization, dialect: string, requestId: string): Actor {
  return { organization, type: 'system', id: null, permissions: EVERYTHING, dialect, requestId };
}
