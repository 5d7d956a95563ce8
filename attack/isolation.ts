// One organization's credentials and another one's ids, at every route: nothing of the other's comes back or changes.
import { randomUUID } from 'node:crypto';
import type { Result } from './result.ts';
import { allRoutes, jsonCall, LUMINATE_METHODS, servletCall } from './routes.ts';
import { JSON_TYPE, lglHeaders, ohoHeaders, send } from './send.ts';
import type { Target } from './target.ts';

/** Everything the victim has that can be named by an id, with a word in it that nobody else knows. */
async function plant(target: Target, marker: string): Promise<{ id: string; ids: string[] }> {
  const { victim } = target;
  const lgl = async (path: string, body: object) => {
    const answer = await send(target, {
      method: 'POST',
      path: `/api/v1${path}`,
      headers: { ...lglHeaders(victim), ...JSON_TYPE },
      body: JSON.stringify(body),
    });
    return (JSON.parse(answer.text) as { id: number }).id;
  };
  const id = await lgl('/constituents', {
    first_name: marker,
    last_name: marker,
    email_addresses: [{ address: `${marker}@attack.example` }],
    phone_numbers: [{ number: '+12065550100' }],
    street_addresses: [{ street: marker, city: marker }],
  });
  const note = await lgl(`/constituents/${id}/notes`, { text: marker });
  const report = await lgl(`/constituents/${id}/contact_reports`, { text: marker });
  const group = await lgl('/groups', { name: marker });
  return { id: String(id), ids: [id, note, report, group].map(String) };
}

export async function isolation(target: Target): Promise<Result> {
  const marker = `Isolde${randomUUID().replaceAll('-', '')}`;
  const { id, ids } = await plant(target, marker);
  const read = () => send(target, { path: `/api/constituents/${id}`, headers: ohoHeaders(target.victim) });
  const before = (await read()).text;
  const failures: string[] = [];
  let requests = 0;
  const look = (what: string, text: string) => {
    requests += 1;
    if (text.includes(marker)) failures.push(`${what} tells a stranger of it`);
  };
  for (const route of (await allRoutes()).filter(({ dialect }) => dialect !== 'luminate')) {
    for (const foreign of route.path.includes(':') ? ids : [id]) {
      const path = route.path.replace(/:\w+(?:\([^)]*\))?|\*/g, foreign);
      const body = JSON.stringify({
        id: Number(id),
        constituent: { id: Number(id) },
        first_name: 'Stolen',
        text: 'Stolen',
        name: 'Stolen',
      });
      const call = jsonCall(route, { path, body, credentials: target.stranger });
      look(`${route.method} ${path}`, (await send(target, call)).text);
    }
  }
  const address = `${marker}@attack.example`;
  const named: Record<string, string>[] = [{ cons_id: id }, { primary_email: address, email: address }];
  for (const method of LUMINATE_METHODS) {
    for (const fields of named) {
      const call = servletCall(target.stranger, 'SRConsAPI', {
        method,
        ...fields,
        fields: 'name.first',
        list_filter_text: marker,
      });
      look(`SRConsAPI ${method}`, (await send(target, call)).text);
    }
  }
  // The other's key under one's own address, and the reverse.
  const mixed = servletCall(target.stranger, 'SRConsAPI', { method: 'getUser', cons_id: id });
  look(
    'SRConsAPI at the address of the other',
    (await send(target, { ...mixed, path: `/${target.victim.luminate.organization}/site/SRConsAPI` })).text,
  );
  const after = await read();
  if (after.status !== 200 || after.text !== before) failures.push('the record is not what it was');
  return { attack: 'isolation', requests: requests + 8, figure: `${ids.length} foreign ids`, failures };
}
