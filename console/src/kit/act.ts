// What a button does: call, show what the server refuses, read everything again that may have changed.
import { useMutation } from '@tanstack/react-query';
import { cache } from '../app/client.ts';
import { useNotices } from './notices.tsx';

/** `onDone` runs when the screen shows the new state. With `quiet` the caller shows problems itself. */
export function useAct<Result, Input = void>(
  run: (input: Input) => Promise<Result>,
  { onDone, quiet }: { readonly onDone?: (result: Result, input: Input) => void; readonly quiet?: true } = {},
) {
  const { tellProblem } = useNotices();
  return useMutation({
    mutationFn: run,
    onSuccess: async (result, input) => {
      onDone?.(result, input);
      await cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
    onError: (error) => (quiet ? undefined : tellProblem(error)),
  });
}
