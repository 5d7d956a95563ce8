import type { Permission } from '../base/actor.ts';

/** What users may do, by the name of their role. */
export type Roles = Readonly<Record<string, readonly Permission[]>>;

/** What the organization's staff may do, by role; the names are those of docs/contracts/oho.md §7. */
export const STAFF_ROLES = {
  org_admin: [
    'constituents:read',
    'constituents:write',
    'constituents:erase',
    'constituents:export',
    'accreditations:write',
    'accreditations:activate',
    'settings:read',
    'settings:write',
    'users:manage',
  ],
  user_manager: ['constituents:read', 'settings:read', 'users:manage'],
  data_manager: [
    'constituents:read',
    'constituents:write',
    'constituents:export',
    'accreditations:write',
    'accreditations:activate',
    'settings:read',
  ],
  npc_decision_manager: ['constituents:read', 'accreditations:write', 'accreditations:activate', 'settings:read'],
  data_viewer: ['constituents:read', 'accreditations:activate', 'settings:read'],
} as const satisfies Roles;

/** In the order of their numbers. */
export const STAFF_ROLE_NAMES: readonly string[] = Object.keys(STAFF_ROLES);

/** The permissions of a role of staff; none for any other name. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return new Set(STAFF_ROLE_NAMES.includes(role) ? STAFF_ROLES[role as keyof typeof STAFF_ROLES] : []);
}

/** What an API key may do by itself: everything about people, nothing about users. */
export const KEY_PERMISSIONS: ReadonlySet<Permission> = permissionsOf('data_manager');
