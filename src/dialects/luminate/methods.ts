// Every method of the API (wire/luminate.md §1.2 and §4). Names are case-sensitive.
import type { Method, Servlet } from './call.ts';
import { create } from './routes/create.ts';

const BOTH: readonly Servlet[] = ['CRConsAPI', 'SRConsAPI'];
const POST = ['POST'] as const;

export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['create', { run: create, servlets: BOTH, verbs: POST, client: 'anyone' }],
]);
