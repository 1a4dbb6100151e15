import type { IncomingMessage } from 'node:http';
import type { RequestValue } from '../policies/index.js';

/** What is read of Node's own request, which doors without a server stand in for. */
export type ReadRequest = Pick<IncomingMessage, 'rawHeaders' | 'url' | 'httpVersionMajor'>;

/** What Express and Fastify add to a request, as far as it is read here. */
interface FrameworkRequest {
  readonly params?: unknown;
  /** The target as it came, whatever has been mounted or rewritten since. */
  readonly originalUrl?: unknown;
  /** The host as the application sees it: that of a proxy where it says that it trusts one. */
  readonly host?: unknown;
}

/**
 * Reads a part of a request that a caller's tenant is compared with. Only Node's own list of headers tells whether
 * one was sent twice, and only the target tells whether a parameter was percent-encoded: proxies on the way may have
 * understood the two differently.
 *
 * @param framework The request of Express or of Fastify; Node's own where a part of it can be read from there.
 * @returns `undefined` where it is absent, `null` where it is there and not one plain value.
 */
export function readRequestValue(
  request: ReadRequest,
  framework: object,
  source: RequestValue,
): string | null | undefined {
  switch (source.kind) {
    case 'param':
      return routeParameter(framework, targetOf(request, framework), source.name);
    case 'header':
      return onlyValue(request, source.name);
    case 'host':
      return hostOf(request, framework);
  }
}

function targetOf(request: ReadRequest, { originalUrl }: FrameworkRequest): string {
  return typeof originalUrl === 'string' ? originalUrl : (request.url ?? '');
}

function onlyValue({ rawHeaders }: ReadRequest, name: string): string | null | undefined {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== name) continue;
    if (found !== undefined) return null;
    found = rawHeaders[index + 1];
  }
  return found;
}

function routeParameter(
  { params }: FrameworkRequest,
  target: string,
  name: string,
): string | null | undefined {
  if (typeof params !== 'object' || params === null || !Object.hasOwn(params, name)) return undefined;
  const value = (params as Readonly<Record<string, unknown>>)[name];
  if (value === undefined || value === '') return undefined;
  return typeof value === 'string' && isWrittenLiterally(target, value) ? value : null;
}

/** Whether some segment of the path is the value, and none is an encoded form of it. */
function isWrittenLiterally(target: string, value: string): boolean {
  const [path = ''] = target.split(/[?#]/, 1);
  const segments = path.split('/');
  return (
    segments.includes(value) && !segments.some((segment) => segment !== value && decodes(segment, value))
  );
}

function decodes(segment: string, value: string): boolean {
  try {
    return segment.includes('%') && decodeURIComponent(segment) === value;
  } catch {
    return false;
  }
}

/**
 * The host the client asked for. `X-Forwarded-Host` counts only where the application trusts its proxy, which shows
 * in the host that the framework reports, and only if it was sent once and names one host.
 */
function hostOf(request: ReadRequest, framework: FrameworkRequest): string | null | undefined {
  const declared = declaredHost(request, targetOf(request, framework));
  if (typeof declared !== 'string' || framework.host === undefined || framework.host === declared) {
    return declared;
  }
  const forwarded = onlyValue(request, 'x-forwarded-host');
  return forwarded === framework.host ? forwarded : null;
}

/** RFC 9112, section 3.2.2: a target with a host of its own overrules `Host`, which frameworks do not do. */
function declaredHost(request: ReadRequest, target: string): string | null | undefined {
  if (!target.startsWith('/')) return null;
  const isHttp2 = request.httpVersionMajor >= 2;
  const host = onlyValue(request, 'host');
  if (!isHttp2) return host;
  const authority = onlyValue(request, ':authority');
  return host === undefined || host === authority ? authority : null;
}
