// What was done just now, with the way back beside it.
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { sentenceOf } from '../app/errors.ts';
import { useTexts } from '../app/texts.tsx';

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly isProblem: boolean;
  readonly undo: (() => void) | undefined;
}

interface Notices {
  /** `undo` takes back what the text says was done. */
  readonly tell: (text: string, undo?: () => void) => void;
  readonly tellProblem: (error: unknown) => void;
}

const NoticesContext = createContext<Notices | undefined>(undefined);

export function useNotices(): Notices {
  const notices = use(NoticesContext);
  if (!notices) throw new Error('There is nowhere to tell');
  return notices;
}

const AT_MOST = 3;
let last = 0;

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const texts = useTexts();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const add = useCallback((notice: Omit<Notice, 'id'>) => {
    last += 1;
    const added = { ...notice, id: last };
    setNotices((current) => [...current, added].slice(-AT_MOST));
  }, []);
  const remove = (id: number) => setNotices((current) => current.filter((notice) => notice.id !== id));
  const value = useMemo<Notices>(
    () => ({
      tell: (text, undo) => add({ text, undo, isProblem: false }),
      tellProblem: (error) => add({ text: sentenceOf(error, texts), undo: undefined, isProblem: true }),
    }),
    [add, texts],
  );
  return (
    <NoticesContext value={value}>
      {children}
      <div className="notices" role="status" aria-live="polite">
        {notices.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} onDone={() => remove(notice.id)} />
        ))}
      </div>
    </NoticesContext>
  );
}

function NoticeLine({ notice, onDone }: { readonly notice: Notice; readonly onDone: () => void }) {
  const { actions } = useTexts();
  const { text, isProblem, undo } = notice;
  const takeBack = () => {
    undo?.();
    onDone();
  };
  return (
    <div className={isProblem ? 'notice problem' : 'notice'}>
      <span>{text}</span>
      {undo ? <Button onPress={takeBack}>{actions.undo}</Button> : null}
      <Button className="plain" aria-label={actions.close} onPress={onDone}>
        ✕
      </Button>
    </div>
  );
}
