// Writes src/operations.gen.ts from docs/openapi.json: `node sdk/generate.ts`. A test says when it was forgotten.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Json {
  readonly [name: string]: unknown;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly format?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const NAMED: Readonly<Record<string, string>> = {
  integer: 'number',
  number: 'number',
  string: 'string',
  boolean: 'boolean',
  null: 'null',
};

/** A JSON schema as a TypeScript type. Throws for what no schema of the document uses. */
function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeOf).join(' | ');
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ');
  if (Array.isArray(schema.type)) return schema.type.map((type: string) => typeOf({ ...schema, type })).join(' | ');
  if (schema.type === 'array') return arrayOf(schema);
  if (schema.type === 'object') return objectOf(schema);
  if (schema.type === undefined) return 'unknown';
  const named = NAMED[String(schema.type)];
  if (named === undefined) throw new Error(`No type for ${JSON.stringify(schema)}`);
  return named;
}

function arrayOf({ items, prefixItems }: Schema): string {
  if (prefixItems) return `readonly [${prefixItems.map(typeOf).join(', ')}]`;
  return `readonly (${typeOf(items ?? {})})[]`;
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
    const comment = schema.description ? `/** ${schema.description.replaceAll('*/', '')} */ ` : '';
    return `${comment}readonly ${key}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`;
  });
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  if (others)
    fields.push(`readonly [name: string]: ${Object.keys(properties).length > 0 ? 'unknown' : typeOf(others)};`);
  return fields.length === 0 ? 'Readonly<Record<string, unknown>>' : `{ ${fields.join(' ')} }`;
}

const RAW = 'application/octet-stream';

/** What a call takes besides its body, and its body under `body`. */
function inputOf({ parameters, requestBody }: Operation): string {
  const fields = parameters.map(({ name, in: place, required, schema }) => {
    const type = place === 'path' ? 'number | string' : typeOf(schema);
    const comment = schema.description ? `/** ${schema.description} */ ` : '';
    return `${comment}readonly ${name}${required ? '' : '?'}: ${type};`;
  });
  if (requestBody) {
    const { content } = requestBody;
    const [body] = Object.values(content);
    fields.push(`readonly body: ${RAW in content ? 'Blob | FormData | string' : typeOf(body?.schema ?? {})};`);
  }
  return fields.length === 0 ? 'Nothing' : `{ ${fields.join(' ')} }`;
}

function successOf({ responses }: Operation): { status: string; content: Content } {
  const [status = '204'] = Object.keys(responses).filter((code) => code.startsWith('2'));
  return { status, content: responses[status]?.content ?? {} };
}

const isFile = (content: Content) => Object.keys(content).some((type) => type !== 'application/json');

function resultOf(operation: Operation): string {
  const { content } = successOf(operation);
  const json = content['application/json'];
  if (json) return typeOf(json.schema);
  return Object.keys(content).length > 0 ? 'Response' : 'void';
}

/** The whole file. */
export function generate({ paths, components }: Document): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema)};`,
  );
  const types = operations.map(
    ({ operation }) =>
      `/** ${operation.summary} */\n${operation.operationId}: { input: ${inputOf(operation)}; result: ${resultOf(operation)} };`,
  );
  const table = operations.map(({ path, method, operation }) => {
    const query = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
    const file = isFile(successOf(operation).content) ? `, 'file'` : '';
    return `${operation.operationId}: ['${method}', '${path}', '${query.join(' ')}'${file}],`;
  });
  return [
    '// Written by generate.ts from docs/openapi.json; not by hand.',
    'type Nothing = Readonly<Record<never, never>>;',
    ...schemas,
    `/** By operation: what a call takes, and what it answers. */\nexport interface Operations {\n${types.join('\n')}\n}`,
    '/** By operation: method, path, names of what goes into the query, and whether the answer is a file. */',
    `export const OPERATIONS = {\n${table.join('\n')}\n} as const satisfies Readonly<Record<keyof Operations, readonly [string, string, string, 'file'?]>>;`,
    '',
  ].join('\n\n');
}

export async function readDocument(): Promise<Document> {
  const text = await readFile(join(import.meta.dirname, '../docs/openapi.json'), 'utf8');
  return JSON.parse(text) as Document & Json;
}

if (import.meta.main)
  await writeFile(join(import.meta.dirname, 'src/operations.gen.ts'), generate(await readDocument()));
