// docs/openapi.json is what integrations are written for: a change of it is seen, and meant (`npx vitest run --update=true
// test/openapi.test.ts` writes it anew).
import { expect, test } from 'vitest';
import { OPERATIONS } from '../src/dialects/native/index.ts';
import { openApi } from '../src/dialects/native/wire/openapi.ts';

test('the document of the own API is the one that is published', async () => {
  await expect(`${JSON.stringify(openApi(OPERATIONS), null, 2)}\n`).toMatchFileSnapshot('../docs/openapi.json');
});
