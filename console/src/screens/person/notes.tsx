// Notes about a person.
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useMay } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Field } from '../../kit/fields.tsx';
import { useNotices } from '../../kit/notices.tsx';
import { Panel } from '../../kit/page.tsx';
import { usePages } from '../../kit/pages.ts';
import { Answered, Empty } from '../../kit/states.tsx';

export function Notes({ id, canEdit }: { readonly id: number; readonly canEdit: boolean }) {
  const { person: words, actions } = useTexts();
  const format = useFormat();
  const may = useMay();
  const list = usePages(['person', id, 'notes'], client.listConstituentNotes, { id, limit: 50 });
  return (
    <Panel title={words.notes}>
      {canEdit && may('people:write') ? <NewNote id={id} /> : null}
      <Answered of={list}>
        {(notes) =>
          notes.length === 0 ? (
            <Empty title={words.nothing} />
          ) : (
            <ol className="timeline">
              {notes.map(({ id: note, original_date, type_name, text }) => (
                <li key={note}>
                  <p className="quiet">{[format.date(original_date), type_name].filter(Boolean).join(' · ')}</p>
                  <p className="as-typed">{text}</p>
                </li>
              ))}
            </ol>
          )
        }
      </Answered>
      {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
    </Panel>
  );
}

function NewNote({ id }: { readonly id: number }) {
  const { person: words } = useTexts();
  const { tell } = useNotices();
  const [text, setText] = useState('');
  const remove = useAct((note: number) => client.deleteNote({ id: note }));
  const save = useAct(
    () =>
      client.createNote({ body: { constituent_id: id, text, original_date: new Date().toISOString().slice(0, 10) } }),
    {
      onDone: (made) => {
        setText('');
        tell(words.noteSaved, () => remove.mutate(made.id));
      },
    },
  );
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') save.mutate();
      }}
    >
      <Field label={words.note} value={text} onChange={setText} lines={3} />
      <div className="buttons">
        <Button type="submit" isDisabled={save.isPending || text.trim() === ''}>
          {words.addNote}
        </Button>
      </div>
    </Form>
  );
}
