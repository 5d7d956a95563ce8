// What needs whoever signs in today.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../app/client.ts';
import { useFormat } from '../app/format.ts';
import { useMay, useSession } from '../app/session.tsx';
import { useTexts } from '../app/texts.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Answered } from '../kit/states.tsx';
import { ChangeSetList } from './history/change-set-list.tsx';

/** An import in one of these states waits for somebody. */
const WAITING = new Set(['ready', 'checked', 'failed']);

export function HomeScreen() {
  const { home } = useTexts();
  const { user } = useSession();
  const people = useQuery({
    queryKey: ['people', 'total'],
    queryFn: ({ signal }) => client.listConstituents({ limit: 1, total: 'exact' }, { signal }),
  });
  return (
    <Page title={home.hello(user.first_name)} lead={home.lead}>
      {people.data?.total === 0 ? <FirstSteps /> : null}
      <div className="panels">
        <WaitingDuplicates />
        <WaitingImports />
      </div>
      <Latest />
    </Page>
  );
}

function FirstSteps() {
  const { home } = useTexts();
  const may = useMay();
  return (
    <Panel title={home.first}>
      <p>{home.firstLead}</p>
      {may('people:write') ? (
        <p className="buttons">
          <Link className="button primary" to="/imports">
            {home.firstImport}
          </Link>
          <Link className="button" to="/people/new">
            {home.firstAdd}
          </Link>
        </p>
      ) : null}
    </Panel>
  );
}

function WaitingDuplicates() {
  const { home, nav } = useTexts();
  const matching = useQuery({ queryKey: ['matching'], queryFn: ({ signal }) => client.getMatching({}, { signal }) });
  return (
    <Panel title={nav.duplicates}>
      <Answered of={matching}>
        {({ open, certain }) =>
          open === 0 ? (
            <p>{home.noDuplicates}</p>
          ) : (
            <p>
              <Link to="/duplicates">{home.duplicates(open)}</Link>
              <br />
              <span className="quiet">{home.certain(certain)}</span>
            </p>
          )
        }
      </Answered>
    </Panel>
  );
}

function WaitingImports() {
  const { home, imports } = useTexts();
  const may = useMay();
  const list = useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => client.listImports({ limit: 20 }, { signal }),
    enabled: may('people:write'),
  });
  if (!may('people:write')) return null;
  const statuses: Readonly<Record<string, string>> = imports.statuses;
  return (
    <Panel title={home.imports}>
      <Answered of={list}>
        {({ data }) => {
          const waiting = data.filter(({ status }) => WAITING.has(status));
          if (waiting.length === 0) return <p>{home.noImports}</p>;
          return (
            <ul className="plain-list">
              {waiting.map(({ id, file, status }) => (
                <li key={id}>
                  <Link to="/imports/$id" params={{ id: String(id) }}>
                    {file.name}
                  </Link>{' '}
                  <span className="quiet">{statuses[status] ?? status}</span>
                </li>
              ))}
            </ul>
          );
        }}
      </Answered>
    </Panel>
  );
}

function Latest() {
  const { home } = useTexts();
  const format = useFormat();
  const sets = useQuery({
    queryKey: ['change-sets', 'latest'],
    queryFn: ({ signal }) => client.listChangeSets({ limit: 8 }, { signal }),
  });
  return (
    <Panel title={home.latest}>
      <Answered of={sets}>{({ data }) => <ChangeSetList sets={data} format={format} />}</Answered>
    </Panel>
  );
}
