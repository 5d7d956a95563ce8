// One person: who they are at a glance, and all that belongs to them.
import type { Constituent } from '@kith/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { Field } from '../../kit/fields.tsx';
import { Page, Tag } from '../../kit/page.tsx';
import { Answered } from '../../kit/states.tsx';
import { Belongings } from './belongings.tsx';
import { Contacts } from './contacts.tsx';
import { DeletePerson, RestorePerson } from './delete-person.tsx';
import { Details } from './details.tsx';
import { Checks, Gifts, PersonHistory } from './lists.tsx';
import { Notes } from './notes.tsx';

const TABS = ['details', 'giving', 'notes', 'checks', 'history'] as const;

export function PersonScreen() {
  const id = Number(useParams({ strict: false }).id);
  const { as_of } = useSearch({ from: '/people/$id' });
  // The end of that day, by the clock of the server.
  const moment = as_of ? `${as_of}T23:59:59.999Z` : undefined;
  const person = useQuery({
    queryKey: moment ? ['person', id, moment] : ['person', id],
    queryFn: ({ signal }) => client.getConstituent({ id, ...(moment && { as_of: moment }) }, { signal }),
  });
  return (
    <Answered of={person} isScreen>
      {(data) => <Person person={data} asOf={as_of} />}
    </Answered>
  );
}

interface PersonProps {
  readonly person: Constituent;
  readonly asOf: string | undefined;
}

function Person({ person, asOf }: PersonProps) {
  const { person: words, people } = useTexts();
  const { tab = 'details' } = useSearch({ from: '/people/$id' });
  const navigate = useNavigate();
  const { id, merged_from: merged } = person;
  const open = (wanted: string) =>
    void navigate({
      to: '/people/$id',
      params: { id: String(id) },
      search: { as_of: asOf, tab: TABS.find((each) => each === wanted && each !== 'details') },
      replace: true,
    });
  const canEdit = asOf === undefined && person.deleted_at === null;
  return (
    <Page
      title={person.display_name || people.unnamed}
      actions={canEdit ? <DeletePerson person={person} /> : null}
      lead={<Glance person={person} />}
    >
      {merged && merged.length > 0 ? <p className="banner">{words.mergedFrom(merged.join(', '))}</p> : null}
      {person.deleted_at ? <RestorePerson person={person} /> : null}
      <AsOf id={id} asOf={asOf} />
      <Tabs className="tabs" selectedKey={tab} onSelectionChange={(key) => open(String(key))}>
        <TabList aria-label={person.display_name}>
          {TABS.map((each) => (
            <Tab key={each} id={each} className="tab">
              {words[each]}
            </Tab>
          ))}
        </TabList>
        <TabPanel id="details">
          <div className="panels">
            <Details person={person} canEdit={canEdit} />
            <Contacts person={person} canEdit={canEdit} />
            <Belongings person={person} canEdit={canEdit} />
          </div>
        </TabPanel>
        <TabPanel id="giving">
          <Gifts person={person} />
        </TabPanel>
        <TabPanel id="notes">
          <Notes id={id} canEdit={canEdit} />
        </TabPanel>
        <TabPanel id="checks">
          <Checks id={id} />
        </TabPanel>
        <TabPanel id="history">
          <PersonHistory id={id} />
        </TabPanel>
      </Tabs>
    </Page>
  );
}

function Glance({ person }: { readonly person: Constituent }) {
  const { people, person: words } = useTexts();
  const format = useFormat();
  const { id, active, is_org, is_deceased, giving, birth_date } = person;
  return (
    <>
      {is_org ? <Tag tone="note">{people.isOrg}</Tag> : null} {is_deceased ? <Tag>{people.deceased}</Tag> : null}{' '}
      {active ? <Tag tone="good">{people.active}</Tag> : null} <span className="quiet">{id}</span>
      {birth_date ? <span className="quiet"> · {format.date(birth_date)}</span> : null}
      {giving && giving.count > 0 ? (
        <span className="quiet"> · {words.gifts(giving.count, format.amount(giving.total))}</span>
      ) : null}
    </>
  );
}

/** The record at the end of an earlier day. */
function AsOf({ id, asOf }: { readonly id: number; readonly asOf: string | undefined }) {
  const { person: words } = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const go = (day: string) =>
    void navigate({
      to: '/people/$id',
      params: { id: String(id) },
      search: (before) => ({ tab: before.tab as undefined, as_of: day || undefined }),
    });
  return (
    <div className={asOf ? 'banner as-of' : 'as-of'}>
      {asOf ? (
        <p>
          {words.asOfBanner(format.date(asOf))}{' '}
          <Link to="/people/$id" params={{ id: String(id) }}>
            {words.asOfNow}
          </Link>
        </p>
      ) : null}
      <Field label={words.asOf} type="date" value={asOf ?? ''} onChange={go} />
    </div>
  );
}
