import { ConfigurationError } from '../errors/index.js';

/** Headers as API Gateway hands them over: nothing at all, or one value for each name. */
export type EventHeaders = Readonly<Record<string, string | undefined>> | null;

/**
 * What is read of the events of API Gateway: REST and WebSocket APIs (format 1.0), HTTP APIs (format 2.0). The types of
 * `@types/aws-lambda` fit.
 */
export interface ApiGatewayEvent {
  readonly version?: string;
  readonly headers?: EventHeaders | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  readonly path?: string;
  readonly rawPath?: string;
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly resource?: string;
  readonly routeKey?: string;
  readonly httpMethod?: string;
  readonly requestContext: object;
}

interface RequestContextOfEvent {
  readonly http?: { readonly method?: string };
  readonly routeKey?: string;
  readonly requestId?: string;
}

/** @throws ConfigurationError for what API Gateway does not send, such as the records of a queue. */
export function requireApiEvent(event: unknown): void {
  const { requestContext } = (event ?? {}) as { readonly requestContext?: unknown };
  if (typeof requestContext === 'object' && requestContext !== null) return;
  throw new ConfigurationError(
    'The event has no requestContext, so it does not come from API Gateway. Put handler(...) behind a REST, HTTP or ' +
      'WebSocket API, and test it with an event of one.',
  );
}

/** The headers as Node's `rawHeaders`: each value by itself, whatever the case of its name. */
export function rawHeadersOf({
  headers,
  multiValueHeaders,
}: Pick<ApiGatewayEvent, 'headers' | 'multiValueHeaders'>): string[] {
  const raw: string[] = [];
  const seen = new Set<string>();
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    seen.add(name);
    for (const value of values ?? []) raw.push(name, value);
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined && !seen.has(name)) raw.push(name, value);
  }
  return raw;
}

/** What was called: the pattern of the route, and never the address that a client sent. */
export function routeOf(event: ApiGatewayEvent): { handler: string; method?: string; path?: string } {
  const context = event.requestContext as RequestContextOfEvent;
  const method = event.httpMethod ?? context.http?.method;
  const path = event.resource ?? event.routeKey ?? context.routeKey;
  return {
    handler: path ?? 'lambda',
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
  };
}

/** The target of the request as it was sent. */
export function targetOf(event: ApiGatewayEvent): string {
  return event.rawPath ?? event.path ?? '';
}

/** The body: parsed where it is JSON, otherwise as text; `undefined` where there is none. */
export function bodyOf(event: ApiGatewayEvent): unknown {
  const { body, isBase64Encoded } = event;
  if (body === undefined || body === null || body === '') return undefined;
  const text = isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
