// One merge: who became whom, what moved, and the way back.
import type { Merge } from '@kith/client';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { shown } from '../../app/labels.ts';
import { useMay } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { useNotices } from '../../kit/notices.tsx';
import { Page, Panel, Tag } from '../../kit/page.tsx';
import { PersonName } from '../../kit/person-name.tsx';
import { Answered } from '../../kit/states.tsx';
import { Moved } from '../duplicates/what-moves.tsx';

export function MergeScreen() {
  const id = Number(useParams({ strict: false }).id);
  const merge = useQuery({ queryKey: ['merges', id], queryFn: ({ signal }) => client.getMerge({ id }, { signal }) });
  return (
    <Answered of={merge} isScreen>
      {(data) => <OneMerge merge={data} />}
    </Answered>
  );
}

function OneMerge({ merge }: { readonly merge: Merge }) {
  const texts = useTexts();
  const { merges: words } = texts;
  const format = useFormat();
  const { id, survivor_id: survivor, other_ids: others, moved, conflicts, made_at, undone_at } = merge;
  return (
    <Page
      title={words.title}
      lead={
        <>
          {others.join(', ')} → <PersonName id={survivor} /> · {format.moment(made_at)}{' '}
          {undone_at ? <Tag>{`${words.undone} ${format.moment(undone_at)}`}</Tag> : <Tag tone="good">{words.done}</Tag>}
        </>
      }
      actions={undone_at ? null : <Undo id={id} />}
    >
      <div className="panels">
        <Panel title={words.moved}>
          <Moved moved={moved} />
        </Panel>
        {conflicts.length > 0 ? (
          <Panel title={words.conflicts}>
            <ul className="plain-list">
              {conflicts.map((conflict) => (
                <li key={JSON.stringify(conflict)}>{shown(conflict, texts)}</li>
              ))}
            </ul>
          </Panel>
        ) : null}
      </div>
    </Page>
  );
}

function Undo({ id }: { readonly id: number }) {
  const { merges: words } = useTexts();
  const may = useMay();
  const { tell } = useNotices();
  const [isOpen, setOpen] = useState(false);
  const undo = useAct(() => client.undoMerge({ id }), {
    onDone: () => {
      setOpen(false);
      tell(words.undoneNow);
    },
  });
  return (
    <>
      <Button onPress={() => setOpen(true)} isDisabled={!may('people:write')}>
        {words.undo}
      </Button>
      <Confirm
        {...{ title: words.undoAsk, action: words.undo, isOpen, onClose: () => setOpen(false) }}
        onConfirm={() => undo.mutate()}
        isBusy={undo.isPending}
      >
        <p>{words.undoWhy}</p>
      </Confirm>
    </>
  );
}
