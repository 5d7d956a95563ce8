// The plain fields of a person: shown, or edited together. A change by somebody else meanwhile is shown before it is overwritten.
import type { Constituent, ConstituentInput } from '@kith/client';
import { useState } from 'react';
import { Button, Form, Switch } from 'react-aria-components';
import { cache, client, isRefusal } from '../../app/client.ts';
import { faultsOf, sentenceOf } from '../../app/errors.ts';
import { useFormat } from '../../app/format.ts';
import { shown } from '../../app/labels.ts';
import { useMay } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { Field } from '../../kit/fields.tsx';
import { useNotices } from '../../kit/notices.tsx';
import { Panel } from '../../kit/page.tsx';

const TEXTS = [
  ...(['prefix', 'first_name', 'middle_name', 'last_name', 'suffix', 'nick_name', 'maiden_name', 'org_name'] as const),
  ...(['job_title', 'occupation', 'gender', 'spouse_name', 'addressee', 'salutation'] as const),
];
const DATES = ['birth_date', 'deceased_date'] as const;
const FLAGS = ['active', 'is_org', 'is_deceased', 'accepts_email', 'accepts_postal_mail'] as const;

type Name = (typeof TEXTS)[number] | (typeof DATES)[number] | (typeof FLAGS)[number];
type Values = Pick<Constituent, Name>;

interface Props {
  readonly person: Constituent;
  readonly canEdit: boolean;
}

export function Details({ person, canEdit }: Props) {
  const texts = useTexts();
  const may = useMay();
  const [isEditing, setEditing] = useState(false);
  if (isEditing) return <Edit person={person} onEnd={() => setEditing(false)} />;
  const edit = canEdit ? (
    <Button onPress={() => setEditing(true)} isDisabled={!may('people:write')}>
      {texts.actions.edit}
    </Button>
  ) : null;
  return (
    <Panel title={texts.person.details} actions={edit}>
      <Shown person={person} />
    </Panel>
  );
}

function Shown({ person }: { readonly person: Constituent }) {
  const texts = useTexts();
  const format = useFormat();
  const lines = [...TEXTS, ...DATES, ...FLAGS].filter(
    (name) => person[name] !== null && person[name] !== '' && person[name] !== false,
  );
  const isDate = (name: Name) => (DATES as readonly string[]).includes(name);
  return (
    <dl className="pairs">
      {lines.map((name) => (
        <div key={name}>
          <dt>{texts.fields[name]}</dt>
          <dd>{isDate(name) ? format.date(String(person[name])) : shown(person[name], texts)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Edit({ person, onEnd }: { readonly person: Constituent; readonly onEnd: () => void }) {
  const texts = useTexts();
  const { tell } = useNotices();
  // What the change was decided on, whatever is read meanwhile.
  const [base, setBase] = useState(person);
  const [values, setValues] = useState<Values>(person);
  const [theirs, setTheirs] = useState<Constituent>();
  const change = differing(base, values);
  const save = useAct(
    (version: number) =>
      client.updateConstituent({ id: base.id, body: change as ConstituentInput }, { ifMatch: version }),
    {
      quiet: true,
      onDone: () => {
        tell(texts.person.saved);
        onEnd();
      },
    },
  );
  const onRefused = async (error: unknown) => {
    if (!isRefusal(error) || error.status !== 412) return;
    setTheirs(
      await cache.fetchQuery({
        queryKey: ['person', base.id],
        queryFn: () => client.getConstituent({ id: base.id }),
        staleTime: 0,
      }),
    );
  };
  const submit = (version: number) => save.mutate(version, { onError: (error) => void onRefused(error) });
  const faults = faultsOf(save.error, texts);
  return (
    <Panel title={texts.person.details}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (Object.keys(change).length === 0) onEnd();
          else submit(base.version);
        }}
      >
        <Inputs values={values} faults={faults} onChange={(one) => setValues((now) => ({ ...now, ...one }))} />
        {save.error && theirs === undefined && Object.keys(faults).length === 0 ? (
          <p className="problem-text" role="alert">
            {sentenceOf(save.error, texts)}
          </p>
        ) : null}
        <div className="buttons">
          <Button onPress={onEnd}>{texts.actions.cancel}</Button>
          <Button type="submit" className="primary" isDisabled={save.isPending}>
            {texts.actions.save}
          </Button>
        </div>
      </Form>
      {theirs ? (
        <Conflict
          {...{ base, theirs, change }}
          onMine={() => {
            setTheirs(undefined);
            submit(theirs.version);
          }}
          onTheirs={() => {
            setBase(theirs);
            setValues(theirs);
            setTheirs(undefined);
          }}
        />
      ) : null}
    </Panel>
  );
}

/** What was changed, by field; an emptied field is `null`. */
function differing(before: Values, after: Values): Partial<Record<Name, unknown>> {
  const names = [...TEXTS, ...DATES, ...FLAGS].filter((name) => (before[name] ?? '') !== (after[name] ?? ''));
  return Object.fromEntries(names.map((name) => [name, after[name] === '' ? null : after[name]]));
}

interface InputsProps {
  readonly values: Values;
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<Values>) => void;
}

function Inputs({ values, faults, onChange }: InputsProps) {
  const { fields } = useTexts();
  return (
    <>
      {[...TEXTS, ...DATES].map((name) => (
        <Field
          key={name}
          {...{ label: fields[name], type: name.endsWith('_date') ? 'date' : 'text', value: values[name] ?? '' }}
          {...{ problem: faults[name], onChange: (value: string) => onChange({ [name]: value }) }}
        />
      ))}
      {FLAGS.map((name) => (
        <Switch
          key={name}
          className="switch"
          isSelected={values[name] ?? false}
          onChange={(value) => onChange({ [name]: value })}
        >
          <span className="track" aria-hidden="true" />
          {fields[name]}
        </Switch>
      ))}
    </>
  );
}

interface ConflictProps {
  readonly base: Constituent;
  readonly theirs: Constituent;
  readonly change: Partial<Record<Name, unknown>>;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
}

function Conflict({ base, theirs, change, onMine, onTheirs }: ConflictProps) {
  const texts = useTexts();
  const { person: words, fields } = texts;
  return (
    <Confirm {...{ title: words.conflict, action: words.keepMine, isOpen: true, onClose: onTheirs }} onConfirm={onMine}>
      <p>{words.conflictLead}</p>
      <dl className="pairs">
        {(Object.keys(change) as Name[]).map((name) => (
          <div key={name}>
            <dt>{fields[name]}</dt>
            <dd>
              {words.mine}: <ins>{shown(change[name], texts)}</ins>, {words.theirs}: {shown(theirs[name], texts)},{' '}
              {words.was}: <del>{shown(base[name], texts)}</del>
            </dd>
          </div>
        ))}
      </dl>
    </Confirm>
  );
}
