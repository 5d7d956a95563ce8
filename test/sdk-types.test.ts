// The client's types are those of the document: `node sdk/generate.ts` writes them anew.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generate, readDocument } from '../sdk/generate.ts';

test('the client knows the operations of the document', async () => {
  const written = await readFile('sdk/src/operations.gen.ts', 'utf8');
  expect(written).toBe(generate(await readDocument()));
});
