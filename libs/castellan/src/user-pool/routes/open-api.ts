import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { AuthRoute } from './auth-route.js';

type Json = Readonly<Record<string, unknown>>;

/** One operation of an OpenAPI 3.1 description. */
export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<string, Json>>;
}

/** An OpenAPI 3.1 description. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: Json;
}

/** What the security scheme is called in descriptions. */
export const BEARER = 'bearer';

/** The problem details object of RFC 9457, as every refusal is answered. */
const PROBLEM: Json = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', const: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable: compare this.' },
    detail: { type: 'string', description: 'One fixed sentence for each code.' },
    message: {
      type: 'string',
      description: 'What a trigger says to the user, with the code `trigger_refused`.',
    },
    errors: {
      type: 'array',
      description: 'The places of the body that are wrong, with the code `request_body_invalid`.',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'A JSON pointer (RFC 6901).' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

/** Describes one route, with nothing outside of it, so that it can stand in any description. */
export function operationOf(route: AuthRoute, tag: string): OpenApiOperation {
  const { name, summary, description, access, body } = route;
  const parameters = parametersOf(route);
  return {
    operationId: name,
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    security: access === 'user' ? [{ [BEARER]: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
    }),
    responses: responsesOf(route),
  };
}

/** Describes routes that are mounted below a path. */
export function describeRoutes(
  routes: readonly AuthRoute[],
  { path, title, version, tag }: { path: string; title: string; version: string; tag: string },
): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const route of routes) {
    const address = `${path}/${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    (paths[address] ??= {})[route.method.toLowerCase()] = operationOf(route, tag);
  }
  return {
    openapi: '3.1.0',
    info: { title, version },
    paths,
    components: { securitySchemes: { [BEARER]: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
  };
}

/** The parameters of the path, with their schemas. */
function parametersOf({ params }: AuthRoute): readonly Json[] {
  return Object.entries(params?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
}

/** What the route answers with, by status. */
function responsesOf({ status, answer, problems }: AuthRoute): Record<string, Json> {
  const responses: Record<string, Json> = {
    [String(status)]: {
      description: STATUS_CODES[status] ?? 'Done',
      ...(answer !== undefined && {
        content: { 'application/json': { schema: jsonSchema(answer, 'output') } },
      }),
    },
  };
  for (const [refused, codes] of Object.entries(problems)) {
    responses[refused] = {
      description: `${STATUS_CODES[Number(refused)] ?? 'Refused'}: ${codes.map((code) => `\`${code}\``).join(', ')}`,
      content: { 'application/problem+json': { schema: PROBLEM } },
    };
  }
  responses.default = {
    description: 'Any other refusal.',
    content: { 'application/problem+json': { schema: PROBLEM } },
  };
  return responses;
}

/** A schema of JSON Schema 2020-12, which is what OpenAPI 3.1 takes. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const described = Object.entries(z.toJSONSchema(schema, { io, reused: 'inline' }));
  return Object.fromEntries(described.filter(([name]) => name !== '$schema'));
}
