import { constants } from 'node:os';

/** Ctrl-C reaches this process from the terminal and once more through npm: within this time (ms) it is one wish. */
const SAME_WISH = 200;

const PARENT_CHECK = 250;

/**
 * Aborts on the first SIGINT, SIGTERM or SIGHUP, so that the caller can stop in order; a second one ends the process at
 * once. Under npm it also aborts when npm's shell is gone: that shell dies of a signal without passing it on, and the
 * server would run on unseen.
 */
export function stopSignal({ startedByNpm }: { startedByNpm: boolean }): AbortSignal {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const stop = (signal: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      controller.abort();
    } else if (performance.now() - firstAt > SAME_WISH) {
      process.exit(128 + constants.signals[signal]);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (startedByNpm) watchParent(controller);
  return controller.signal;
}

function watchParent(controller: AbortController): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    controller.abort();
  }, PARENT_CHECK);
  timer.unref();
}

/** Settles when the signal is aborted, at once if it is already. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Milliseconds that are left for what a stopped process has forgotten to let go of. */
const LAST_MOMENT = 2_000;

/** To be called when everything is stopped: ends the process although a peer or a fault still holds something of it. */
export function endSoon(): void {
  setTimeout(() => process.exit(), LAST_MOMENT).unref();
}
