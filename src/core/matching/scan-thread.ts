// A thread that finds the duplicates of an organization, so that its process goes on answering meanwhile.
import { parentPort } from 'node:worker_threads';
import { Comparer } from './compare.ts';
import { standing } from './dismissals.ts';
import type { DuplicatePair } from './duplicate.ts';
import { featuresOf } from './features.ts';
import { DuplicateFinder, type FoundDuplicates } from './find-duplicates.ts';
import { keptOf, keptValues } from './learnt.ts';
import { Scorer } from './model.ts';
import { inThisThread } from './pair-work.ts';
import { judge } from './reasons.ts';
import { groupsOf } from './regroup.ts';
import type { ScanAnswer, ScanRequest } from './scan-messages.ts';
import { Similarity } from './similarity.ts';
import { factsOf } from './stored-people.ts';

/** Pairs of one message. */
const PIECE = 5_000;

const finder = new DuplicateFinder();
const ids: number[] = [];
const facts = new Map<number, string>();

const tell = (answer: ScanAnswer) => parentPort?.postMessage(answer);

parentPort?.on('message', (request: ScanRequest) => {
  if ('people' in request) {
    for (const person of request.people) {
      const features = featuresOf(person);
      finder.add(features);
      ids.push(person.id);
      // Facts are asked for only of those about whom something was decided.
      if (request.decided.has(person.id)) facts.set(person.id, factsOf(features));
    }
    tell({ say: 'taken' });
  } else find(request).catch((error: unknown) => tell({ say: 'failed', problem: String(error) }));
});

async function find({ dismissals, from }: Extract<ScanRequest, { dismissals: unknown }>): Promise<void> {
  const areTwo = standing(dismissals, facts);
  const idAt = (place: number) => ids[place] ?? 0;
  const found = await finder.find(inThisThread, {
    areTwo: (one, other) => areTwo(idAt(one), idAt(other)),
    tell: ({ step }) => tell({ say: 'step', step }),
  });
  const values = keptValues(finder.dictionary, found.counts);
  for (let start = 0; start < values.length; start += PIECE)
    tell({ say: 'values', values: values.slice(start, start + PIECE) });
  const pairs = judged(found, { from, idAt });
  for (let start = 0; start < pairs.length; start += PIECE)
    tell({ say: 'pairs', pairs: pairs.slice(start, start + PIECE) });
  const learnt = keptOf({ model: found.model, totals: found.counts.totals });
  const likely = pairs.filter(({ odds }) => odds >= 0);
  tell({ say: 'found', learnt, groups: groupsOf(found.groups, likely, idAt), people: ids.length, pairs: pairs.length });
}

interface Judging {
  /** Lower odds are not kept. */
  readonly from: number;
  readonly idAt: (place: number) => number;
}

function judged(
  { pairs, people, texts, frequencies, model }: FoundDuplicates,
  { from, idAt }: Judging,
): DuplicatePair[] {
  const comparer = new Comparer(people, new Similarity(texts, 20), frequencies);
  const scorer = new Scorer(model);
  const kept: DuplicatePair[] = [];
  for (let pair = 0; pair < pairs.count; pair += 1) {
    if ((pairs.odds[pair] ?? 0) < from) continue;
    const [one, other] = [pairs.one[pair] ?? 0, pairs.other[pair] ?? 0];
    comparer.compare(one, other);
    kept.push({ oneId: idAt(one), otherId: idAt(other), ...judge(comparer, scorer) });
  }
  return kept;
}
