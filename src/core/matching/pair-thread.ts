// A thread that compares its share of the candidates.
import { parentPort, workerData } from 'node:worker_threads';
import { type PairRequest, type PairThread, pairWorker } from './pair-work.ts';

const answer = pairWorker(workerData as PairThread);

parentPort?.on('message', (request: PairRequest) => {
  parentPort?.postMessage(answer(request));
});
