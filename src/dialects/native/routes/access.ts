// The keys by which programs use the organization's data.
import { createKey, listKeys, revokeKey } from '../../../core/access/keys.ts';
import { invalidField } from '../../../core/base/failure.ts';
import { pageOf } from '../../../core/base/page.ts';
import { transaction } from '../../../db/transaction.ts';
import { DIALECT, KEY_PREFIX, SCOPES } from '../auth.ts';
import { type Operation, operation, presenter } from '../wire/operation.ts';
import { KEY } from '../wire/resources.ts';
import { resource } from './resource.ts';

const KEYS = resource({
  ...{ title: 'Key', titles: 'Keys', word: 'key', path: '/keys', wire: KEY },
  scopes: ['settings:read', 'settings:write'],
  core: { list: async (db, actor, page) => pageOf(await listKeys(db, actor), page), remove: revokeKey },
});

const create = operation({
  id: 'createKey',
  method: 'POST',
  path: '/keys',
  summary: 'Makes a key of this API. The key itself is in the answer, this once.',
  scope: 'settings:write',
  body: KEY.body,
  result: KEY.created,
  status: 201,
  run: async ({ context, actor, body }) => {
    const at = body.scopes.findIndex((scope) => !Object.hasOwn(SCOPES, scope));
    if (at >= 0) throw invalidField(`/scopes/${at}`, 'unknown_scope');
    // A key makes none that may do more than itself.
    const beyond = body.scopes.flatMap((scope) => SCOPES[scope] ?? []).find((each) => !actor.permissions.has(each));
    if (beyond) throw invalidField('/scopes', 'beyond_own_scopes');
    const wanted = { ...body, dialect: DIALECT, prefix: KEY_PREFIX };
    const { key, ...made } = await transaction(context.db, actor, (tx) => createKey(tx, actor, wanted));
    return presenter(KEY.created)({ ...made, accessToken: key });
  },
});

export const ACCESS: readonly Operation[] = [...KEYS, create];
