// Everything that was changed, newest first.
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { Page } from '../../kit/page.tsx';
import { usePages } from '../../kit/pages.ts';
import { Answered } from '../../kit/states.tsx';
import { ChangeSetList } from './change-set-list.tsx';

export function ChangeSetsScreen() {
  const { history, actions } = useTexts();
  const format = useFormat();
  const list = usePages(['change-sets'], client.listChangeSets, { limit: 50 });
  return (
    <Page title={history.title} lead={history.lead}>
      <Answered of={list}>{(sets) => <ChangeSetList sets={sets} format={format} />}</Answered>
      {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
    </Page>
  );
}
