// One's own access: password, second factor, where one is signed in.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { faultsOf, sentenceOf } from '../../app/errors.ts';
import { useFormat } from '../../app/format.ts';
import { keepSession } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Field } from '../../kit/fields.tsx';
import { useNotices } from '../../kit/notices.tsx';
import { Page, Panel, Tag } from '../../kit/page.tsx';
import { Answered } from '../../kit/states.tsx';
import { Table } from '../../kit/table.tsx';
import { SecondFactor } from './second-factor.tsx';

export function AccountScreen() {
  const { account: words } = useTexts();
  return (
    <Page title={words.title}>
      <div className="panels">
        <Password />
        <SecondFactor />
      </div>
      <Sessions />
    </Page>
  );
}

function Password() {
  const texts = useTexts();
  const { account: words, signIn } = texts;
  const { tell } = useNotices();
  const [old, setOld] = useState('');
  const [wanted, setWanted] = useState('');
  const change = useAct(() => client.changePassword({ body: { old_password: old, new_password: wanted } }), {
    quiet: true,
    onDone: (session) => {
      keepSession(session);
      setOld('');
      setWanted('');
      tell(words.passwordChanged);
    },
  });
  const faults = faultsOf(change.error, texts);
  return (
    <Panel title={words.password}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Field
          {...{ label: words.oldPassword, type: 'password', value: old, onChange: setOld }}
          {...{ autoComplete: 'current-password', problem: faults.old_password }}
        />
        <Field
          {...{ label: signIn.newPassword, hint: signIn.newPasswordHint, type: 'password', value: wanted }}
          {...{ onChange: setWanted, autoComplete: 'new-password', problem: faults.password }}
        />
        {change.error && Object.keys(faults).length === 0 ? (
          <p className="problem-text" role="alert">
            {sentenceOf(change.error, texts)}
          </p>
        ) : null}
        <Button type="submit" isDisabled={change.isPending || old === '' || wanted === ''}>
          {words.changePassword}
        </Button>
      </Form>
    </Panel>
  );
}

function Sessions() {
  const { account: words, history } = useTexts();
  const format = useFormat();
  const list = useQuery({ queryKey: ['sessions'], queryFn: () => client.listSessions() });
  const end = useAct((id: number) => client.endSession({ id }));
  return (
    <Panel title={words.sessions}>
      <Answered of={list}>
        {({ data }) => (
          <Table
            label={words.sessions}
            rows={data}
            rowKey={({ id }) => id}
            columns={[
              { title: words.lastUsed, cell: ({ last_used_at }) => format.moment(last_used_at) },
              { title: history.through, cell: ({ address, agent }) => `${address} ${agent}` },
              {
                title: words.end,
                cell: ({ id, is_this_one: isThis }) =>
                  isThis ? (
                    <Tag tone="good">{words.thisOne}</Tag>
                  ) : (
                    <Button className="plain" onPress={() => end.mutate(id)} aria-label={`${words.end} ${id}`}>
                      {words.end}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Answered>
    </Panel>
  );
}
