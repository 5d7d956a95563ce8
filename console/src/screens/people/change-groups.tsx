// Adds selected people to a group, or takes them out of it: how many change and how many are so already, first.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { Choose } from '../../kit/fields.tsx';
import { useNotices } from '../../kit/notices.tsx';
import { Answered } from '../../kit/states.tsx';

interface Props {
  readonly ids: readonly number[];
  readonly onDone: () => void;
}

export function ChangeGroups({ ids, onDone }: Props) {
  const { bulk } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>{bulk.groups}</Button>
      {isOpen ? <Sheet ids={ids} onDone={onDone} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Sheet({ ids, onDone, onClose }: Props & { readonly onClose: () => void }) {
  const { bulk, person, history, actions } = useTexts();
  const { tell } = useNotices();
  const groups = useQuery({
    queryKey: ['groups'],
    queryFn: ({ signal }) => client.listGroups({ limit: 1000 }, { signal }),
  });
  const [way, setWay] = useState<'add' | 'remove'>('add');
  const [chosen, setChosen] = useState('');
  const group = chosen || String(groups.data?.data[0]?.id ?? '');
  const body = { ids, [way]: { groups: [Number(group)] } };
  const preview = useQuery({
    queryKey: ['bulk', body],
    queryFn: ({ signal }) => client.changeConstituents({ dry_run: 'true', body }, { signal }),
    enabled: group !== '',
    staleTime: 0,
  });
  const undo = useAct((id: number) => client.revertChangeSet({ id }), {
    onDone: ({ reverted }) => tell(history.takenBack(reverted)),
  });
  const change = useAct(() => client.changeConstituents({ body }), {
    onDone: ({ changed, change_set_id: set }) => {
      onClose();
      onDone();
      tell(bulk.changed(changed), set === null ? undefined : () => undo.mutate(set));
    },
  });
  const count = preview.data?.changed ?? 0;
  return (
    <Confirm
      {...{ title: bulk.groups, action: bulk.change(count), isOpen: true, onClose, onConfirm: () => change.mutate() }}
      isBusy={change.isPending || count === 0}
    >
      <Choose
        {...{ label: bulk.way, value: way, onChange: (id: string) => setWay(id === 'remove' ? 'remove' : 'add') }}
        choices={[
          { id: 'add', name: actions.add },
          { id: 'remove', name: actions.remove },
        ]}
      />
      <Choose
        {...{ label: person.group, value: group, onChange: setChosen }}
        choices={(groups.data?.data ?? []).map(({ id, name }) => ({ id: String(id), name }))}
      />
      <Answered of={preview}>
        {({ changed, unchanged }) => <p role="status">{bulk.preview(changed, unchanged)}</p>}
      </Answered>
    </Confirm>
  );
}
