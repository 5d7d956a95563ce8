// Deleting, which can be taken back, and bringing back.
import type { Constituent } from '@kith/client';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useMay } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { useNotices } from '../../kit/notices.tsx';

type Props = { readonly person: Constituent };

function useRestore({ id, display_name: name }: Constituent) {
  const { person: words } = useTexts();
  const { tell } = useNotices();
  return useAct(() => client.restoreConstituent({ id }), { onDone: () => tell(words.restored(name)) });
}

export function DeletePerson({ person }: Props) {
  const { person: words, actions } = useTexts();
  const may = useMay();
  const { tell } = useNotices();
  const [isOpen, setOpen] = useState(false);
  const restore = useRestore(person);
  const remove = useAct(() => client.deleteConstituent({ id: person.id }), {
    onDone: () => {
      setOpen(false);
      tell(words.deleted(person.display_name), () => restore.mutate());
    },
  });
  return (
    <>
      <a className="button" href={`/v1/constituents/${person.id}/everything?format=zip`} download>
        {words.everything}
      </a>
      <Button onPress={() => setOpen(true)} isDisabled={!may('people:write')}>
        {actions.delete}
      </Button>
      <Confirm
        {...{
          title: words.deleteAsk(person.display_name),
          action: actions.delete,
          isOpen,
          onClose: () => setOpen(false),
        }}
        onConfirm={() => remove.mutate()}
        isBusy={remove.isPending}
        isDanger
      >
        <p>{words.deleteWhy}</p>
      </Confirm>
    </>
  );
}

export function RestorePerson({ person }: Props) {
  const { person: words } = useTexts();
  const may = useMay();
  const restore = useRestore(person);
  return (
    <p className="banner">
      {words.deletedBanner}{' '}
      <Button onPress={() => restore.mutate()} isDisabled={!may('people:write')}>
        {words.restore}
      </Button>
    </p>
  );
}
