// The one client of the own API, and the cache of what it answered.
import { KithError, kith, type KithError as Refusal } from '@kith/client';
import { QueryClient } from '@tanstack/react-query';

export const client = kith();

export const isRefusal = (error: unknown): error is Refusal => error instanceof KithError;

export const cache = new QueryClient({
  defaultOptions: {
    // The client tries again itself; what is refused stays refused.
    queries: { retry: false, staleTime: 15_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
