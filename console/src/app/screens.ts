// The screens that the navigation and "find anything" lead to, and what each takes to be seen.
import type { Scope } from './session.tsx';

export const SCREENS = [
  { to: '/', name: 'home', scope: 'people:read' },
  { to: '/people', name: 'people', scope: 'people:read' },
  { to: '/duplicates', name: 'duplicates', scope: 'people:read' },
  { to: '/merges', name: 'merges', scope: 'people:read' },
  { to: '/imports', name: 'imports', scope: 'people:write' },
  { to: '/exports', name: 'exports', scope: 'people:export' },
  { to: '/giving', name: 'giving', scope: 'people:read' },
  { to: '/groups', name: 'groups', scope: 'people:read' },
  { to: '/history', name: 'history', scope: 'people:read' },
  { to: '/keys', name: 'keys', scope: 'settings:read' },
  { to: '/users', name: 'users', scope: 'settings:read' },
] as const satisfies readonly { readonly to: string; readonly name: string; readonly scope: Scope }[];
