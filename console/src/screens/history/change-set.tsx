// What was changed together, and the way back.
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { throughOf, whoOf } from '../../app/labels.ts';
import { useTexts } from '../../app/texts.tsx';
import { Page } from '../../kit/page.tsx';
import { usePages } from '../../kit/pages.ts';
import { Answered } from '../../kit/states.tsx';
import { Changes } from './changes.tsx';
import { TakeBack } from './take-back.tsx';

export function ChangeSetScreen() {
  const texts = useTexts();
  const { history, actions } = texts;
  const format = useFormat();
  const id = Number(useParams({ strict: false }).id);
  const set = useQuery({
    queryKey: ['change-set', id],
    queryFn: ({ signal }) => client.getChangeSet({ id }, { signal }),
  });
  const list = usePages(['change-set', id, 'changes'], client.listChangesOfSet, { id, limit: 100 });
  return (
    <Answered of={set} isScreen>
      {({ at, actor, via, changes }) => (
        <Page
          title={history.changes(changes)}
          lead={`${format.moment(at)} · ${whoOf(actor, texts)} · ${throughOf(via, texts)}`}
          actions={<TakeBack setId={id} />}
        >
          <Answered of={list}>{(rows) => <Changes changes={rows} />}</Answered>
          {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
        </Page>
      )}
    </Answered>
  );
}
