// Everybody, or whom a search finds.
import type { ConstituentSummary } from '@kith/client';
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

const MergeSelected = lazy(async () => ({ default: (await import('./merge-selected.tsx')).MergeSelected }));

export function PeopleScreen() {
  const { people, actions } = useTexts();
  const may = useMay();
  const navigate = useNavigate();
  const { q, sort = 'name' } = useSearch({ from: '/people' });
  const list = usePages(['people'], client.listConstituents, {
    ...(q && { q }),
    sort,
    limit: 100,
    total: 'exact' as const,
  });
  const [selected, setSelected] = useState<ReadonlyMap<number, string>>(new Map());
  const select = (row: ConstituentSummary) => setSelected((before) => toggled(before, row.id, row.display_name));
  const columns = useColumns(selected, select);
  const search = (text: string) =>
    void navigate({
      to: '/people',
      search: { q: text || undefined, sort: sort === 'name' ? undefined : sort },
      replace: true,
    });
  const buttons = (
    <>
      {may('people:export') ? (
        <Button onPress={() => void navigate({ to: '/exports', search: { q } })}>{people.exportThese}</Button>
      ) : null}
      {may('people:write') ? (
        <Button className="primary" onPress={() => void navigate({ to: '/people/new' })}>
          {people.add}
        </Button>
      ) : null}
    </>
  );
  return (
    <Page title={people.title} actions={buttons}>
      <SearchField label={people.search} value={q ?? ''} onSearch={search} />
      <p className="list-says" role="status">
        {q ? people.matching(q) : people.all}
        {list.total === null || list.isStale ? '' : ` · ${people.count(list.total)}`}
      </p>
      {selected.size > 0 ? (
        <div className="bulk" role="toolbar" aria-label={people.selected(selected.size)}>
          <span>{people.selected(selected.size)}</span>
          {may('people:write') && selected.size > 1 ? (
            <Suspense>
              <MergeSelected people={selected} onDone={() => setSelected(new Map())} />
            </Suspense>
          ) : null}
          <Button className="plain" onPress={() => setSelected(new Map())}>
            {people.clear}
          </Button>
        </div>
      ) : null}
      <Answered of={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={q ? people.empty : people.nobody}>{q ? people.emptyHint : actions.add}</Empty>
          ) : (
            <Grid
              {...{ label: people.title, columns, rows, total: list.total ?? -1, sort, selected: keysOf(selected) }}
              rowKey={({ id }) => id}
              onOpen={({ id }) => void navigate({ to: '/people/$id', params: { id: String(id) } })}
              onEnd={list.more}
              onSort={(by) => void navigate({ to: '/people', search: { q, sort: by }, replace: true })}
              onSelect={select}
            />
          )
        }
      </Answered>
    </Page>
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
