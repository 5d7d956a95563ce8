// What stands where a screen has nothing to show yet, nothing at all, or must not.
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { isRefusal } from '../app/client.ts';
import { sentenceOf } from '../app/errors.ts';
import { useTexts } from '../app/texts.tsx';
import { Page } from './page.tsx';

export function Loading() {
  const { states } = useTexts();
  return (
    <p className="state" role="status">
      <span className="spinner" aria-hidden="true" />
      {states.loading}
    </p>
  );
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children}
    </div>
  );
}

export function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const texts = useTexts();
  const isForbidden = isRefusal(error) && error.status === 403;
  return (
    <div className="state" role="alert">
      <p className="state-title">{isForbidden ? texts.states.forbidden : texts.states.failed}</p>
      <p>{isForbidden ? texts.states.forbiddenWhy : sentenceOf(error, texts)}</p>
      {isRefusal(error) && error.requestId ? <p className="quiet">{texts.states.request(error.requestId)}</p> : null}
      {onRetry && !isForbidden ? <Button onPress={onRetry}>{texts.states.retry}</Button> : null}
    </div>
  );
}

interface Answer<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

interface AnsweredProps<Data> {
  readonly of: Answer<Data>;
  /** The whole screen waits for it: its state has the heading that the screen would have. */
  readonly isScreen?: true;
  readonly children: (data: Data) => ReactNode;
}

/** What a query answered, or its state. */
export function Answered<Data>({ of, isScreen, children }: AnsweredProps<Data>) {
  const { states } = useTexts();
  if (of.data !== undefined) return <>{children(of.data)}</>;
  const state = of.error ? <Failed error={of.error} onRetry={() => void of.refetch()} /> : <Loading />;
  return isScreen ? <Page title={of.error ? states.failed : states.loading}>{state}</Page> : state;
}
