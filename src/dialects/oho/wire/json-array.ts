/** A JSON array of all rows, in as many chunks as there are batches. */
export async function* jsonArray<Row>(
  batches: AsyncIterable<readonly Row[]>,
  toWire: (row: Row) => unknown,
): AsyncGenerator<string> {
  let start = '[';
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    yield start + JSON.stringify(rows.map((row) => toWire(row))).slice(1, -1);
    start = ',';
  }
  yield start === '[' ? '[]' : ']';
}
