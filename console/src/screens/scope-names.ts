import { useTexts } from '../app/texts.tsx';

/** How people call what a scope allows. */
export function useScopeNames(): (scope: string) => string {
  const names: Readonly<Record<string, string>> = useTexts().users.scopeNames;
  return (scope) => names[scope] ?? scope;
}
