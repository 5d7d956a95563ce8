// Screens are for who is signed in; everybody else gets the form.
import { useRouterState } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Failed, Loading } from '../kit/states.tsx';
import { cache, isRefusal } from './client.ts';
import { forgetSession, SessionContext, useCurrentSession } from './session.tsx';
import { Shell } from './shell.tsx';

const PasswordScreen = lazy(async () => ({
  default: (await import('../screens/sign-in/password.tsx')).PasswordScreen,
}));
const SignInScreen = lazy(async () => ({ default: (await import('../screens/sign-in/sign-in.tsx')).SignInScreen }));

export function SignedIn() {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const session = useCurrentSession();
  useEndOfSession();
  if (path === '/password')
    return (
      <Gateway>
        <PasswordScreen />
      </Gateway>
    );
  if (session.data) {
    return (
      <SessionContext value={session.data}>
        <Shell />
      </SessionContext>
    );
  }
  if (session.data === null)
    return (
      <Gateway>
        <SignInScreen />
      </Gateway>
    );
  return session.error ? <Failed error={session.error} onRetry={() => void session.refetch()} /> : <Loading />;
}

function Gateway({ children }: { readonly children: ReactNode }) {
  return <Suspense fallback={<Loading />}>{children}</Suspense>;
}

/** A session that has ended elsewhere leads back to the form, whichever call notices it. */
function useEndOfSession(): void {
  useEffect(() => {
    const noticed = (error: unknown) => {
      if (isRefusal(error) && error.status === 401 && error.code === 'session_ended') forgetSession();
    };
    const queries = cache.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error') noticed(event.action.error);
    });
    const writes = cache.getMutationCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error') noticed(event.action.error);
    });
    return () => {
      queries();
      writes();
    };
  }, []);
}
