/**
 * Does `work`, or throws `late` when that takes longer than so many milliseconds. The work is told by its signal to let go of
 * what it holds, but nobody waits for it any more: without that, a peer that keeps the work from ending would keep the caller
 * as well.
 */
export async function withDeadline<T>(
  milliseconds: number,
  late: Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(late);
      controller.abort(late);
    }, milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), passed]);
  } finally {
    clearTimeout(timer);
  }
}
