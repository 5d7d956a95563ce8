// What the benchmark is doing, for whoever waits: on stderr, so that stdout is the result alone.

const started = performance.now();

/** One line, with the minutes and seconds since the start. */
export function say(text: string): void {
  const seconds = Math.floor((performance.now() - started) / 1000);
  process.stderr.write(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} ${text}\n`);
}

/** A function that says how far a long step is, at most every three seconds. */
export function progressOf(step: string, total: number): (done: number) => void {
  let said = performance.now();
  return (done) => {
    if (performance.now() - said < 3_000) return;
    said = performance.now();
    say(`  ${step}: ${Math.floor((done / total) * 100)} %`);
  };
}
