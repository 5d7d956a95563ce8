/** Rows are gathered up to this many characters, so that a long list leaves in few writes. */
const CHUNK = 32_768;

/** A JSON array of the rows, in chunks, holding one chunk at a time. */
export async function* jsonArray<Row>(rows: AsyncIterable<Row>, toWire: (row: Row) => unknown): AsyncGenerator<string> {
  let chunk = '[';
  let separator = '';
  for await (const row of rows) {
    chunk += separator + JSON.stringify(toWire(row));
    separator = ',';
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}]`;
}
