// Keys by which programs come in.
import type { Key } from '@kith/client';
import { useState } from 'react';
import { Button, Checkbox, CheckboxGroup, Label } from 'react-aria-components';
import { client } from '../app/client.ts';
import { useFormat } from '../app/format.ts';
import { useMay, useSession } from '../app/session.tsx';
import { useTexts } from '../app/texts.tsx';
import { useAct } from '../kit/act.ts';
import { Confirm, Sheet } from '../kit/confirm.tsx';
import { Field } from '../kit/fields.tsx';
import { Page, Tag } from '../kit/page.tsx';
import { usePages } from '../kit/pages.ts';
import { OnceShown } from '../kit/secret.tsx';
import { Answered, Empty } from '../kit/states.tsx';
import { Table } from '../kit/table.tsx';
import { useScopeNames } from './scope-names.ts';

export function KeysScreen() {
  const { keys: words, actions } = useTexts();
  const format = useFormat();
  const may = useMay();
  const named = useScopeNames();
  const list = usePages(['keys'], client.listKeys, { limit: 100 });
  const buttons = (
    <>
      <a className="button" href="/v1/docs" target="_blank" rel="noreferrer">
        {words.reference}
      </a>
      {may('settings:write') ? <NewKey /> : null}
    </>
  );
  return (
    <Page title={words.title} lead={words.lead} actions={buttons}>
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
                { title: words.name, cell: ({ name, last_four }) => `${name} (…${last_four})` },
                { title: words.contract, cell: ({ dialect }) => dialect },
                { title: words.scopes, cell: ({ scopes }) => scopes?.map(named).join(', ') ?? '–' },
                { title: words.created, cell: ({ created_at }) => format.moment(created_at) },
                {
                  title: words.state,
                  cell: ({ revoked_at }) =>
                    revoked_at ? <Tag>{words.revoked}</Tag> : <Tag tone="good">{words.works}</Tag>,
                },
                {
                  title: words.revoke,
                  cell: (key) => (key.revoked_at === null && may('settings:write') ? <Revoke apiKey={key} /> : null),
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

function Revoke({ apiKey: { id, name } }: { readonly apiKey: Key }) {
  const { keys: words } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const revoke = useAct(() => client.deleteKey({ id }), { onDone: () => setOpen(false) });
  return (
    <>
      <Button className="plain" onPress={() => setOpen(true)} aria-label={`${words.revoke}: ${name}`}>
        {words.revoke}
      </Button>
      <Confirm
        {...{ title: words.revokeAsk(name), action: words.revoke, isOpen, onClose: () => setOpen(false) }}
        onConfirm={() => revoke.mutate()}
        isBusy={revoke.isPending}
        isDanger
      >
        <p>{words.revokeWhy}</p>
      </Confirm>
    </>
  );
}

function NewKey() {
  const { keys: words, actions } = useTexts();
  const session = useSession();
  const named = useScopeNames();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['people:read']);
  const [made, setMade] = useState<string>();
  const make = useAct(() => client.createKey({ body: { name: name.trim(), scopes } }), {
    onDone: ({ access_token: key }) => {
      setOpen(false);
      setName('');
      setMade(key);
    },
  });
  return (
    <>
      <Button className="primary" onPress={() => setOpen(true)}>
        {words.make}
      </Button>
      <Confirm
        {...{ title: words.make, action: actions.create, isOpen, onClose: () => setOpen(false) }}
        onConfirm={() => make.mutate()}
        isBusy={make.isPending || name.trim() === '' || scopes.length === 0}
      >
        <Field label={words.name} value={name} onChange={setName} autoFocus />
        <CheckboxGroup className="field" value={scopes} onChange={setScopes}>
          <Label>{words.scopes}</Label>
          {session.scopes.map((scope) => (
            <Checkbox key={scope} value={scope} className="check">
              <span className="box" aria-hidden="true" />
              {named(scope)}
            </Checkbox>
          ))}
        </CheckboxGroup>
      </Confirm>
      <Sheet title={words.make} isOpen={made !== undefined} onClose={() => setMade(undefined)}>
        <OnceShown lead={words.made} secret={made ?? ''} />
      </Sheet>
    </>
  );
}
