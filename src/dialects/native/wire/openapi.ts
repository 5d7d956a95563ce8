// The OpenAPI document, written from the operations.
import { z } from 'zod';
import type { Operation } from './operation.ts';

const PROBLEM = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string().optional(),
  request_id: z.string(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
});

const STATUSES = {
  401: 'Who calls is not known',
  403: 'The caller may not do this',
  404: 'Not found',
  422: 'Wrong input',
};

type Schemas = Record<string, unknown>;

/** A schema in JSON. Schemas in it that have an id go to `named`, and are referred to. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', named: Schemas) {
  const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  Object.assign(named, referring($defs));
  return referring(rest);
}

function referring<Json>(json: Json): Json {
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query') {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input', {});
  return Object.entries(properties).map(([name, described]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: described,
  }));
}

const FILE = { type: 'string', format: 'binary' };
const UPLOAD = {
  'text/csv': { schema: FILE },
  'application/octet-stream': { schema: FILE },
  'multipart/form-data': { schema: { type: 'object', properties: { file: FILE }, required: ['file'] } },
};

function described(operation: Operation, named: Schemas) {
  const { id, summary, scope, open, params, query, body, bodyType, upload, result, fileTypes, status } = operation;
  const content = body && { schema: schemaOf(z.array(body), 'input', named).items };
  const good = status ?? (result || fileTypes ? 200 : 204);
  const success = {
    description: 'Success',
    ...(fileTypes && { content: Object.fromEntries(fileTypes.map((type) => [type, { schema: FILE }])) }),
    ...(result && { content: { 'application/json': { schema: schemaOf(z.array(result), 'output', named).items } } }),
  };
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const failures = Object.entries(STATUSES).map(([code, description]) => [code, { description, content: problem }]);
  return {
    operationId: id,
    summary,
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query')],
    ...(upload && { requestBody: { required: true, content: UPLOAD } }),
    ...(content && { requestBody: { required: true, content: { [bodyType ?? 'application/json']: content } } }),
    responses: { [good]: success, ...Object.fromEntries(failures) },
    security: open ? [] : scope === 'own' ? [{ session: [] }] : [{ key: [scope] }, { session: [] }],
  };
}

/** An OpenAPI 3.1 document, whose addresses are relative to where it was read. */
export function openApi(operations: readonly Operation[]): object {
  const named: Schemas = {};
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: described(operation, named) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Kith', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/v1' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(PROBLEM, 'output', named), ...named },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key that begins with kith_' },
        session: { type: 'apiKey', in: 'cookie', name: 'kith_session', description: 'Of a user who is signed in' },
      },
    },
  };
}
