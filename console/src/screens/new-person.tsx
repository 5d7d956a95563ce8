// Somebody new, with those who may be the same person beside the form while it is typed.
import type { ConstituentInput } from '@kith/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { client } from '../app/client.ts';
import { faultsOf, sentenceOf } from '../app/errors.ts';
import { useFormat } from '../app/format.ts';
import { reasonOf } from '../app/labels.ts';
import { useTexts } from '../app/texts.tsx';
import { useAct } from '../kit/act.ts';
import { Choose, Field } from '../kit/fields.tsx';
import { useNotices } from '../kit/notices.tsx';
import { Page } from '../kit/page.tsx';
import { PersonName } from '../kit/person-name.tsx';

const EMPTY = { kind: 'person', first_name: '', last_name: '', org_name: '', birth_date: '', email: '', phone: '' };
type Draft = typeof EMPTY;

/** Milliseconds without a key before those who may be meant are looked for. */
const PAUSE = 400;

export function NewPersonScreen() {
  const texts = useTexts();
  const { newPerson } = texts;
  const [draft, setDraft] = useState(EMPTY);
  const { tell } = useNotices();
  const navigate = useNavigate();
  const create = useAct(() => client.createConstituent({ body: toBody(draft) }), {
    quiet: true,
    onDone: (made) => {
      tell(newPerson.created(made.display_name));
      void navigate({ to: '/people/$id', params: { id: String(made.id) } });
    },
  });
  const faults = faultsOf(create.error, texts);
  const maybe = useMaybe(draft);
  return (
    <Page title={newPerson.title}>
      <div className="beside">
        <Form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <DraftFields
            draft={draft}
            faults={faults}
            onChange={(change) => setDraft((now) => ({ ...now, ...change }))}
          />
          {create.error && Object.keys(faults).length === 0 ? (
            <p className="problem-text" role="alert">
              {sentenceOf(create.error, texts)}
            </p>
          ) : null}
          <Button type="submit" className="primary" isDisabled={create.isPending}>
            {maybe.length > 0 ? newPerson.createAnyway : newPerson.create}
          </Button>
        </Form>
        <Maybe found={maybe} />
      </div>
    </Page>
  );
}

interface DraftProps {
  readonly draft: Draft;
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<Draft>) => void;
}

function DraftFields({ draft, faults, onChange }: DraftProps) {
  const { newPerson, fields } = useTexts();
  const kinds = [
    { id: 'person', name: newPerson.aPerson },
    { id: 'organization', name: newPerson.anOrganization },
  ];
  const names =
    draft.kind === 'person' ? (['first_name', 'last_name', 'birth_date'] as const) : (['org_name'] as const);
  return (
    <>
      <Choose label={newPerson.kind} choices={kinds} value={draft.kind} onChange={(kind) => onChange({ kind })} />
      {names.map((name, place) => (
        <Field
          key={name}
          {...{ label: fields[name], type: name === 'birth_date' ? 'date' : 'text', value: draft[name] }}
          {...{
            problem: faults[name],
            autoFocus: place === 0,
            onChange: (value: string) => onChange({ [name]: value }),
          }}
        />
      ))}
      <Field
        {...{ label: newPerson.email, type: 'email', value: draft.email, onChange: (email) => onChange({ email }) }}
        problem={faults['email_addresses/0/address']}
      />
      <Field
        {...{ label: newPerson.phone, type: 'tel', value: draft.phone, onChange: (phone) => onChange({ phone }) }}
        problem={faults['phone_numbers/0/number']}
      />
    </>
  );
}

function toBody(draft: Draft): ConstituentInput {
  const { kind, email, phone, first_name, last_name, org_name, birth_date } = draft;
  const names = kind === 'organization' ? { org_name, is_org: true } : { first_name, last_name, birth_date };
  const given = Object.fromEntries(Object.entries(names).filter(([, value]) => value !== ''));
  return {
    ...given,
    ...(email && { email_addresses: [{ address: email }] }),
    ...(phone && { phone_numbers: [{ number: phone }] }),
  };
}

/** Who may be meant by what is typed so far. */
function useMaybe(draft: Draft) {
  const body = useMemo(() => toBody(draft), [draft]);
  const [settled, setSettled] = useState(body);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(body), PAUSE);
    return () => clearTimeout(timer);
  }, [body]);
  const found = useQuery({
    queryKey: ['match', settled],
    queryFn: ({ signal }) => client.matchConstituent({ body: { constituent: settled, limit: 5 } }, { signal }),
    enabled: Object.keys(settled).length > 1,
    placeholderData: keepPreviousData,
  });
  return Object.keys(settled).length > 1 ? (found.data?.data ?? []) : [];
}

function Maybe({ found }: { readonly found: ReturnType<typeof useMaybe> }) {
  const texts = useTexts();
  const { newPerson } = texts;
  const format = useFormat();
  return (
    <aside aria-live="polite">
      {found.length === 0 ? null : (
        <>
          <h2>{newPerson.maybe}</h2>
          <p className="quiet">{newPerson.maybeHint}</p>
          <ul className="cards">
            {found.map(({ constituent_id: id, probability, reasons }) => (
              <li key={id} className="card">
                <p>
                  <PersonName id={id} />
                </p>
                <p className="quiet">
                  {newPerson.sure(format.percent(probability))} ·{' '}
                  {reasons.map((reason) => reasonOf(reason, texts)).join('; ')}
                </p>
                <Link className="button" to="/people/$id" params={{ id: String(id) }}>
                  {newPerson.useThis}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}
