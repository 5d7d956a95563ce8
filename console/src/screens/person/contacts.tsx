// How to reach a person: addresses of four kinds, each added, changed and taken away on its own.
import type { Constituent, ConstituentInput } from '@kith/client';
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { faultsOf, sentenceOf } from '../../app/errors.ts';
import { useMay } from '../../app/session.tsx';
import { type Texts, useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Field } from '../../kit/fields.tsx';
import { Panel, Tag } from '../../kit/page.tsx';

type List = 'email_addresses' | 'phone_numbers' | 'street_addresses' | 'web_addresses';

interface Kind {
  readonly list: List;
  readonly title: (words: Texts['person']) => string;
  /** What is typed of one. */
  readonly fields: readonly {
    readonly name: string;
    readonly label: keyof Texts['person'];
    readonly type?: 'text' | 'email' | 'tel';
  }[];
}

const KINDS: readonly Kind[] = [
  {
    list: 'email_addresses',
    title: ({ emails }) => emails,
    fields: [{ name: 'address', label: 'address', type: 'email' }],
  },
  { list: 'phone_numbers', title: ({ phones }) => phones, fields: [{ name: 'number', label: 'number', type: 'tel' }] },
  {
    list: 'street_addresses',
    title: ({ addresses }) => addresses,
    fields: [
      { name: 'street', label: 'street' },
      { name: 'city', label: 'city' },
      { name: 'state', label: 'state' },
      { name: 'postal_code', label: 'postalCode' },
      { name: 'country', label: 'country' },
    ],
  },
  { list: 'web_addresses', title: ({ webs }) => webs, fields: [{ name: 'url', label: 'url' }] },
];

type Item = Constituent[List][number] & { readonly [name: string]: unknown };

interface Props {
  readonly person: Constituent;
  readonly canEdit: boolean;
}

export function Contacts({ person, canEdit }: Props) {
  const { person: words } = useTexts();
  return (
    <Panel title={words.contact}>
      {KINDS.map((kind) => (
        <ContactList key={kind.list} {...{ person, canEdit, kind }} />
      ))}
    </Panel>
  );
}

function ContactList({ person, canEdit, kind }: Props & { readonly kind: Kind }) {
  const { person: words, actions } = useTexts();
  const may = useMay();
  const [edited, setEdited] = useState<number | 'new'>();
  const items = person[kind.list] as readonly Item[];
  const isEditable = canEdit && may('people:write');
  return (
    <div className="contact-kind">
      <h3>{kind.title(words)}</h3>
      <ul className="plain-list">
        {items.map((item) =>
          edited === item.id ? (
            <li key={item.id}>
              <ContactForm {...{ person, kind, item, onEnd: () => setEdited(undefined) }} />
            </li>
          ) : (
            <li key={item.id} className="contact">
              <ContactText kind={kind} item={item} />
              {isEditable ? (
                <Button
                  className="plain"
                  onPress={() => setEdited(item.id)}
                  aria-label={`${actions.edit}: ${textOf(kind, item)}`}
                >
                  {actions.edit}
                </Button>
              ) : null}
            </li>
          ),
        )}
      </ul>
      {edited === 'new' ? <ContactForm {...{ person, kind, onEnd: () => setEdited(undefined) }} /> : null}
      {isEditable && edited === undefined ? (
        <Button className="plain" onPress={() => setEdited('new')} aria-label={`${actions.add}: ${kind.title(words)}`}>
          {actions.add}
        </Button>
      ) : null}
    </div>
  );
}

const textOf = ({ fields }: Kind, item: Item) =>
  fields
    .map(({ name }) => item[name])
    .filter(Boolean)
    .join(', ');

function ContactText({ kind, item }: { readonly kind: Kind; readonly item: Item }) {
  const { person: words } = useTexts();
  const isCurrent = !('is_current' in item) || item.is_current;
  return (
    <span className={isCurrent ? undefined : 'former'}>
      {textOf(kind, item)} {item.type ? <span className="quiet">{item.type}</span> : null}{' '}
      {item.is_preferred ? <Tag tone="note">{words.preferred}</Tag> : null}{' '}
      {isCurrent ? null : <Tag>{words.former}</Tag>}
    </span>
  );
}

interface FormProps {
  readonly person: Constituent;
  readonly kind: Kind;
  /** Absent: a new one. */
  readonly item?: Item;
  readonly onEnd: () => void;
}

function ContactForm({ person, kind, item, onEnd }: FormProps) {
  const texts = useTexts();
  const { person: words, actions } = texts;
  const given = (name: string) => String(item?.[name] ?? '');
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries([...kind.fields.map(({ name }) => name), 'type'].map((name) => [name, given(name)])),
  );
  // A list in which no element has an id would stand for the whole: one that is there keeps the others.
  const kept = item ? [] : person[kind.list].slice(0, 1).map(({ id }) => ({ id }));
  const save = useAct(
    (element: object) =>
      client.updateConstituent({ id: person.id, body: { [kind.list]: [...kept, element] } as ConstituentInput }),
    { quiet: true, onDone: onEnd },
  );
  const own = item ? { id: item.id } : {};
  const written = () => Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== given(name)));
  const faults = faultsOf(save.error, texts);
  return (
    <Form
      className="form nested"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ ...own, ...written() });
      }}
    >
      {kind.fields.map(({ name, label, type = 'text' }, place) => (
        <Field
          key={name}
          label={String(words[label])}
          type={type}
          value={values[name] ?? ''}
          autoFocus={place === 0}
          problem={faults[`${kind.list}/${kept.length}/${name}`]}
          onChange={(value) => setValues((now) => ({ ...now, [name]: value }))}
        />
      ))}
      <Field label={words.type} value={values.type ?? ''} onChange={(type) => setValues((now) => ({ ...now, type }))} />
      {save.error && Object.keys(faults).length === 0 ? (
        <p className="problem-text" role="alert">
          {sentenceOf(save.error, texts)}
        </p>
      ) : null}
      <div className="buttons">
        {item ? (
          <Button className="danger" onPress={() => save.mutate({ ...own, remove: true })}>
            {actions.remove}
          </Button>
        ) : null}
        <Button onPress={onEnd}>{actions.cancel}</Button>
        <Button type="submit" className="primary" isDisabled={save.isPending}>
          {actions.save}
        </Button>
      </div>
    </Form>
  );
}
