// Everybody, or whom a search finds.
import type { ConstituentSummary, Operations } from '@kith/client';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Button, Checkbox } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useMay } from '../../app/session.tsx';
import { type Texts, useTexts } from '../../app/texts.tsx';
import { type Column, Grid } from '../../kit/grid.tsx';
import { Page, Tag } from '../../kit/page.tsx';
import { usePages } from '../../kit/pages.ts';
import { SearchField } from '../../kit/search-field.tsx';
import { Answered, Empty } from '../../kit/states.tsx';
import { filterOf, type Whom } from './whom.ts';

const Facets = lazy(async () => ({ default: (await import('./facets.tsx')).Facets }));
const Conditions = lazy(async () => ({ default: (await import('./conditions.tsx')).Conditions }));
const ChangeGroups = lazy(async () => ({ default: (await import('./change-groups.tsx')).ChangeGroups }));
const MergeSelected = lazy(async () => ({ default: (await import('./merge-selected.tsx')).MergeSelected }));

/** A list of a POST, page by page. */
const query = (body: Operations['queryConstituents']['input']['body'], options: { readonly signal: AbortSignal }) =>
  client.queryConstituents({ body }, options);

export function PeopleScreen() {
  const { people } = useTexts();
  const navigate = useNavigate();
  const { sort = 'name', ...whom } = useSearch({ from: '/people' });
  const [selected, setSelected] = useState<ReadonlyMap<number, string>>(new Map());
  const go = (change: Whom & { sort?: string }) =>
    void navigate({
      to: '/people',
      search: { ...whom, sort: sort === 'name' ? undefined : sort, ...change },
      replace: true,
    });
  return (
    <Page title={people.title} actions={<Actions whom={whom} />}>
      <SearchField label={people.search} value={whom.q ?? ''} onSearch={(text) => go({ q: text || undefined })} />
      <Suspense>
        <Facets whom={whom} onChange={(narrowed) => go({ narrowed })} />
        <Conditions
          where={whom.where ?? []}
          onChange={(where) => go({ where: where.length > 0 ? where : undefined })}
        />
      </Suspense>
      {selected.size > 0 ? <Bulk selected={selected} onClear={() => setSelected(new Map())} /> : null}
      <List
        {...{ whom, sort, selected }}
        onSort={(by) => go({ sort: by })}
        onSelect={({ id, display_name }) => setSelected((before) => toggled(before, id, display_name))}
      />
    </Page>
  );
}

function Actions({ whom }: { readonly whom: Whom }) {
  const { people } = useTexts();
  const may = useMay();
  const navigate = useNavigate();
  return (
    <>
      {may('people:export') ? (
        <Button onPress={() => void navigate({ to: '/exports', search: whom })}>{people.exportThese}</Button>
      ) : null}
      {may('people:write') ? (
        <Button className="primary" onPress={() => void navigate({ to: '/people/new' })}>
          {people.add}
        </Button>
      ) : null}
    </>
  );
}

type Selected = ReadonlyMap<number, string>;

function Bulk({ selected, onClear }: { readonly selected: Selected; readonly onClear: () => void }) {
  const { people } = useTexts();
  const may = useMay();
  return (
    <div className="bulk" role="toolbar" aria-label={people.selected(selected.size)}>
      <span>{people.selected(selected.size)}</span>
      {may('people:write') ? (
        <Suspense>
          <ChangeGroups ids={[...selected.keys()]} onDone={onClear} />
        </Suspense>
      ) : null}
      {may('people:write') && selected.size > 1 ? (
        <Suspense>
          <MergeSelected people={selected} onDone={onClear} />
        </Suspense>
      ) : null}
      <Button className="plain" onPress={onClear}>
        {people.clear}
      </Button>
    </div>
  );
}

interface ListProps {
  readonly whom: Whom;
  readonly sort: string;
  readonly selected: Selected;
  readonly onSort: (sort: string) => void;
  readonly onSelect: (row: ConstituentSummary) => void;
}

function List({ whom, sort, selected, onSort, onSelect }: ListProps) {
  const { people, actions } = useTexts();
  const navigate = useNavigate();
  const filter = filterOf(whom);
  const asked = { ...(whom.q && { q: whom.q }), ...(filter && { filter }) };
  const list = usePages(['people'], query, { ...asked, sort, limit: 100, total: 'exact' as const });
  const columns = useColumns(selected, onSelect);
  const isEverybody = !whom.q && !filter;
  return (
    <>
      <p className="list-says" role="status">
        {whom.q ? people.matching(whom.q) : filter ? list.first?.explained : people.all}
        {list.total === null || list.isStale ? '' : ` · ${people.count(list.total)}`}
      </p>
      <Answered of={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={isEverybody ? people.nobody : people.empty}>
              {isEverybody ? actions.add : people.emptyHint}
            </Empty>
          ) : (
            <Grid
              {...{ label: people.title, columns, rows, total: list.total ?? -1, sort, selected: keysOf(selected) }}
              {...{ onSort, onSelect, onEnd: list.more }}
              rowKey={({ id }) => id}
              onOpen={({ id }) => void navigate({ to: '/people/$id', params: { id: String(id) } })}
            />
          )
        }
      </Answered>
    </>
  );
}

const keysOf = (map: ReadonlyMap<number, string>): ReadonlySet<number> => new Set(map.keys());

function toggled(before: ReadonlyMap<number, string>, id: number, name: string): ReadonlyMap<number, string> {
  const after = new Map(before);
  if (!after.delete(id)) after.set(id, name);
  return after;
}

function useColumns(selected: ReadonlyMap<number, string>, select: (row: ConstituentSummary) => void) {
  const texts = useTexts();
  const format = useFormat();
  return useMemo<readonly Column<ConstituentSummary>[]>(() => {
    const { people } = texts;
    return [
      {
        id: 'select',
        title: people.choose,
        isTitleHidden: true,
        width: '2.75rem',
        cell: (row) => (
          <Checkbox
            className="check"
            aria-label={people.select(row.display_name)}
            isSelected={selected.has(row.id)}
            onChange={() => select(row)}
            excludeFromTabOrder
          >
            <span className="box" aria-hidden="true" />
          </Checkbox>
        ),
      },
      {
        id: 'name',
        title: people.name,
        width: 'minmax(11rem, 3fr)',
        sort: 'name',
        cell: (row) => row.display_name || people.unnamed,
      },
      { id: 'org', title: people.organization, width: 'minmax(6rem, 2fr)', cell: (row) => row.org_name ?? '' },
      {
        id: 'born',
        title: people.born,
        width: 'minmax(6rem, 1fr)',
        cell: (row) => (row.birth_date ? format.date(row.birth_date) : ''),
      },
      {
        id: 'state',
        title: people.state,
        width: 'minmax(7.5rem, 1fr)',
        cell: (row) => <State row={row} texts={texts} />,
      },
      {
        id: 'updated',
        title: people.updated,
        width: 'minmax(8rem, 1fr)',
        sort: 'updated_at',
        cell: (row) => format.date(row.updated_at),
      },
      { id: 'id', title: people.id, width: '6rem', sort: 'id', cell: (row) => row.id },
    ];
  }, [texts, format, selected, select]);
}

function State({ row, texts }: { readonly row: ConstituentSummary; readonly texts: Texts }) {
  const { people } = texts;
  if (row.is_deceased) return <Tag>{people.deceased}</Tag>;
  if (row.is_org) return <Tag tone="note">{people.isOrg}</Tag>;
  return row.active ? <Tag tone="good">{people.active}</Tag> : null;
}
