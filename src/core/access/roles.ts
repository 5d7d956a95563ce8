import type { Permission } from '../base/actor.ts';

/** What a user or key may do. `api_administrator` is Luminate's, the others are Oho's (docs/contracts/oho.md §7). */
export const ROLES = {
  org_admin: [
    'constituents:read',
    'constituents:write',
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
    'accreditations:write',
    'accreditations:activate',
    'settings:read',
  ],
  npc_decision_manager: ['constituents:read', 'accreditations:write', 'accreditations:activate', 'settings:read'],
  data_viewer: ['constituents:read', 'accreditations:activate', 'settings:read'],
  api_administrator: ['constituents:read', 'constituents:write', 'settings:read'],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof ROLES;

export const ROLE_NAMES = Object.keys(ROLES) as readonly Role[];

/** The permissions of a role; none for a name that is no role. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return new Set(role in ROLES ? ROLES[role as Role] : []);
}

/** What an API key may do by itself: everything about people, nothing about users. */
export const KEY_PERMISSIONS: ReadonlySet<Permission> = permissionsOf('data_manager');
