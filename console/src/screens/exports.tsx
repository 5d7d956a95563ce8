// Files of people to take away.
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { client } from '../app/client.ts';
import { useFormat } from '../app/format.ts';
import { useTexts } from '../app/texts.tsx';
import { useAct } from '../kit/act.ts';
import { Choose, Field } from '../kit/fields.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { usePages } from '../kit/pages.ts';
import { Answered, Empty } from '../kit/states.tsx';
import { Table } from '../kit/table.tsx';
import { filterOf } from './people/whom.ts';

export function ExportsScreen() {
  const { exports: words, actions, imports, filters } = useTexts();
  const format = useFormat();
  const list = usePages(['exports'], client.listExports, { limit: 50 });
  return (
    <Page title={words.title} lead={words.lead}>
      <NewExport />
      <Panel title={words.made}>
        <Answered of={list}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={words.none} />
            ) : (
              <Table
                label={words.made}
                rows={rows}
                rowKey={({ id }) => id}
                columns={[
                  { title: imports.when, cell: ({ created_at }) => format.moment(created_at) },
                  { title: words.who, cell: ({ q, filter }) => q ?? (filter ? filters.title : words.everybody) },
                  { title: words.format, cell: ({ format: kind }) => words.formats[kind] },
                  {
                    title: words.downloaded,
                    cell: ({ downloaded_at: at }) => (at ? format.moment(at) : words.never),
                  },
                  {
                    title: actions.download,
                    cell: ({ id }) => (
                      <a href={`/v1/exports/${id}/file`} download>
                        {actions.download}
                      </a>
                    ),
                  },
                ]}
              />
            )
          }
        </Answered>
        {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
      </Panel>
    </Page>
  );
}

type Kind = 'csv' | 'xlsx' | 'jsonl' | 'vcf';

function NewExport() {
  const { exports: words } = useTexts();
  const search = useSearch({ from: '/exports' });
  const [q, setQ] = useState(search.q ?? '');
  const filter = filterOf(search);
  const [kind, setKind] = useState<Kind>('csv');
  const make = useAct(
    () => client.createExport({ body: { format: kind, ...(q.trim() && { q: q.trim() }), ...(filter && { filter }) } }),
    {
      onDone: ({ id }) => location.assign(`/v1/exports/${id}/file`),
    },
  );
  return (
    <Form
      className="form columns"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Field
        label={words.who}
        hint={filter ? `+ ${JSON.stringify(filter)}` : words.whoHint}
        type="search"
        value={q}
        onChange={setQ}
      />
      <Choose
        {...{ label: words.format, value: kind }}
        choices={Object.entries(words.formats).map(([id, name]) => ({ id, name }))}
        onChange={(id) => setKind(id as Kind)}
      />
      <div className="buttons">
        <Button type="submit" className="primary" isDisabled={make.isPending}>
          {words.make}
        </Button>
      </div>
    </Form>
  );
}
