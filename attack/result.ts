export interface Result {
  readonly attack: string;
  readonly requests: number;
  /** What was measured, with its unit. */
  readonly figure: string;
  /** One line for each thing that should not be; empty: it held. */
  readonly failures: readonly string[];
  /** Why it could not be tried. */
  readonly skipped?: string;
}

const SHOWN = 5;

export function report(results: readonly Result[]): string {
  const rows = results.map((result) => [stateOf(result), result.attack, String(result.requests), result.figure]);
  const table = [['', 'attack', 'requests', 'figure'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const details = results.flatMap(({ attack, failures, skipped }) => [
    ...failures.slice(0, SHOWN).map((failure) => `${attack}: ${failure}`),
    ...(failures.length > SHOWN ? [`${attack}: and ${failures.length - SHOWN} more`] : []),
    ...(skipped ? [`${attack}: not tried: ${skipped}`] : []),
  ]);
  return [...lines, '', ...details].join('\n').trimEnd();
}

function stateOf({ failures, skipped }: Result): string {
  if (skipped) return '-';
  return failures.length === 0 ? 'held' : 'FAILED';
}
