// Who is signed in, and what they may do.
import type { Session } from '@kith/client';
import { useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { cache, client, isRefusal } from './client.ts';

export type Scope =
  | 'people:read'
  | 'people:write'
  | 'people:erase'
  | 'people:export'
  | 'checks:write'
  | 'settings:read'
  | 'settings:write'
  | 'users:write';

export const SessionContext = createContext<Session | undefined>(undefined);

/** The session of whoever looks at a screen. Throws outside the signed-in part of the console. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('Nobody is signed in');
  return session;
}

/** Whether the user may do what a scope stands for. */
export function useMay(): (scope: Scope) => boolean {
  const { scopes } = useSession();
  return (scope) => scopes.includes(scope);
}

const KEY = ['session'];

/** `null`: nobody is signed in. */
export function useCurrentSession() {
  return useQuery<Session | null>({
    queryKey: KEY,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      client.getSession({}, { signal }).catch((error: unknown) => {
        if (isRefusal(error) && error.status === 401) return null;
        throw error;
      }),
  });
}

/** After signing in, and whenever the session itself was changed. */
export function keepSession(session: Session): void {
  cache.setQueryData(KEY, session);
}

/** Forgets everything that the one who was signed in has seen. */
export function forgetSession(): void {
  cache.setQueryData(KEY, null);
  cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
}
