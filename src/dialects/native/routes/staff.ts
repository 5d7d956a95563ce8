// The organization's users: who they are, what they may do, and how they are invited.
import { permissionsOf, STAFF_ROLE_NAMES, STAFF_ROLES } from '../../../core/access/roles.ts';
import { createUser, listUsers } from '../../../core/access/users.ts';
import { pageOf } from '../../../core/base/page.ts';
import { allowRole, changeUser, getUser } from '../../../core/staff/change-user.ts';
import { removeSecondFactor } from '../../../core/staff/second-factor.ts';
import { inviteUser, type Sending } from '../../../core/staff/user-links.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { SCOPES } from '../auth.ts';
import { type Operation, operation, presenter } from '../wire/operation.ts';
import { byId } from '../wire/parameters.ts';
import { INVITATION, ROLE, ROLES, USER, USER_CHANGE, USER_INPUT } from '../wire/resources.ts';
import { resource } from './resource.ts';

/** The page of the console that takes a link's token. */
const PASSWORD_PAGE = '/console/password';

/** How links get to users: by mail, where there is a server for it and an address that links may begin with. */
export function linkSending({ sealer, clock, publicUrl, mail }: DialectContext): Sending {
  const page = publicUrl === undefined || mail.smtpUrl === undefined ? undefined : `${publicUrl}${PASSWORD_PAGE}`;
  return { sealer, now: clock.now(), page };
}

const USERS = resource({
  ...{ title: 'User', titles: 'Users', word: 'user', path: '/users', wire: { shown: USER, body: USER_CHANGE } },
  scopes: ['settings:read', 'users:write'],
  core: {
    list: async (db, actor, page) => pageOf(await listUsers(db, actor), page),
    get: getUser,
    update: (tx, actor, { id, input }: { id: number; input: object }) =>
      changeUser(tx, actor, { userId: id, change: input, roles: STAFF_ROLES }),
  },
});

const presentInvitation = presenter(INVITATION);

const invite = operation({
  id: 'inviteUser',
  method: 'POST',
  path: '/users',
  summary:
    'Adds a user, who gets a mail with a link to choose a password. Where no mail can be sent, the answer has the link.',
  scope: 'users:write',
  body: USER_INPUT,
  result: INVITATION,
  status: 201,
  run: async ({ context, actor, body }) => {
    const { email, first_name: firstName, last_name: lastName, role } = body;
    return transaction(context.db, actor, async (tx) => {
      allowRole(actor, role);
      // No password is right until the user chooses one.
      const input = { email, firstName, lastName, role, roles: STAFF_ROLES, passwordHash: '' };
      const user = await createUser(tx, actor, input);
      return presentInvitation({ user, ...link(await inviteUser(tx, actor, user, linkSending(context))) });
    });
  },
});

const inviteAgain = operation({
  id: 'inviteUserAgain',
  method: 'POST',
  path: '/users/{id}/invitation',
  summary: 'Makes a new link for a user to choose a password; the one from before ends.',
  scope: 'users:write',
  params: byId,
  result: INVITATION,
  status: 201,
  run: async ({ context, actor, params }) =>
    transaction(context.db, actor, async (tx) => {
      const user = await getUser(tx, actor, params.id);
      return presentInvitation({ user, ...link(await inviteUser(tx, actor, user, linkSending(context))) });
    }),
});

/** The token stays behind `#`: no server, and no log, gets to see it. */
function link(token: string | undefined) {
  return { isMailed: token === undefined, link: token === undefined ? null : `${PASSWORD_PAGE}#${token}` };
}

const takeFactor = operation({
  id: 'removeSecondFactorOfUser',
  method: 'DELETE',
  path: '/users/{id}/second_factor',
  summary: 'Turns the second factor of a user off who has lost it.',
  scope: 'users:write',
  params: byId,
  run: async ({ context, actor, params }) =>
    transaction(context.db, actor, async (tx) => {
      allowRole(actor, (await getUser(tx, actor, params.id)).role);
      await removeSecondFactor(tx, actor, params.id);
    }),
});

const presentRole = presenter(ROLE);

const roles = operation({
  id: 'listRoles',
  method: 'GET',
  path: '/roles',
  summary: 'Lists the roles that users have, and what each may do.',
  scope: 'settings:read',
  result: ROLES,
  run: async () => ({ data: STAFF_ROLE_NAMES.map((name) => presentRole({ name, scopes: scopesOf(name) })) }),
});

function scopesOf(role: string): string[] {
  const permissions = permissionsOf(role);
  return Object.keys(SCOPES).filter((scope) => SCOPES[scope]?.every((needed) => permissions.has(needed)));
}

export const STAFF: readonly Operation[] = [...USERS, invite, inviteAgain, takeFactor, roles];
