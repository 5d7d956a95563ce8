// Which column is what, and what happens with who is found: confirmed by somebody before every row is checked.
import type { Import } from '@kith/client';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { type Texts, useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { type Choice, Choose } from '../../kit/fields.tsx';
import { Panel, Tag } from '../../kit/page.tsx';

type Column = Import['mapping']['columns'][number];

export function Columns({ item }: { readonly item: Import }) {
  const { imports: words } = useTexts();
  const check = useAct(() => client.checkImport({ id: item.id }));
  return (
    <>
      <Panel title={words.steps.columns}>
        <p>{words.columnsLead}</p>
        <section className="table-frame" aria-label={words.steps.columns}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.heading}</th>
                <th scope="col">{words.samples}</th>
                <th scope="col">{words.target}</th>
              </tr>
            </thead>
            <tbody>
              {item.mapping.columns.map((column) => (
                <ColumnRow key={column.index} item={item} column={column} />
              ))}
            </tbody>
          </table>
        </section>
      </Panel>
      <Panel title={words.options}>
        <Options item={item} />
      </Panel>
      <div className="decide">
        <Button className="primary" onPress={() => check.mutate()} isDisabled={check.isPending}>
          {words.check}
        </Button>
      </div>
    </>
  );
}

function ColumnRow({ item, column }: { readonly item: Import; readonly column: Column }) {
  const { imports: words } = useTexts();
  const choices = useTargets(column.target);
  const { index, heading, samples, target, because } = column;
  const choose = useAct((wanted: string) =>
    client.updateImport({ id: item.id, body: { mapping: { columns: [{ index, target: wanted }] } } }),
  );
  return (
    <tr>
      <th scope="row">{heading}</th>
      <td className="samples">{samples.slice(0, 3).join(' · ')}</td>
      <td>
        <Choose
          {...{ label: `${words.target}: ${heading}`, isLabelHidden: true, choices, value: target }}
          onChange={(wanted) => choose.mutate(wanted)}
          isDisabled={choose.isPending}
        />
        <Tag tone={because === 'nothing' ? 'warn' : 'plain'}>{words.because[because]}</Tag>
      </td>
    </tr>
  );
}

/** What a column can be, in the order of people's names; the one it is now among them, whatever it is. */
function useTargets(current: string): readonly Choice[] {
  const texts = useTexts();
  const fields = useQuery({
    queryKey: ['custom-fields'],
    queryFn: ({ signal }) => client.listCustomFields({ limit: 1000 }, { signal }),
    staleTime: 60_000,
  });
  const own = (fields.data?.data ?? []).map(({ key, name }) => ({
    id: `custom:${key}`,
    name: texts.imports.ownField(name),
  }));
  const known: Choice[] = [
    { id: 'ignore', name: texts.imports.ignore },
    ...Object.entries(texts.fields).filter(([id]) => id !== 'user_name'),
    ...Object.entries(texts.imports.targets),
  ].map((each) => (Array.isArray(each) ? { id: each[0] as string, name: each[1] as string } : each));
  const all = [...known, ...own];
  return all.some(({ id }) => id === current) ? all : [...all, { id: current, name: nameOf(current, texts) }];
}

/** `phone_2` → Phone number 2, `external_id:oho` → Id in oho */
function nameOf(target: string, { imports }: Texts): string {
  const [, stem = '', number] = /^(.*)_(\d+)$/.exec(target) ?? [];
  const known: Readonly<Record<string, string>> = imports.targets;
  if (number !== undefined && known[stem]) return `${known[stem]} ${number}`;
  return target.startsWith('external_id:') ? imports.otherId(target.slice('external_id:'.length)) : target;
}

/** The orders of ways to find people that the screen offers; the API takes any. */
const MATCHES = {
  email: ['id', 'external_id:*', 'email'],
  name: ['id', 'external_id:*', 'email', 'name_and_birth_date'],
  likeness: ['id', 'external_id:*', 'email', 'matching'],
} as const;

function Options({ item: { id, options } }: { readonly item: Import }) {
  const { imports: words } = useTexts();
  const set = useAct((change: object) => client.updateImport({ id, body: { options: change } }));
  const match = options.match.includes('matching')
    ? 'likeness'
    : options.match.includes('name_and_birth_date')
      ? 'name'
      : 'email';
  const choice = <Name extends string>(names: Readonly<Record<Name, string>>) =>
    Object.entries<string>(names).map(([key, name]) => ({ id: key, name }));
  return (
    <div className="form columns">
      <Choose
        {...{ label: words.match, value: match }}
        choices={choice({ email: words.matchEmail, name: words.matchName, likeness: words.matchLikeness })}
        onChange={(wanted) => set.mutate({ match: MATCHES[wanted as keyof typeof MATCHES] })}
      />
      <Choose
        {...{ label: words.onMatch, value: options.on_match }}
        choices={choice({ update: words.onMatchUpdate, fill: words.onMatchFill, skip: words.onMatchSkip })}
        onChange={(wanted) => set.mutate({ on_match: wanted })}
      />
      <Choose
        {...{ label: words.transaction, value: options.transaction }}
        choices={choice({ row_by_row: words.rowByRow, all_or_nothing: words.allOrNothing })}
        onChange={(wanted) => set.mutate({ transaction: wanted })}
      />
      <Choose
        {...{ label: words.dates, value: options.date_order, choices: choice(words.dateOrders) }}
        onChange={(wanted) => set.mutate({ date_order: wanted })}
      />
    </div>
  );
}
