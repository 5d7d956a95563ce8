import type { PoolClient } from 'pg';
import type { CopyStreamQuery, CopyToStreamQuery } from 'pg-copy-streams';

/** Milliseconds; the longest that a timer takes. */
const FOR_EVER = 2 ** 31 - 1;

/** What `pg` looks for on a query, and sets on it. */
interface Timed {
  query_timeout?: number;
  callback?: (error: null) => void;
}

/**
 * Sends a COPY, which takes as long as it takes. The driver times each query, and ends the timer of one that is a stream only if it
 * is told: call `ended` when the stream has ended, or the process does not.
 */
export function beginCopy<Stream extends CopyStreamQuery | CopyToStreamQuery>(
  client: PoolClient,
  copy: Stream,
): { readonly stream: Stream; readonly ended: () => void } {
  const timed: Timed = Object.assign(copy, { query_timeout: FOR_EVER } satisfies Timed);
  const stream = client.query(copy);
  return { stream, ended: () => timed.callback?.(null) };
}
