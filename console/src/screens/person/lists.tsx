// What happened to a person: gifts, checks, changes.
import type { Accreditation, Constituent } from '@kith/client';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { Panel, Tag, type Tone } from '../../kit/page.tsx';
import { usePages } from '../../kit/pages.ts';
import { Answered, Empty } from '../../kit/states.tsx';
import { Table } from '../../kit/table.tsx';
import { Changes } from '../history/changes.tsx';
import { YearBars } from './year-bars.tsx';

export function Gifts({ person }: { readonly person: Constituent }) {
  const { person: words, actions } = useTexts();
  const format = useFormat();
  const list = usePages(['person', person.id, 'gifts'], client.listConstituentGifts, { id: person.id, limit: 100 });
  return (
    <>
      {person.giving ? <YearBars giving={person.giving} /> : null}
      <Panel title={words.giving}>
        <Answered of={list}>
          {(gifts) =>
            gifts.length === 0 ? (
              <Empty title={words.nothing} />
            ) : (
              <Table
                label={words.giving}
                rows={gifts}
                rowKey={({ id }) => id}
                columns={[
                  { title: words.date, cell: (gift) => format.date(gift.received_date) },
                  { title: words.amount, cell: (gift) => format.amount(gift.received_amount), isNumber: true },
                  { title: words.fund, cell: (gift) => gift.fund_name },
                  { title: words.campaign, cell: (gift) => gift.campaign_name },
                ]}
              />
            )
          }
        </Answered>
        {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
      </Panel>
    </>
  );
}

function toneOf({ outcome, status }: Accreditation): Tone {
  if (outcome === 'valid' || outcome === 'clear') return 'good';
  if (outcome === null) return status === 'failed' ? 'bad' : 'note';
  return outcome === 'invalid' ? 'bad' : 'warn';
}

export function Checks({ id }: { readonly id: number }) {
  const { person: words } = useTexts();
  const format = useFormat();
  const list = usePages(['person', id, 'checks'], client.listConstituentAccreditations, { id, limit: 100 });
  return (
    <Panel title={words.checks}>
      <Answered of={list}>
        {(checks) =>
          checks.length === 0 ? (
            <Empty title={words.nothing} />
          ) : (
            <Table
              label={words.checks}
              rows={checks}
              rowKey={({ id: check }) => check}
              columns={[
                { title: words.check, cell: ({ type, identifier }) => [type, identifier].filter(Boolean).join(' ') },
                {
                  title: words.outcome,
                  cell: (check) => <Tag tone={toneOf(check)}>{check.outcome ?? check.status}</Tag>,
                },
                { title: words.expires, cell: ({ expiry_date }) => format.date(expiry_date) },
                { title: words.status, cell: ({ status }) => status },
              ]}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

export function PersonHistory({ id }: { readonly id: number }) {
  const { person: words, actions } = useTexts();
  const list = usePages(['person', id, 'history'], client.listConstituentHistory, { id, limit: 50 });
  return (
    <Panel title={words.history}>
      <Answered of={list}>{(changes) => <Changes changes={changes} isOfOne />}</Answered>
      {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
    </Panel>
  );
}
