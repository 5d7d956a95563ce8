import { expect, test } from 'vitest';
import type { Actor } from '../base/actor.ts';
import { AUDIENCES, mayWrite } from './audience.ts';

test.each<[Actor['type'], string[]]>([
  ['user', ['staff', 'person_read', 'person_write']],
  ['key', ['staff', 'person_read', 'person_write']],
  ['system', ['staff', 'person_read', 'person_write']],
  ['constituent', ['person_write']],
  ['anonymous', ['person_write']],
])('%s writes %j', (type, expected) => {
  expect(AUDIENCES.filter((audience) => mayWrite({ type } as Actor, audience))).toEqual(expected);
});
