// Files that were imported, and the next one.
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, DropZone, FileTrigger, Text } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Page, Tag } from '../../kit/page.tsx';
import { usePages } from '../../kit/pages.ts';
import { Answered, Empty } from '../../kit/states.tsx';
import { Table } from '../../kit/table.tsx';

export function ImportsScreen() {
  const { imports: words, actions } = useTexts();
  const format = useFormat();
  const list = usePages(['imports', 'all'], client.listImports, { limit: 50 });
  const statuses: Readonly<Record<string, string>> = words.statuses;
  return (
    <Page title={words.title} lead={words.lead}>
      <Upload />
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
                  title: words.file,
                  cell: ({ id, file }) => (
                    <Link to="/imports/$id" params={{ id: String(id) }}>
                      {file.name}
                    </Link>
                  ),
                },
                { title: words.status, cell: ({ status }) => <Tag>{statuses[status] ?? status}</Tag> },
                { title: words.allRows, cell: ({ file }) => format.number(file.rows), isNumber: true },
                { title: words.when, cell: ({ created_at }) => format.moment(created_at) },
              ]}
            />
          )
        }
      </Answered>
      {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
    </Page>
  );
}

function Upload() {
  const { imports: words } = useTexts();
  const navigate = useNavigate();
  const upload = useAct((file: File) => client.createImport({ filename: file.name, body: file }), {
    onDone: ({ id }) => void navigate({ to: '/imports/$id', params: { id: String(id) } }),
  });
  const take = (file: File | null | undefined) => (file ? upload.mutate(file) : undefined);
  return (
    <DropZone
      className="drop"
      onDrop={(event) => {
        const [item] = event.items.filter((dropped) => dropped.kind === 'file');
        if (item) void item.getFile().then(take);
      }}
    >
      {upload.isPending ? (
        <p role="status">{words.uploading}</p>
      ) : (
        <>
          <Text slot="label">{words.drop}</Text>
          <FileTrigger onSelect={(files) => take(files?.[0])}>
            <Button className="primary">{words.choose}</Button>
          </FileTrigger>
        </>
      )}
    </DropZone>
  );
}
