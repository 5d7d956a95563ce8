// What a person belongs to, and who belongs to them: groups, memberships, relationships, keywords, own fields, identifiers.
import type { Constituent, ConstituentInput } from '@kith/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useMay } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Choose } from '../../kit/fields.tsx';
import { Panel, Tag } from '../../kit/page.tsx';
import { PersonName } from '../../kit/person-name.tsx';

interface Props {
  readonly person: Constituent;
  readonly canEdit: boolean;
}

export function Belongings({ person, canEdit }: Props) {
  const { person: words } = useTexts();
  return (
    <>
      <Panel title={words.belongs}>
        <Groups person={person} canEdit={canEdit} />
        <Memberships person={person} />
      </Panel>
      <Panel title={words.relations}>
        <List
          items={person.relationships}
          show={({ related_constituent_id: other, name, description }) => (
            <>
              <PersonName id={other} /> <span className="quiet">{[name, description].filter(Boolean).join(', ')}</span>
            </>
          )}
        />
      </Panel>
      <Panel title={words.other}>
        <OwnFields person={person} />
      </Panel>
      <Panel title={words.identifiers}>
        <dl className="pairs">
          <div>
            <dt>Kith</dt>
            <dd>{person.id}</dd>
          </div>
          {person.external_ids.map(({ system, value }) => (
            <div key={`${system} ${value}`}>
              <dt>{system}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Panel>
    </>
  );
}

function List<Item extends { readonly id: number }>({
  items,
  show,
}: {
  readonly items: readonly Item[];
  readonly show: (item: Item) => ReactNode;
}) {
  const { person: words } = useTexts();
  if (items.length === 0) return <p className="quiet">{words.nothing}</p>;
  return (
    <ul className="plain-list">
      {items.map((item) => (
        <li key={item.id} className="contact">
          {show(item)}
        </li>
      ))}
    </ul>
  );
}

function Groups({ person, canEdit }: Props) {
  const { person: words, actions } = useTexts();
  const format = useFormat();
  const may = useMay();
  const isEditable = canEdit && may('people:write');
  const remove = useAct((id: number) =>
    client.updateConstituent({ id: person.id, body: { groups: [{ id, remove: true }] } satisfies ConstituentInput }),
  );
  return (
    <>
      <List
        items={person.groups}
        show={({ id, name, date_start: from, date_end: to, is_current }) => (
          <>
            <span className={is_current ? undefined : 'former'}>
              {name}{' '}
              <span className="quiet">
                {from ? `${words.since} ${format.date(from)}` : ''} {to ? `${words.until} ${format.date(to)}` : ''}
              </span>
            </span>
            {isEditable ? (
              <Button className="plain" onPress={() => remove.mutate(id)} aria-label={`${actions.remove}: ${name}`}>
                {actions.remove}
              </Button>
            ) : null}
          </>
        )}
      />
      {isEditable ? <AddGroup person={person} /> : null}
    </>
  );
}

function AddGroup({ person }: { readonly person: Constituent }) {
  const { actions, person: words } = useTexts();
  const groups = useQuery({
    queryKey: ['groups'],
    queryFn: ({ signal }) => client.listGroups({ limit: 1000 }, { signal }),
  });
  // A list in which no element has an id would stand for the whole: one that is there keeps the others.
  const kept = person.groups.slice(0, 1).map(({ id }) => ({ id }));
  const add = useAct((groupId: number) =>
    client.updateConstituent({ id: person.id, body: { groups: [...kept, { group: { id: groupId } }] } }),
  );
  const has = new Set(person.groups.filter(({ is_current }) => is_current).map(({ group_id }) => group_id));
  const free = (groups.data?.data ?? []).filter(({ id }) => !has.has(id));
  if (free.length === 0) return null;
  const choices = [{ id: '', name: `${actions.add}…` }, ...free.map(({ id, name }) => ({ id: String(id), name }))];
  return (
    <Choose
      {...{ label: `${actions.add}: ${words.group}`, isLabelHidden: true, choices, value: '' }}
      onChange={(id) => (id === '' ? undefined : add.mutate(Number(id)))}
    />
  );
}

function Memberships({ person }: { readonly person: Constituent }) {
  const format = useFormat();
  const { person: words } = useTexts();
  if (person.memberships.length === 0 && person.keywords.length === 0) return null;
  return (
    <>
      <ul className="plain-list">
        {person.memberships.map(({ id, level, date_start: from, finish_date: to }) => (
          <li key={id}>
            {level}{' '}
            <span className="quiet">
              {from ? `${words.since} ${format.date(from)}` : ''} {to ? `${words.until} ${format.date(to)}` : ''}
            </span>
          </li>
        ))}
      </ul>
      <p>
        {person.keywords.map(({ id, name, category }) => (
          <Tag key={id}>
            {category}: {name}
          </Tag>
        ))}
      </p>
    </>
  );
}

function OwnFields({ person }: { readonly person: Constituent }) {
  const { person: words } = useTexts();
  const fields = useQuery({
    queryKey: ['custom-fields'],
    queryFn: ({ signal }) => client.listCustomFields({ limit: 1000 }, { signal }),
  });
  const names = new Map((fields.data?.data ?? []).map(({ key, name }) => [key, name]));
  const values = Object.entries(person.custom_fields);
  if (values.length === 0) return <p className="quiet">{words.nothing}</p>;
  return (
    <dl className="pairs">
      {values.map(([key, value]) => (
        <div key={key}>
          <dt>{names.get(key) ?? key}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
