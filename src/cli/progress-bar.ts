const WIDTH = 30;

/** Shows on stderr how far something is, when a person is looking; the finished bar disappears. */
export function progressBar(label: string): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (done, total) => {
    const filled = Math.round((done / total) * WIDTH);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
    process.stderr.write(done < total ? `\r${label} ${bar} ${done}/${total}` : '\r\x1b[2K');
  };
}
