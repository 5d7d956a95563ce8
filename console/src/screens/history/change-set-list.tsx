import type { ChangeSet } from '@kith/client';
import { Link } from '@tanstack/react-router';
import type { Format } from '../../app/format.ts';
import { throughOf, whoOf } from '../../app/labels.ts';
import { useTexts } from '../../app/texts.tsx';
import { Empty } from '../../kit/states.tsx';
import { Table } from '../../kit/table.tsx';

export function ChangeSetList({ sets, format }: { readonly sets: readonly ChangeSet[]; readonly format: Format }) {
  const texts = useTexts();
  const { history, merges } = texts;
  if (sets.length === 0) return <Empty title={history.none} />;
  return (
    <Table
      label={history.title}
      rows={sets}
      rowKey={({ id }) => id}
      columns={[
        {
          title: merges.when,
          cell: ({ id, at }) => (
            <Link to="/history/$id" params={{ id: String(id) }}>
              {format.moment(at)}
            </Link>
          ),
        },
        { title: history.who, cell: ({ actor }) => whoOf(actor, texts) },
        { title: history.through, cell: ({ via }) => throughOf(via, texts) },
        { title: history.what, cell: ({ changes }) => history.changes(changes) },
      ]}
    />
  );
}
