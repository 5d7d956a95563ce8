// What every row does or did, the correction of those that are refused, and the way back of the whole.
import type { Import, ImportRow } from '@kith/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { shown } from '../../app/labels.ts';
import { useMay } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { Panel, Tag, type Tone } from '../../kit/page.tsx';
import { usePages } from '../../kit/pages.ts';
import { Answered } from '../../kit/states.tsx';
import { FixRow } from './fix-row.tsx';

export function Report({ item }: { readonly item: Import }) {
  const { imports: words } = useTexts();
  const { status, id } = item;
  return (
    <>
      {status === 'checked' ? <p className="lead">{words.checkLead}</p> : null}
      <Numbers item={item} />
      <div className="decide">
        {status === 'checked' ? <Run item={item} /> : null}
        {status === 'checked' || status === 'cancelled' ? (
          <>
            <CheckAgain id={id} />
            <Link
              className="button"
              to="/imports/$id"
              params={{ id: String(id) }}
              search={{ step: 'columns', outcome: undefined }}
            >
              {words.steps.columns}
            </Link>
          </>
        ) : null}
        {status === 'done' ? <Undo id={id} /> : null}
        {item.result.failed > 0 ? (
          <a className="button" href={`/v1/imports/${id}/errors.csv`} download>
            {words.refused}
          </a>
        ) : null}
      </div>
      <Rows item={item} />
    </>
  );
}

const COUNTS = {
  create: 'created',
  update: 'updated',
  unchanged: 'unchanged',
  skip: 'skipped',
  error: 'failed',
} as const;
type Outcome = keyof typeof COUNTS;

const TONES: Readonly<Record<Outcome, Tone>> = {
  create: 'good',
  update: 'note',
  unchanged: 'plain',
  skip: 'warn',
  error: 'bad',
};

/** How many rows do what; a press shows those. */
function Numbers({ item }: { readonly item: Import }) {
  const { imports: words } = useTexts();
  const { outcome } = useSearch({ from: '/imports/$id' });
  const id = String(item.id);
  return (
    <ul className="numbers">
      <li>
        <Link
          to="/imports/$id"
          params={{ id }}
          search={{ step: undefined, outcome: undefined }}
          aria-current={outcome ? undefined : 'true'}
        >
          <strong>{item.file.rows}</strong> {words.allRows}
        </Link>
      </li>
      {(Object.keys(COUNTS) as Outcome[]).map((each) => (
        <li key={each}>
          <Link
            to="/imports/$id"
            params={{ id }}
            search={{ step: undefined, outcome: each }}
            aria-current={outcome === each ? 'true' : undefined}
          >
            <strong>{item.result[COUNTS[each]]}</strong> {words.outcomes[each]}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Run({ item }: { readonly item: Import }) {
  const { imports: words } = useTexts();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const { created, updated, failed } = item.result;
  const isRefused = failed > 0 && item.options.transaction === 'all_or_nothing';
  const run = useAct(() => client.runImport({ id: item.id }), { onDone: () => setOpen(false) });
  return (
    <>
      <Button className="primary" onPress={() => setOpen(true)} isDisabled={isRefused || !may('people:write')}>
        {words.run(created + updated)}
      </Button>
      <Confirm
        {...{ title: words.runAsk, action: words.run(created + updated), isOpen, onClose: () => setOpen(false) }}
        onConfirm={() => run.mutate()}
        isBusy={run.isPending}
      >
        <Numbers item={item} />
      </Confirm>
    </>
  );
}

function CheckAgain({ id }: { readonly id: number }) {
  const { imports: words } = useTexts();
  const check = useAct(() => client.checkImport({ id }));
  return <Button onPress={() => check.mutate()}>{words.again}</Button>;
}

function Undo({ id }: { readonly id: number }) {
  const { imports: words } = useTexts();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const preview = useQuery({
    queryKey: ['imports', id, 'undo'],
    queryFn: ({ signal }) => client.revertImport({ id, dry_run: 'true' }, { signal }),
    enabled: isOpen,
    staleTime: 0,
  });
  const undo = useAct(() => client.revertImport({ id }), { onDone: () => setOpen(false) });
  return (
    <>
      <Button onPress={() => setOpen(true)} isDisabled={!may('people:write')}>
        {words.undo}
      </Button>
      <Confirm
        {...{ title: words.undoAsk, action: words.undo, isOpen, onClose: () => setOpen(false) }}
        onConfirm={() => undo.mutate()}
        isBusy={undo.isPending || preview.data === undefined}
      >
        <Answered of={preview}>
          {(answer) =>
            'reverted' in answer ? (
              <>
                <p>{words.undoCount(answer.reverted)}</p>
                {answer.kept.length > 0 ? <p>{words.undoKept(answer.kept.length)}</p> : null}
              </>
            ) : null
          }
        </Answered>
      </Confirm>
    </>
  );
}

function Rows({ item }: { readonly item: Import }) {
  const { imports: words, actions } = useTexts();
  const { outcome } = useSearch({ from: '/imports/$id' });
  const list = usePages(['imports', item.id, 'rows', item.status], client.listImportRows, {
    ...{ id: item.id, limit: 100 },
    ...(outcome && { outcome }),
  });
  return (
    <Panel title={outcome ? words.outcomes[outcome] : words.allRows}>
      <Answered of={list}>
        {(rows) => (
          <ol className="rows">
            {rows.map((row) => (
              <RowLine key={row.row} item={item} row={row} />
            ))}
          </ol>
        )}
      </Answered>
      {list.hasMore ? <Button onPress={list.more}>{actions.more}</Button> : null}
    </Panel>
  );
}

function RowLine({ item, row }: { readonly item: Import; readonly row: ImportRow }) {
  const texts = useTexts();
  const { imports: words, fields } = texts;
  const names: Readonly<Record<string, string>> = fields;
  const known: Readonly<Record<string, string>> = texts.errors.codes;
  const { outcome, constituent_id: person, changes, errors, values } = row;
  const heading = (column: number | null) => item.mapping.columns.find(({ index }) => index === column)?.heading ?? '';
  return (
    <li>
      <p>
        <span className="quiet">{row.row}</span>{' '}
        {outcome ? <Tag tone={TONES[outcome]}>{words.outcomes[outcome]}</Tag> : null}{' '}
        {person ? (
          <Link to="/people/$id" params={{ id: String(person) }}>
            {values.filter(Boolean).slice(0, 4).join(' · ')}
          </Link>
        ) : (
          values.filter(Boolean).slice(0, 4).join(' · ')
        )}
      </p>
      {errors.map(({ column, code, detail }) => (
        <p key={`${column} ${code}`} className="problem-text">
          {[heading(column), detail === null ? '' : `“${detail}”`].filter(Boolean).join(' ')}:{' '}
          {known[code] ?? code.replaceAll('_', ' ')}
        </p>
      ))}
      {outcome === 'update' ? (
        <dl className="pairs">
          {Object.entries(changes).map(([field, { before, after }]) => (
            <div key={field}>
              <dt>{names[field] ?? field.replaceAll('_', ' ')}</dt>
              <dd>
                <del>{shown(before, texts)}</del> <ins>{shown(after, texts)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {outcome === 'error' && item.status === 'checked' ? <FixRow item={item} row={row} /> : null}
    </li>
  );
}
