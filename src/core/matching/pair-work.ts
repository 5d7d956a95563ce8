// Candidates are compared in this thread, or by turns in several.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ScoredPairs } from './clusters.ts';
import type { PairWork } from './find-duplicates.ts';
import type { Frequencies } from './frequencies.ts';
import type { Sample, Scanned } from './learn.ts';
import { joinPairs, joinSamples, type Scoring, samplePairs, scorePairs } from './pairs.ts';
import { Similarity } from './similarity.ts';

/** What a thread is asked. */
export type PairRequest =
  | { readonly ask: 'sample'; readonly frequencies: Frequencies; readonly scale: number }
  | { readonly ask: 'score'; readonly frequencies: Frequencies; readonly scoring: Scoring };

export interface PairThread {
  readonly scanned: Scanned;
  readonly from: number;
  readonly step: number;
}

/** Remembered likenesses: a power of two, 9 bytes each. */
const REMEMBERED = 20;

/** Answers what a thread is asked, for its share of the people. */
export function pairWorker({ scanned, from, step }: PairThread): (request: PairRequest) => Sample | ScoredPairs {
  const similarity = new Similarity(scanned.texts, REMEMBERED);
  return (request) => {
    const comparing = { ...scanned, similarity, frequencies: request.frequencies };
    if (request.ask === 'sample') {
      return samplePairs(comparing, { from, step: step * request.scale }, request.scale);
    }
    return scorePairs(comparing, { from, step }, request.scoring);
  };
}

export function inThisThread(scanned: Scanned): PairWork {
  const answer = pairWorker({ scanned, from: 0, step: 1 });
  return {
    sample: async (frequencies, scale) => answer({ ask: 'sample', frequencies, scale }) as Sample,
    score: async (frequencies, scoring) => answer({ ask: 'score', frequencies, scoring }) as ScoredPairs,
    end: async () => undefined,
  };
}

export function inThreads(count: number): (scanned: Scanned) => PairWork {
  return (scanned) => {
    const threads = Array.from({ length: count }, (_, from) => {
      const workerData: PairThread = { scanned, from, step: count };
      return new Worker(new URL('./pair-thread.ts', import.meta.url), { workerData });
    });
    const askAll = <Answer>(request: PairRequest) => Promise.all(threads.map((thread) => ask<Answer>(thread, request)));
    return {
      sample: async (frequencies, scale) => joinSamples(await askAll<Sample>({ ask: 'sample', frequencies, scale })),
      score: async (frequencies, scoring) =>
        joinPairs(await askAll<ScoredPairs>({ ask: 'score', frequencies, scoring })),
      end: async () => {
        await Promise.all(threads.map((thread) => thread.terminate()));
      },
    };
  };
}

/** One question at a time. Throws what the thread threw. */
async function ask<Answer>(thread: Worker, request: PairRequest): Promise<Answer> {
  const listening = new AbortController();
  const { signal } = listening;
  const ended = once(thread, 'exit', { signal }).then(([code]) => {
    throw new Error(`A thread of the scan ended with ${code}`);
  });
  try {
    // `once` rejects with what an `error` event brings.
    const answer = once(thread, 'message', { signal });
    thread.postMessage(request);
    const [message] = (await Promise.race([answer, ended])) as [Answer];
    return message;
  } finally {
    listening.abort();
  }
}
