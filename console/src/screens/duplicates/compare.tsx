// Two or more records side by side: what differs on top, why they may be the same, who stays, and the decision.
import type { Constituent, Duplicate } from '@kith/client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { reasonOf } from '../../app/labels.ts';
import { useMay } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { useNotices } from '../../kit/notices.tsx';
import { Page, Panel, Tag } from '../../kit/page.tsx';
import { Answered, Loading } from '../../kit/states.tsx';
import { SideBySide } from './side-by-side.tsx';
import { WhatMoves } from './what-moves.tsx';

export function CompareScreen() {
  const id = Number(useParams({ strict: false }).id);
  const group = useQuery({
    queryKey: ['duplicates', id],
    queryFn: ({ signal }) => client.getDuplicate({ id }, { signal }),
  });
  return (
    <Answered of={group} isScreen>
      {(data) => <Compare key={data.id} group={data} />}
    </Answered>
  );
}

function Compare({ group }: { readonly group: Duplicate }) {
  const { duplicates: words } = useTexts();
  const people = useQueries({
    queries: group.constituent_ids.map((id) => ({
      queryKey: ['person', id],
      queryFn: () => client.getConstituent({ id }),
    })),
    combine: (answers) => answers.flatMap(({ data }) => (data ? [data] : [])),
  });
  const [survivor, setSurvivor] = useState(group.suggested_survivor_id);
  const [choose, setChoose] = useState<Readonly<Record<string, number>>>({});
  const others = group.constituent_ids.filter((id) => id !== survivor);
  if (people.length < group.constituent_ids.length)
    return (
      <Page title={words.compareTitle}>
        <Loading />
      </Page>
    );
  const stay = (id: number) => {
    setSurvivor(id);
    setChoose({});
  };
  return (
    <Page title={words.compareTitle} lead={<Sure group={group} />}>
      {group.status === 'open' ? (
        <Decisions {...{ group, survivor, others, choose, people, stay }} />
      ) : (
        <Decided group={group} />
      )}
      <SideBySide
        {...{ people, survivor, choose, stay }}
        onChoose={(field, id) => setChoose((now) => ({ ...now, [field]: id }))}
      />
      <Panel title={words.reasons}>
        <Reasons group={group} />
      </Panel>
      {group.status === 'open' ? <WhatMoves survivorId={survivor} otherIds={others} /> : null}
    </Page>
  );
}

function Sure({ group: { probability, certainty } }: { readonly group: Duplicate }) {
  const { duplicates: words } = useTexts();
  const format = useFormat();
  return (
    <>
      <Tag tone={certainty === 'certain' ? 'good' : 'warn'}>
        {certainty === 'certain' ? words.certain : words.review}
      </Tag>{' '}
      {words.sure(format.percent(probability))}
    </>
  );
}

function Reasons({ group }: { readonly group: Duplicate }) {
  const texts = useTexts();
  return (
    <ul className="plain-list">
      {group.pairs.flatMap(({ a, b, reasons }) =>
        reasons.map((reason) => (
          <li key={`${a} ${b} ${reason.field} ${reason.comparison}`} className={reason.weight < 0 ? 'against' : 'for'}>
            <span aria-hidden="true">{reason.weight < 0 ? '−' : '+'}</span> {reasonOf(reason, texts)}
          </li>
        )),
      )}
    </ul>
  );
}

interface DecisionProps {
  readonly group: Duplicate;
  readonly survivor: number;
  readonly others: readonly number[];
  readonly choose: Readonly<Record<string, number>>;
  readonly people: readonly Constituent[];
  readonly stay: (id: number) => void;
}

function useDecisions({ group, survivor, others, choose }: DecisionProps) {
  const { duplicates: words, merges } = useTexts();
  const { tell } = useNotices();
  const next = useNext(group.id);
  const undoMerge = useAct((id: number) => client.undoMerge({ id }), { onDone: () => tell(merges.undoneNow) });
  const withdraw = useAct(() => client.restoreDuplicate({ id: group.id }));
  const merge = useAct(() => client.createMerge({ body: { survivor_id: survivor, other_ids: others, choose } }), {
    onDone: (made) => {
      tell(words.merged1(made.survivor.display_name), () => undoMerge.mutate(made.id));
      next();
    },
  });
  const dismiss = useAct(() => client.dismissDuplicate({ id: group.id, body: {} }), {
    onDone: () => {
      tell(words.dismissed1, () => withdraw.mutate());
      next();
    },
  });
  return { merge, dismiss, next };
}

/** Opens the group behind this one in the queue. */
function useNext(id: number): () => void {
  const navigate = useNavigate();
  const queue = useQuery({
    queryKey: ['duplicates', 'queue'],
    queryFn: ({ signal }) => client.listDuplicates({ status: 'open', limit: 100 }, { signal }),
  });
  return () => {
    const ids = (queue.data?.data ?? []).map((group) => group.id);
    const following = ids[ids.indexOf(id) + 1];
    if (following === undefined || following === id) void navigate({ to: '/duplicates' });
    else void navigate({ to: '/duplicates/$id', params: { id: String(following) } });
  };
}

function Decisions(props: DecisionProps) {
  const { duplicates: words } = useTexts();
  const may = useMay();
  const { people, stay } = props;
  const { merge, dismiss, next } = useDecisions(props);
  const isBusy = merge.isPending || dismiss.isPending || !may('people:write');
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isElsewhere = event.target instanceof Element && event.target.closest('input, textarea, [role=dialog]');
      if (isElsewhere || event.ctrlKey || event.metaKey || event.altKey || isBusy) return;
      const chosen = people[Number(event.key) - 1];
      if (event.key === 'm') merge.mutate();
      else if (event.key === 'n') dismiss.mutate();
      else if (event.key === 's') next();
      else if (chosen) stay(chosen.id);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
  return (
    <div className="decide">
      <Button className="primary" onPress={() => merge.mutate()} isDisabled={isBusy}>
        {words.same} <kbd>m</kbd>
      </Button>
      <Button onPress={() => dismiss.mutate()} isDisabled={isBusy}>
        {words.notSame} <kbd>n</kbd>
      </Button>
      <Button onPress={next}>
        {words.later} <kbd>s</kbd>
      </Button>
    </div>
  );
}

function Decided({ group }: { readonly group: Duplicate }) {
  const { duplicates: words } = useTexts();
  const may = useMay();
  const withdraw = useAct(() => client.restoreDuplicate({ id: group.id }));
  return (
    <p className="banner">
      {group.status === 'merged' ? words.merged : words.dismissed}{' '}
      {group.status === 'dismissed' ? (
        <Button onPress={() => withdraw.mutate()} isDisabled={!may('people:write')}>
          {words.restore}
        </Button>
      ) : null}
    </p>
  );
}
