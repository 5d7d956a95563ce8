// Who may sign in, and what they may do.
import type { User } from '@kith/client';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { client } from '../app/client.ts';
import { useMay, useSession } from '../app/session.tsx';
import { useTexts } from '../app/texts.tsx';
import { useAct } from '../kit/act.ts';
import { Choose } from '../kit/fields.tsx';
import { Page, Panel, Tag } from '../kit/page.tsx';
import { Answered } from '../kit/states.tsx';
import { Table } from '../kit/table.tsx';
import { Invite, NewLink } from './invite.tsx';
import { useScopeNames } from './scope-names.ts';

const ALL = { limit: 1000 } as const;

export function UsersScreen() {
  const { users: words } = useTexts();
  const may = useMay();
  const users = useQuery({ queryKey: ['users'], queryFn: () => client.listUsers(ALL) });
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => client.listRoles() });
  const names = roles.data?.data.map(({ name }) => name) ?? [];
  return (
    <Page title={words.title} lead={words.lead} actions={may('users:write') ? <Invite roles={names} /> : null}>
      <Answered of={users}>{({ data }) => <Everybody users={data} roles={names} />}</Answered>
      <Panel title={words.roles}>
        <Answered of={roles}>{({ data }) => <Roles roles={data} />}</Answered>
      </Panel>
    </Page>
  );
}

function useRoleName(): (role: string) => string {
  const names: Readonly<Record<string, string>> = useTexts().users.roleNames;
  return (role) => names[role] ?? role;
}

function Everybody({ users, roles }: { readonly users: readonly User[]; readonly roles: readonly string[] }) {
  const { users: words, groups } = useTexts();
  return (
    <Table
      label={words.title}
      rows={users}
      rowKey={({ id }) => id}
      columns={[
        { title: groups.name, cell: ({ first_name, last_name }) => `${first_name} ${last_name}` },
        { title: words.email, cell: ({ email, login_name }) => email ?? login_name },
        { title: words.role, cell: (user) => <Role user={user} roles={roles} /> },
        {
          title: words.state,
          cell: ({ active }) => (active ? <Tag tone="good">{words.active}</Tag> : <Tag>{words.inactive}</Tag>),
        },
        { title: words.takeAccess, cell: (user) => <Access user={user} /> },
      ]}
    />
  );
}

/** Programs have roles of their own, which the screen shows and does not change. */
function Role({ user, roles }: { readonly user: User; readonly roles: readonly string[] }) {
  const { users: words } = useTexts();
  const may = useMay();
  const session = useSession();
  const nameOf = useRoleName();
  const change = useAct((role: string) => client.updateUser({ id: user.id, body: { role } }));
  if (!roles.includes(user.role)) return <>{user.role}</>;
  return (
    <Choose
      {...{ label: `${words.role}: ${user.login_name}`, isLabelHidden: true, value: user.role }}
      choices={roles.map((id) => ({ id, name: nameOf(id) }))}
      onChange={(role) => change.mutate(role)}
      isDisabled={!may('users:write') || user.id === session.user.id || change.isPending}
    />
  );
}

function Access({ user }: { readonly user: User }) {
  const { users: words } = useTexts();
  const may = useMay();
  const session = useSession();
  const change = useAct((active: boolean) => client.updateUser({ id: user.id, body: { active } }));
  if (!may('users:write') || user.id === session.user.id) return null;
  return (
    <span className="buttons">
      <Button
        className="plain"
        onPress={() => change.mutate(!user.active)}
        aria-label={`${user.active ? words.takeAccess : words.giveAccess}: ${user.login_name}`}
      >
        {user.active ? words.takeAccess : words.giveAccess}
      </Button>
      {user.active && user.email ? <NewLink user={user} /> : null}
    </span>
  );
}

interface RoleRow {
  readonly name: string;
  readonly scopes: readonly string[];
}

function Roles({ roles }: { readonly roles: readonly RoleRow[] }) {
  const { users: words, keys } = useTexts();
  const nameOf = useRoleName();
  const scopeName = useScopeNames();
  return (
    <Table
      label={words.roles}
      rows={roles}
      rowKey={({ name }) => name}
      columns={[
        { title: words.role, cell: ({ name }) => nameOf(name) },
        { title: keys.scopes, cell: ({ scopes }) => scopes.map(scopeName).join(', ') },
      ]}
    />
  );
}
