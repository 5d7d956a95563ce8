// Every method of the API (docs/contracts/luminate.md §1.2 and §4). Names are case-sensitive.

import { authenticateUser } from '../routes/authenticateUser.ts';
import { changePassword } from '../routes/changePassword.ts';
import { create } from '../routes/create.ts';
import { createOrUpdate } from '../routes/createOrUpdate.ts';
import { getGroupMembers } from '../routes/getGroupMembers.ts';
import { getInteraction } from '../routes/getInteraction.ts';
import { getLoginUrl } from '../routes/getLoginUrl.ts';
import { getSingleSignOnToken } from '../routes/getSingleSignOnToken.ts';
import { getUser } from '../routes/getUser.ts';
import { getUserCenters } from '../routes/getUserCenters.ts';
import { getUserGroups } from '../routes/getUserGroups.ts';
import { getUserInteractions } from '../routes/getUserInteractions.ts';
import { getUserInterests } from '../routes/getUserInterests.ts';
import { getUserTransactions } from '../routes/getUserTransactions.ts';
import { isEmailValid } from '../routes/isEmailValid.ts';
import { isUserInterested } from '../routes/isUserInterested.ts';
import { listCenters } from '../routes/listCenters.ts';
import { listInteractions } from '../routes/listInteractions.ts';
import { listInterests } from '../routes/listInterests.ts';
import { listUserFieldChoices } from '../routes/listUserFieldChoices.ts';
import { listUserFields } from '../routes/listUserFields.ts';
import { logInteraction } from '../routes/logInteraction.ts';
import { login } from '../routes/login.ts';
import { loginTest } from '../routes/loginTest.ts';
import { logout } from '../routes/logout.ts';
import { singleSignOn } from '../routes/singleSignOn.ts';
import { update } from '../routes/update.ts';
import { updateInteraction } from '../routes/updateInteraction.ts';
import type { Method, Servlet } from './call.ts';

const BOTH: readonly Servlet[] = ['CRConsAPI', 'SRConsAPI'];
const CLIENT: readonly Servlet[] = ['CRConsAPI'];
const SERVER: readonly Servlet[] = ['SRConsAPI'];
const POST = ['POST'] as const;
const GET_POST = ['GET', 'POST'] as const;

export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['authenticateUser', { run: authenticateUser, servlets: BOTH, verbs: POST, client: 'anyone' }],
  ['changePassword', { run: changePassword, servlets: BOTH, verbs: POST, client: 'signed-on' }],
  ['create', { run: create, servlets: BOTH, verbs: POST, client: 'anyone' }],
  ['createOrUpdate', { run: createOrUpdate, servlets: BOTH, verbs: POST, client: 'signed-on' }],
  ['getGroupMembers', { run: getGroupMembers, servlets: BOTH, verbs: POST, client: 'signed-on' }],
  ['getInteraction', { run: getInteraction, servlets: BOTH, verbs: POST, client: 'signed-on' }],
  ['getLoginUrl', { run: getLoginUrl, servlets: CLIENT, verbs: GET_POST, client: 'anyone' }],
  ['getSingleSignOnToken', { run: getSingleSignOnToken, servlets: SERVER, verbs: POST, client: 'anyone' }],
  ['getUser', { run: getUser, servlets: BOTH, verbs: POST, client: 'signed-on' }],
  ['getUserCenters', { run: getUserCenters, servlets: BOTH, verbs: GET_POST, client: 'signed-on' }],
  ['getUserGroups', { run: getUserGroups, servlets: BOTH, verbs: POST, client: 'signed-on' }],
  ['getUserInteractions', { run: getUserInteractions, servlets: BOTH, verbs: POST, client: 'signed-on' }],
  ['getUserInterests', { run: getUserInterests, servlets: BOTH, verbs: POST, client: 'signed-on' }],
  ['getUserTransactions', { run: getUserTransactions, servlets: BOTH, verbs: GET_POST, client: 'signed-on' }],
  ['isEmailValid', { run: isEmailValid, servlets: BOTH, verbs: GET_POST, client: 'anyone' }],
  ['isUserInterested', { run: isUserInterested, servlets: BOTH, verbs: GET_POST, client: 'signed-on' }],
  ['listCenters', { run: listCenters, servlets: BOTH, verbs: GET_POST, client: 'anyone' }],
  ['listInteractions', { run: listInteractions, servlets: BOTH, verbs: POST, client: 'anyone' }],
  ['listInterests', { run: listInterests, servlets: BOTH, verbs: GET_POST, client: 'anyone' }],
  ['listUserFieldChoices', { run: listUserFieldChoices, servlets: BOTH, verbs: GET_POST, client: 'anyone' }],
  ['listUserFields', { run: listUserFields, servlets: BOTH, verbs: GET_POST, client: 'anyone' }],
  ['logInteraction', { run: logInteraction, servlets: BOTH, verbs: POST, client: 'signed-on' }],
  ['login', { run: login, servlets: BOTH, verbs: POST, client: 'anyone' }],
  ['loginTest', { run: loginTest, servlets: CLIENT, verbs: GET_POST, client: 'anyone' }],
  ['logout', { run: logout, servlets: CLIENT, verbs: GET_POST, client: 'anyone' }],
  ['singleSignOn', { run: singleSignOn, servlets: CLIENT, verbs: POST, client: 'anyone' }],
  ['update', { run: update, servlets: BOTH, verbs: POST, client: 'signed-on' }],
  ['updateInteraction', { run: updateInteraction, servlets: BOTH, verbs: POST, client: 'signed-on' }],
]);
