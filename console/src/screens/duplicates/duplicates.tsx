// The queue of possible duplicates, the surest first.
import type { Duplicate } from '@kith/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { reasonOf } from '../../app/labels.ts';
import { useMay } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Choose } from '../../kit/fields.tsx';
import { Page, Tag } from '../../kit/page.tsx';
import { usePages } from '../../kit/pages.ts';
import { PersonName } from '../../kit/person-name.tsx';
import { Answered, Empty } from '../../kit/states.tsx';
import { MergeCertain } from './merge-certain.tsx';

export function DuplicatesScreen() {
  const { duplicates: words, actions, history } = useTexts();
  const navigate = useNavigate();
  const { status } = useSearch({ from: '/duplicates' });
  const list = usePages(['duplicates'], client.listDuplicates, { status: status ?? ('open' as const), limit: 50 });
  const choices = [
    { id: 'open', name: words.open },
    { id: 'dismissed', name: words.dismissed },
    { id: 'merged', name: words.merged },
  ];
  return (
    <Page title={words.title} lead={words.lead} actions={<Looking />}>
      <Choose
        {...{ label: history.what, isLabelHidden: true, choices, value: status ?? 'open' }}
        onChange={(id) =>
          void navigate({
            to: '/duplicates',
            search: { status: id === 'dismissed' || id === 'merged' ? id : undefined },
          })
        }
      />
      <Answered of={list}>
        {(groups) =>
          groups.length === 0 ? (
            <Empty title={words.none}>{words.noneHint}</Empty>
          ) : (
            <ul className="cards">
              {groups.map((group) => (
                <GroupCard key={group.id} group={group} />
              ))}
            </ul>
          )
        }
      </Answered>
      {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
    </Page>
  );
}

function GroupCard({ group }: { readonly group: Duplicate }) {
  const texts = useTexts();
  const { duplicates: words, actions } = texts;
  const format = useFormat();
  const { id, probability, certainty, constituent_ids: ids, pairs } = group;
  const reasons = [
    ...new Set(pairs[0]?.reasons.filter(({ weight }) => weight > 0).map((reason) => reasonOf(reason, texts))),
  ];
  return (
    <li className="card">
      <p>
        {ids.map((each, place) => (
          <span key={each}>
            {place > 0 ? ' · ' : ''}
            <PersonName id={each} />
          </span>
        ))}
      </p>
      <p>
        <Tag tone={certainty === 'certain' ? 'good' : 'warn'}>
          {certainty === 'certain' ? words.certain : words.review}
        </Tag>{' '}
        <span className="quiet">{words.sure(format.percent(probability))}</span>
      </p>
      <p className="quiet">{reasons.slice(0, 4).join('; ')}</p>
      <Link className="button" to="/duplicates/$id" params={{ id: String(id) }}>
        {actions.open}
      </Link>
    </li>
  );
}

/** What is not looked at yet, a new look at everybody, and the merge of all that are certain. */
function Looking() {
  const { duplicates: words } = useTexts();
  const may = useMay();
  const matching = useQuery({
    queryKey: ['matching'],
    queryFn: ({ signal }) => client.getMatching({}, { signal }),
    refetchInterval: ({ state }) => (isScanning(state.data?.latest_scan?.status) ? 1_000 : false),
  });
  const scan = useAct(() => client.scanMatching());
  const { behind = 0, latest_scan: latest, certain = 0 } = matching.data ?? {};
  const isBusy = isScanning(latest?.status);
  return (
    <>
      <span className="quiet" role="status">
        {isBusy ? words.scanning : behind ? words.behind(behind) : ''}
      </span>
      <Button onPress={() => scan.mutate()} isDisabled={isBusy || !may('people:write')}>
        {words.scan}
      </Button>
      {certain > 0 && may('people:write') ? <MergeCertain count={certain} /> : null}
    </>
  );
}

const isScanning = (status: string | undefined) => status === 'queued' || status === 'running';
