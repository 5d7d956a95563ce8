// Merges every group that is certain, after a look at some of them.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { useNotices } from '../../kit/notices.tsx';
import { PersonName } from '../../kit/person-name.tsx';
import { Answered } from '../../kit/states.tsx';

/** Groups that are merged at once. */
const AT_ONCE = 100;

const SAMPLE = 5;

export function MergeCertain({ count }: { readonly count: number }) {
  const { duplicates: words, merges } = useTexts();
  const { tell } = useNotices();
  const [isOpen, setOpen] = useState(false);
  const certain = useQuery({
    queryKey: ['duplicates', 'certain'],
    queryFn: ({ signal }) =>
      client.listDuplicates({ status: 'open', certainty: 'certain', limit: AT_ONCE }, { signal }),
    enabled: isOpen,
    staleTime: 0,
  });
  const groups = certain.data?.data ?? [];
  const undo = useAct(
    async (ids: readonly number[]) => {
      for (const id of ids) await client.undoMerge({ id });
    },
    { onDone: () => tell(merges.undoneNow) },
  );
  const merge = useAct(() => client.mergeDuplicates({ body: { ids: groups.map(({ id }) => id) } }), {
    onDone: ({ data }) => {
      setOpen(false);
      const made = data.flatMap(({ merge_id: id }) => (id === null ? [] : [id]));
      tell(words.mergedMany(made.length), () => undo.mutate(made));
    },
  });
  return (
    <>
      <Button className="primary" onPress={() => setOpen(true)}>
        {words.mergeCertain(count)}
      </Button>
      <Confirm
        {...{ title: words.mergeCertainAsk, action: words.mergeCertain(groups.length || count), isOpen }}
        {...{ onClose: () => setOpen(false), onConfirm: () => merge.mutate() }}
        isBusy={merge.isPending || groups.length === 0}
      >
        <p>{words.mergeCertainWhy}</p>
        <Answered of={certain}>
          {({ data }) => (
            <ul className="plain-list">
              {data.slice(0, SAMPLE).map(({ id, constituent_ids: ids }) => (
                <li key={id}>
                  {ids.map((each, place) => (
                    <span key={each}>
                      {place > 0 ? ' + ' : ''}
                      <PersonName id={each} />
                    </span>
                  ))}
                </li>
              ))}
            </ul>
          )}
        </Answered>
      </Confirm>
    </>
  );
}
