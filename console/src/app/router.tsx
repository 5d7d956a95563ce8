// Which screen is at which address. What a screen shows is in its address: back, reload and a copied link show the same.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Missing } from '../screens/missing.tsx';
import { PeopleScreen } from '../screens/people/people.tsx';
import { isNarrowed, isWhere, type Whom } from '../screens/people/whom.ts';
import { SignedIn } from './signed-in.tsx';

const root = createRootRoute({ component: SignedIn, notFoundComponent: Missing });

type Given = Readonly<Record<string, unknown>>;
type PersonTab = 'details' | 'giving' | 'notes' | 'checks' | 'history';
type Outcome = 'create' | 'update' | 'unchanged' | 'skip' | 'error';

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
/** Digits alone come as a number. */
const words = (value: unknown) => text(typeof value === 'number' ? String(value) : value);
const choice =
  <Value extends string>(...values: readonly Value[]) =>
  (value: unknown) =>
    values.find((each) => each === value);

const page = <Path extends string>(path: Path, load: () => ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component: load() });

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: PeopleScreen,
  validateSearch: ({ q, sort, narrowed, where }: Given): Whom & { sort?: string } => ({
    q: words(q),
    sort: text(sort),
    narrowed: isNarrowed(narrowed) ? narrowed : undefined,
    where: isWhere(where) ? where : undefined,
  }),
});
const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('../screens/person/person.tsx'), 'PersonScreen'),
  validateSearch: ({ tab, as_of }: Given): { tab?: PersonTab; as_of?: string } => ({
    tab: choice<PersonTab>('details', 'giving', 'notes', 'checks', 'history')(tab),
    as_of: text(as_of),
  }),
});
const duplicates = createRoute({
  getParentRoute: () => root,
  path: '/duplicates',
  component: lazyRouteComponent(() => import('../screens/duplicates/duplicates.tsx'), 'DuplicatesScreen'),
  validateSearch: ({ status }: Given): { status?: 'dismissed' | 'merged' } => ({
    status: choice('dismissed', 'merged')(status),
  }),
});
const exportPeople = createRoute({
  getParentRoute: () => root,
  path: '/exports',
  component: lazyRouteComponent(() => import('../screens/exports.tsx'), 'ExportsScreen'),
  validateSearch: ({ q, narrowed, where }: Given): Whom => ({
    q: words(q),
    narrowed: isNarrowed(narrowed) ? narrowed : undefined,
    where: isWhere(where) ? where : undefined,
  }),
});
const oneImport = createRoute({
  getParentRoute: () => root,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('../screens/imports/import.tsx'), 'ImportScreen'),
  validateSearch: ({ step, outcome }: Given): { step?: 'columns'; outcome?: Outcome } => ({
    step: choice('columns')(step),
    outcome: choice<Outcome>('create', 'update', 'unchanged', 'skip', 'error')(outcome),
  }),
});

const routeTree = root.addChildren([
  page('/', () => lazyRouteComponent(() => import('../screens/home.tsx'), 'HomeScreen')),
  people,
  page('/people/new', () => lazyRouteComponent(() => import('../screens/new-person.tsx'), 'NewPersonScreen')),
  person,
  duplicates,
  page('/duplicates/$id', () => lazyRouteComponent(() => import('../screens/duplicates/compare.tsx'), 'CompareScreen')),
  page('/merges', () => lazyRouteComponent(() => import('../screens/merges/merges.tsx'), 'MergesScreen')),
  page('/merges/$id', () => lazyRouteComponent(() => import('../screens/merges/merge.tsx'), 'MergeScreen')),
  page('/imports', () => lazyRouteComponent(() => import('../screens/imports/imports.tsx'), 'ImportsScreen')),
  oneImport,
  exportPeople,
  page('/giving', () => lazyRouteComponent(() => import('../screens/giving.tsx'), 'GivingScreen')),
  page('/groups', () => lazyRouteComponent(() => import('../screens/groups.tsx'), 'GroupsScreen')),
  page('/history', () => lazyRouteComponent(() => import('../screens/history/change-sets.tsx'), 'ChangeSetsScreen')),
  page('/history/$id', () => lazyRouteComponent(() => import('../screens/history/change-set.tsx'), 'ChangeSetScreen')),
  page('/keys', () => lazyRouteComponent(() => import('../screens/keys.tsx'), 'KeysScreen')),
  page('/users', () => lazyRouteComponent(() => import('../screens/users.tsx'), 'UsersScreen')),
  page('/account', () => lazyRouteComponent(() => import('../screens/account/account.tsx'), 'AccountScreen')),
]);

export const router = createRouter({ routeTree, basepath: '/console', scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
