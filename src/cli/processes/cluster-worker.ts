// The other end of serving-processes.ts: how one of several serving processes talks with the first one.
import cluster from 'node:cluster';
import { STOP } from './serving-processes.ts';

export interface ClusterWorker {
  /** Aborts when the first process says so. Without one to say it, node:cluster ends this process at once. */
  readonly stop: AbortSignal;
  /** Says that this process listens. */
  announce(url: string): void;
  /** Lets the process end: until then the channel to the first one keeps it running. */
  leave(): void;
}

/** Undefined when this process serves alone or is the first one. */
export function findClusterWorker(): ClusterWorker | undefined {
  const { worker } = cluster;
  if (!worker) return undefined;
  return {
    stop: stopMessage(),
    announce: (url) => {
      worker.send(url);
    },
    leave: () => worker.disconnect(),
  };
}

function stopMessage(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.on('message', (message) => {
    if (message === STOP) stop();
  });
  // To this process alone: it is replaced.
  process.on('SIGTERM', stop);
  // A terminal signals all processes at once; what that means is for the first one to say.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  return controller.signal;
}
