// When a call is tried again, and after how long.

/** Answers after which the same call may succeed: too many requests, and a server or database that is away for a moment. */
const PASSING = new Set([429, 502, 503, 504]);

const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 30_000;

/** Milliseconds to wait before try number `attempt` (from 1), or undefined where trying again is no use. */
export function pauseBefore(attempt: number, response: Response | undefined): number | undefined {
  // The first try of this call still runs, and its answer is lost on the way: the next try gets it.
  const isRunning = response?.status === 409 && response.headers.has('retry-after');
  if (response && !isRunning && !PASSING.has(response.status)) return undefined;
  const asked = Number(response?.headers.get('retry-after') ?? Number.NaN);
  if (asked >= 0) return Math.min(asked * 1000, LONGEST_PAUSE);
  const longest = Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE);
  // Clients that were refused together must not come back together.
  return longest / 2 + (Math.random() * longest) / 2;
}

/** Ends early, with the reason, when the signal does. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
