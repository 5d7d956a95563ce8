// The lists that an organization keeps: groups, levels, keywords, own fields.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { client } from '../app/client.ts';
import { useMay } from '../app/session.tsx';
import { useTexts } from '../app/texts.tsx';
import { useAct } from '../kit/act.ts';
import { Confirm } from '../kit/confirm.tsx';
import { Field } from '../kit/fields.tsx';
import { useNotices } from '../kit/notices.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Answered, Empty } from '../kit/states.tsx';
import { Table } from '../kit/table.tsx';

const ALL = { limit: 1000 } as const;

export function GroupsScreen() {
  const { groups: words } = useTexts();
  const groups = useQuery({ queryKey: ['groups'], queryFn: () => client.listGroups(ALL) });
  const levels = useQuery({ queryKey: ['levels'], queryFn: () => client.listMembershipLevels(ALL) });
  return (
    <Page title={words.title}>
      <div className="panels">
        <Panel title={words.groups}>
          <Answered of={groups}>
            {({ data }) => (
              <Names
                rows={data}
                add={(name) => client.createGroup({ body: { name } })}
                rename={(id, name) => client.updateGroup({ id, body: { name } })}
                remove={(id) => client.deleteGroup({ id })}
              />
            )}
          </Answered>
        </Panel>
        <Panel title={words.levels}>
          <Answered of={levels}>
            {({ data }) => (
              <Names
                rows={data}
                add={(name) => client.createMembershipLevel({ body: { name } })}
                rename={(id, name) => client.updateMembershipLevel({ id, body: { name } })}
                remove={(id) => client.deleteMembershipLevel({ id })}
              />
            )}
          </Answered>
        </Panel>
        <Keywords />
        <OwnFields />
      </div>
    </Page>
  );
}

interface Named {
  readonly id: number;
  readonly name: string;
}

interface NamesProps {
  readonly rows: readonly Named[];
  readonly add: (name: string) => Promise<unknown>;
  readonly rename: (id: number, name: string) => Promise<unknown>;
  readonly remove: (id: number) => Promise<unknown>;
}

function Names({ rows, add, rename, remove }: NamesProps) {
  const { groups: words } = useTexts();
  const may = useMay();
  return (
    <>
      {rows.length === 0 ? <Empty title={words.none} /> : null}
      <ul className="plain-list">
        {rows.map((row) => (
          <li key={row.id} className="contact">
            <span>{row.name}</span>
            {may('people:write') ? <NameActions row={row} rename={rename} remove={remove} /> : null}
          </li>
        ))}
      </ul>
      {may('people:write') ? <NewName add={add} /> : null}
    </>
  );
}

function NewName({ add }: Pick<NamesProps, 'add'>) {
  const { groups: words, actions } = useTexts();
  const { tell } = useNotices();
  const [name, setName] = useState('');
  const create = useAct(() => add(name.trim()), {
    onDone: () => {
      tell(words.added(name.trim()));
      setName('');
    },
  });
  return (
    <Form
      className="in-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') create.mutate();
      }}
    >
      <Field label={words.newName} value={name} onChange={setName} />
      <Button type="submit" isDisabled={create.isPending || name.trim() === ''}>
        {actions.add}
      </Button>
    </Form>
  );
}

function NameActions({ row, rename, remove }: { readonly row: Named } & Pick<NamesProps, 'rename' | 'remove'>) {
  const { groups: words, actions } = useTexts();
  const { tell } = useNotices();
  const [open, setOpen] = useState<'rename' | 'delete'>();
  const [name, setName] = useState(row.name);
  const close = () => setOpen(undefined);
  const undo = useAct(() => rename(row.id, row.name));
  const change = useAct(() => rename(row.id, name.trim()), {
    onDone: () => {
      close();
      tell(words.renamed, () => undo.mutate());
    },
  });
  const take = useAct(() => remove(row.id), {
    onDone: () => {
      close();
      tell(words.deleted(row.name));
    },
  });
  return (
    <span className="buttons">
      <Button className="plain" onPress={() => setOpen('rename')} aria-label={`${words.rename}: ${row.name}`}>
        {words.rename}
      </Button>
      <Button className="plain" onPress={() => setOpen('delete')} aria-label={`${actions.delete}: ${row.name}`}>
        {actions.delete}
      </Button>
      <Confirm
        {...{ title: row.name, action: actions.save, isOpen: open === 'rename', onClose: close }}
        onConfirm={() => change.mutate()}
        isBusy={change.isPending || name.trim() === ''}
      >
        <Field label={words.newName} value={name} onChange={setName} autoFocus />
      </Confirm>
      <Confirm
        {...{ title: words.deleteAsk(row.name), action: actions.delete, isOpen: open === 'delete', onClose: close }}
        onConfirm={() => take.mutate()}
        isBusy={take.isPending}
        isDanger
      >
        <p>{words.deleteWhy}</p>
      </Confirm>
    </span>
  );
}

function Keywords() {
  const { groups: words } = useTexts();
  const categories = useQuery({ queryKey: ['categories'], queryFn: () => client.listKeywordCategories(ALL) });
  return (
    <Panel title={words.keywords}>
      <Answered of={categories}>
        {({ data }) => (
          <Table
            label={words.keywords}
            rows={data}
            rowKey={({ id }) => id}
            columns={[
              { title: words.category, cell: ({ name }) => name },
              { title: words.keywords, cell: ({ keywords }) => keywords.map(({ name }) => name).join(', ') },
            ]}
          />
        )}
      </Answered>
    </Panel>
  );
}

function OwnFields() {
  const { groups: words } = useTexts();
  const fields = useQuery({ queryKey: ['custom-fields'], queryFn: () => client.listCustomFields(ALL) });
  return (
    <Panel title={words.fields}>
      <Answered of={fields}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={words.none} />
          ) : (
            <Table
              label={words.fields}
              rows={data}
              rowKey={({ id }) => id}
              columns={[
                { title: words.name, cell: ({ name }) => name },
                { title: words.key, cell: ({ key }) => key },
                { title: words.kind, cell: ({ data_type }) => data_type },
              ]}
            />
          )
        }
      </Answered>
    </Panel>
  );
}
