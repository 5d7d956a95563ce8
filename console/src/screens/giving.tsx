// Gifts, and what they are given for.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { client } from '../app/client.ts';
import { useFormat } from '../app/format.ts';
import { useTexts } from '../app/texts.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { usePages } from '../kit/pages.ts';
import { PersonName } from '../kit/person-name.tsx';
import { Answered, Empty } from '../kit/states.tsx';
import { Table } from '../kit/table.tsx';

const ALL = { limit: 1000 } as const;

export function GivingScreen() {
  const { giving: words } = useTexts();
  return (
    <Page title={words.title} lead={words.lead}>
      <AllGifts />
      <div className="panels">
        <Goals title={words.funds} list={client.listFunds} />
        <Goals title={words.campaigns} list={client.listCampaigns} />
        <Goals title={words.appeals} list={client.listAppeals} />
        <Goals title={words.events} list={client.listEvents} />
      </div>
    </Page>
  );
}

interface Goal {
  readonly id: number;
  readonly name: string;
  readonly financial_goal: string | null;
}

interface GoalsProps {
  readonly title: string;
  readonly list: (page: typeof ALL) => Promise<{ readonly data: readonly Goal[] }>;
}

function Goals({ title, list }: GoalsProps) {
  const { giving: words, groups } = useTexts();
  const format = useFormat();
  const found = useQuery({ queryKey: ['goals', title], queryFn: () => list(ALL) });
  return (
    <Panel title={title}>
      <Answered of={found}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={groups.none} />
          ) : (
            <Table
              label={title}
              rows={data}
              rowKey={({ id }) => id}
              columns={[
                { title: groups.name, cell: ({ name }) => name },
                { title: words.goal, cell: ({ financial_goal }) => format.amount(financial_goal), isNumber: true },
              ]}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

function AllGifts() {
  const { giving: words, person, actions } = useTexts();
  const format = useFormat();
  const list = usePages(['gifts'], client.listGifts, { limit: 50 });
  return (
    <Panel title={words.gifts}>
      <Answered of={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.none} />
          ) : (
            <Table
              label={words.gifts}
              rows={rows}
              rowKey={({ id }) => id}
              columns={[
                { title: person.date, cell: ({ received_date }) => format.date(received_date) },
                { title: words.giver, cell: ({ constituent_id }) => <PersonName id={constituent_id} /> },
                { title: person.amount, cell: ({ received_amount }) => format.amount(received_amount), isNumber: true },
                { title: person.fund, cell: ({ fund_name }) => fund_name },
                { title: person.campaign, cell: ({ campaign_name }) => campaign_name },
              ]}
            />
          )
        }
      </Answered>
      {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
    </Panel>
  );
}
