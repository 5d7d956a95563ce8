// The reference of the API as one page for people, made of the OpenAPI document: no script, nothing from elsewhere.
import { createHash } from 'node:crypto';

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #1a1a1a; background: #fff }
h1 { font-size: 1.75rem } h2 { font-size: 1.25rem; border-bottom: 1px solid #b5b5b5; margin-top: 2.5rem } nav ul { columns: 18rem }
h3 { font: 600 1rem/1.5 ui-monospace, monospace; margin-top: 2rem; overflow-wrap: anywhere } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ddd } code { font-size: .95em }
a { color: #0b4f8a } :focus-visible { outline: 3px solid #b35900; outline-offset: 2px } .scope { color: #4a4a4a }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #151515 } a { color: #8ec7ff } th, td { border-color: #444 } .scope { color: #bbb } }`;

/** Lets the page have its own style and nothing else. */
export const REFERENCE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
  readonly security: readonly { readonly key?: readonly string[]; readonly session?: readonly string[] }[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** `#/components/schemas/Group` → a link to it. */
function link(ref: string): string {
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  return `<a href="#${escaped(name)}">${escaped(name)}</a>`;
}

function typeOf(schema: Schema): string {
  if (schema.$ref) return link(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => `<code>${escaped(String(value))}</code>`).join(', ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  return escaped(schema.format ? `${type} (${schema.format})` : type);
}

function rows(schema: Schema): string {
  const required = schema.required ?? [];
  const entries = Object.entries(schema.properties ?? {}).map(
    ([name, inner]) =>
      `<tr><td><code>${escaped(name)}</code>${required.includes(name) ? '' : ' (optional)'}</td><td>${typeOf(inner)}</td>
      <td>${escaped(inner.description ?? '')}</td></tr>`,
  );
  return entries.length === 0 ? '' : `<table>${entries.join('\n')}</table>`;
}

function operation([method, path]: readonly [string, string], described: Described): string {
  const { operationId, summary, parameters, requestBody, responses, security } = described;
  const query = parameters.filter((each) => each.in === 'query');
  const asked = rows({ properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])) });
  const [body] = Object.values(requestBody?.content ?? {});
  const [status, success] = Object.entries(responses)[0] ?? [];
  const [answer] = Object.values(success?.content ?? {});
  const scope = security[0]?.key?.[0];
  return `<section id="${escaped(operationId)}"><h3>${method.toUpperCase()} /v1${escaped(path)}</h3>
  <p>${escaped(summary)} ${scope ? `<span class="scope">Needs <code>${escaped(scope)}</code>.</span>` : ''}</p>${asked}
  ${body ? `<p>Body: ${typeOf(body.schema)}</p>${body.schema.$ref ? '' : rows(body.schema)}` : ''}
  <p>Answers ${escaped(status ?? '')}${answer ? `: ${typeOf(answer.schema)}` : ''}</p>${answer && !answer.schema.$ref ? rows(answer.schema) : ''}</section>`;
}

/** The page of a document that `openApi` wrote. */
export function referencePage(given: object): string {
  const { paths, components } = given as Document;
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, described })),
  );
  const contents = all.map(
    ({ path, method, described }) =>
      `<li><a href="#${escaped(described.operationId)}">${method.toUpperCase()} ${escaped(path)}</a></li>`,
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `<section id="${escaped(name)}"><h3>${escaped(name)}</h3>${rows(schema)}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kith API</title><style>${STYLE}</style></head><body><main>
<h1>Kith API</h1><p>Send <code>Authorization: Bearer kith_…</code>. The same as data: <a href="openapi.json">openapi.json</a>.</p>
<nav aria-label="Operations"><ul>${contents.join('\n')}</ul></nav>
<h2>Operations</h2>${all.map(({ path, method, described }) => operation([method, path], described)).join('\n')}
<h2>Schemas</h2>${schemas.join('\n')}</main></body></html>`;
}
