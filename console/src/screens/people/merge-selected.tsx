// Merging people who were selected in a list: what would happen first, then the merge, with the way back.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Radio, RadioGroup } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { useNotices } from '../../kit/notices.tsx';

interface Props {
  /** Names by id. */
  readonly people: ReadonlyMap<number, string>;
  readonly onDone: () => void;
}

export function MergeSelected({ people, onDone }: Props) {
  const texts = useTexts();
  const { tell } = useNotices();
  const navigate = useNavigate();
  const ids = [...people.keys()].toSorted((a, b) => a - b);
  const [isOpen, setOpen] = useState(false);
  const [survivor, setSurvivor] = useState(ids[0] ?? 0);
  const undo = useAct((id: number) => client.undoMerge({ id }), { onDone: () => tell(texts.merges.undoneNow) });
  const merge = useAct(
    () => client.createMerge({ body: { survivor_id: survivor, other_ids: ids.filter((id) => id !== survivor) } }),
    {
      onDone: (made) => {
        tell(texts.duplicates.merged1(made.survivor.display_name), () => undo.mutate(made.id));
        setOpen(false);
        onDone();
        void navigate({ to: '/merges/$id', params: { id: String(made.id) } });
      },
    },
  );
  return (
    <>
      <Button onPress={() => setOpen(true)}>{texts.people.merge(ids.length)}</Button>
      <Confirm
        {...{ title: texts.duplicates.compareTitle, isOpen, onClose: () => setOpen(false), isBusy: merge.isPending }}
        action={texts.people.merge(ids.length)}
        onConfirm={() => merge.mutate()}
      >
        <RadioGroup
          className="choices"
          aria-label={texts.duplicates.stays}
          value={String(survivor)}
          onChange={(id) => setSurvivor(Number(id))}
        >
          {ids.map((id) => (
            <Radio key={id} value={String(id)} className="choice">
              {texts.duplicates.survivor(`${people.get(id)} (${id})`)}
            </Radio>
          ))}
        </RadioGroup>
      </Confirm>
    </>
  );
}
