import type { Answer } from '../errors/index.js';

/** What API Gateway takes as the answer of a function, in both formats. */
export interface ProxyAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** A refusal as API Gateway takes it. */
export function proxyAnswer({ status, headers, body }: Answer): ProxyAnswer {
  return { statusCode: status, headers: { ...headers }, body: JSON.stringify(body), isBase64Encoded: false };
}

interface ProxyResult {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, unknown>> | null;
}

/** Keeps the answer for one caller out of caches, unless the handler has said something about them. */
export function withoutCaching<Result>(result: Result): Result {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) return result;
  const { headers, multiValueHeaders } = result as ProxyResult;
  const names = [...Object.keys(headers ?? {}), ...Object.keys(multiValueHeaders ?? {})];
  if (names.some((name) => name.toLowerCase() === 'cache-control')) return result;
  return { ...result, headers: { ...headers, 'cache-control': 'no-store' } };
}
