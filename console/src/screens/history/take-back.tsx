// Takes a change set back: shows first what would go back and what stays, then does exactly that.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useMay } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { useNotices } from '../../kit/notices.tsx';
import { Answered } from '../../kit/states.tsx';

export function TakeBack({ setId }: { readonly setId: number }) {
  const { history } = useTexts();
  const may = useMay();
  const { tell } = useNotices();
  const [isOpen, setOpen] = useState(false);
  const preview = useQuery({
    queryKey: ['revert', setId],
    queryFn: ({ signal }) => client.revertChangeSet({ id: setId, dry_run: 'true' }, { signal }),
    enabled: isOpen,
    staleTime: 0,
  });
  // What was taken back can be taken back itself.
  const again = useAct((id: number) => client.revertChangeSet({ id }));
  const revert = useAct(() => client.revertChangeSet({ id: setId }), {
    onDone: ({ reverted, change_set_id: made }) => {
      setOpen(false);
      tell(history.takenBack(reverted), made === null ? undefined : () => again.mutate(made));
    },
  });
  return (
    <>
      <Button onPress={() => setOpen(true)} isDisabled={!may('people:write')}>
        {history.takeBack}
      </Button>
      <Confirm
        {...{ title: history.takeBackAsk, action: history.takeBack, isOpen, onClose: () => setOpen(false) }}
        onConfirm={() => revert.mutate()}
        isBusy={revert.isPending || preview.data === undefined}
      >
        <Answered of={preview}>
          {({ reverted, kept }) => (
            <>
              <p>{history.takeBackCount(reverted)}</p>
              {kept.length > 0 ? <p>{history.kept(kept.length)}</p> : null}
              <ul className="plain-list quiet">
                {kept.slice(0, 5).map(({ subject, field, because }) => (
                  <li key={`${subject.type} ${subject.id} ${field}`}>
                    {subject.id} {field} · {because}
                  </li>
                ))}
              </ul>
            </>
          )}
        </Answered>
      </Confirm>
    </>
  );
}
