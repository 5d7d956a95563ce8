// All merges, each of which can be undone.
import { Link } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { Page, Tag } from '../../kit/page.tsx';
import { usePages } from '../../kit/pages.ts';
import { PersonName } from '../../kit/person-name.tsx';
import { Answered, Empty } from '../../kit/states.tsx';
import { Table } from '../../kit/table.tsx';

export function MergesScreen() {
  const { merges: words, actions, imports } = useTexts();
  const format = useFormat();
  const list = usePages(['merges'], client.listMerges, { limit: 50 });
  return (
    <Page title={words.title} lead={words.lead}>
      <Answered of={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.none} />
          ) : (
            <Table
              label={words.title}
              rows={rows}
              rowKey={({ id }) => id}
              columns={[
                {
                  title: words.when,
                  cell: ({ id, made_at }) => (
                    <Link to="/merges/$id" params={{ id: String(id) }}>
                      {format.moment(made_at)}
                    </Link>
                  ),
                },
                { title: words.into, cell: ({ survivor_id }) => <PersonName id={survivor_id} /> },
                { title: words.from, cell: ({ other_ids }) => other_ids.join(', ') },
                {
                  title: imports.status,
                  cell: ({ undone_at }) =>
                    undone_at ? <Tag>{words.undone}</Tag> : <Tag tone="good">{words.done}</Tag>,
                },
              ]}
            />
          )
        }
      </Answered>
      {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
    </Page>
  );
}
