// One import: its columns, what would happen, what happened, and the way back.
import type { Import } from '@kith/client';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button, ProgressBar } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { useNotices } from '../../kit/notices.tsx';
import { Page, Tag } from '../../kit/page.tsx';
import { Answered } from '../../kit/states.tsx';
import { Columns } from './columns.tsx';
import { Report } from './report.tsx';

/** Work goes on behind these. */
const WORKING = new Set(['reading', 'checking', 'running', 'reverting']);

export function ImportScreen() {
  const id = Number(useParams({ strict: false }).id);
  const found = useQuery({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => client.getImport({ id }, { signal }),
    refetchInterval: ({ state }) => (state.data && WORKING.has(state.data.status) ? 700 : false),
  });
  return (
    <Answered of={found} isScreen>
      {(data) => <OneImport item={data} />}
    </Answered>
  );
}

function OneImport({ item }: { readonly item: Import }) {
  const { imports: words } = useTexts();
  const format = useFormat();
  const { step } = useSearch({ from: '/imports/$id' });
  const { status, file, problem } = item;
  const statuses: Readonly<Record<string, string>> = words.statuses;
  const showsColumns = status === 'ready' || (step === 'columns' && (status === 'checked' || status === 'cancelled'));
  return (
    <Page
      title={file.name}
      lead={
        <>
          <Tag tone={status === 'failed' ? 'bad' : status === 'done' ? 'good' : 'note'}>
            {statuses[status] ?? status}
          </Tag>{' '}
          {words.rows(file.rows)} · {format.bytes(file.bytes)} · {file.encoding}
        </>
      }
      actions={<Discard item={item} />}
    >
      {problem ? (
        <p className="banner problem-text" role="alert">
          {problem}
        </p>
      ) : null}
      {WORKING.has(status) ? <Progress item={item} /> : showsColumns ? <Columns item={item} /> : <Report item={item} />}
    </Page>
  );
}

function Progress({ item: { id, status, progress } }: { readonly item: Import }) {
  const { imports: words } = useTexts();
  const statuses: Readonly<Record<string, string>> = words.statuses;
  const stop = useAct(() => client.cancelImport({ id }));
  const { done, total } = progress;
  const share = total === 0 ? 0 : Math.round((done / total) * 100);
  return (
    <div className="working" role="status">
      <ProgressBar value={share} aria-label={statuses[status] ?? status} valueLabel={words.progress(done, total)}>
        <p>
          {statuses[status]} · {words.progress(done, total)}
        </p>
        <progress max={100} value={share} aria-hidden="true" />
      </ProgressBar>
      <Button onPress={() => stop.mutate()}>{words.cancel}</Button>
    </div>
  );
}

/** A file that changed nothing can be thrown away. */
const DISCARDABLE = new Set(['ready', 'checked', 'failed', 'cancelled', 'reverted']);

function Discard({ item: { id, status } }: { readonly item: Import }) {
  const { imports: words } = useTexts();
  const { tell } = useNotices();
  const navigate = useNavigate();
  const remove = useAct(() => client.deleteImport({ id }), {
    onDone: () => {
      tell(words.deleted);
      void navigate({ to: '/imports' });
    },
  });
  if (!DISCARDABLE.has(status)) return null;
  return <Button onPress={() => remove.mutate()}>{words.delete}</Button>;
}
