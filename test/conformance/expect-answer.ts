import { ERROR_CODES, type ErrorCode } from 'castellan/core';
import type { RawRequest } from '../support/raw-request.js';
import { parseChallenge } from './challenge-grammar.js';
import type { Exchange } from './protected-api.js';

export const CHALLENGE = 'Bearer realm="api"';
export const INVALID_REQUEST = 'Bearer realm="api", error="invalid_request"';
export const INVALID_TOKEN = 'Bearer realm="api", error="invalid_token"';

export interface ExpectedRefusal {
  readonly status: number;
  /** The whole value of `WWW-Authenticate`. Left out: there must be none. */
  readonly challenge?: string;
  readonly code: ErrorCode;
}

/** A refusal by Castellan: the exact status and challenge, the fixed body, and nothing else. */
export function expectRefusal(exchange: Exchange, { status, challenge, code }: ExpectedRefusal): void {
  const { request, answer, handlersRun } = exchange;
  expect({ status: answer.status, challenge: challengeOf(exchange), code: codeOf(exchange) }).toEqual({
    status,
    challenge,
    code: request.method === 'HEAD' ? undefined : code,
  });
  expect(answer.headers.get('content-type')).toEqual(['application/problem+json; charset=utf-8']);
  expect(answer.headers.get('cache-control')).toEqual(['no-store']);
  expect(handlersRun).toEqual([]);
  if (request.method === 'HEAD') expect(answer.body).toBe('');
  else {
    const problem = JSON.parse(answer.body) as Record<string, unknown>;
    expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'code', 'detail']);
    expect(problem).toMatchObject({
      type: 'about:blank',
      title: expect.stringMatching(/^[A-Z][A-Za-z ]+$/),
      status,
      detail: ERROR_CODES[code],
    });
  }
  expectSoundChallenge(exchange);
  expectNothingRepeated(exchange);
}

/** A refused token: the answer most rows of the contract have. */
export function expectInvalidToken(exchange: Exchange, code: ErrorCode): void {
  expectRefusal(exchange, { status: 401, challenge: INVALID_TOKEN, code });
}

/** The handler ran for a verified caller, and nothing on the way may keep its answer. */
export function expectGranted(exchange: Exchange): void {
  const { answer } = exchange;
  expect({ status: answer.status, challenge: challengeOf(exchange) }).toEqual({ status: 200 });
  expect(exchange.handlersRun).toHaveLength(1);
  expect(answer.headers.get('cache-control')).toEqual(['no-store']);
}

/** Whatever the answer is: nothing was handled, and what it says about credentials is well-formed. */
export function expectNotGranted(exchange: Exchange, statuses: readonly number[]): void {
  expect(statuses).toContain(exchange.answer.status);
  expect(exchange.handlersRun).toEqual([]);
  expectSoundChallenge(exchange);
  expectNothingRepeated(exchange);
}

/** At most one challenge, by the grammar of RFC 9110 and with the characters of RFC 6750. */
export function expectSoundChallenge({ answer }: Exchange): void {
  const values = answer.headers.get('www-authenticate') ?? [];
  expect(values.length).toBeLessThanOrEqual(1);
  for (const value of values) {
    const { scheme, parameters } = parseChallenge(value);
    expect(scheme).toBe('Bearer');
    for (const name of parameters.keys()) expect(['realm', 'error', 'scope']).toContain(name);
    const scope = parameters.get('scope');
    if (scope !== undefined)
      expect(scope).toMatch(/^[\x21\x23-\x5B\x5D-\x7E]+( [\x21\x23-\x5B\x5D-\x7E]+)*$/);
  }
}

/** No part of the credentials, and no claim in them, comes back or is logged. */
export function expectNothingRepeated({ request, answer, log }: Exchange): void {
  const head = [...answer.headers].flat(2).join('\n');
  for (const secret of secretsIn(request)) {
    expect(head).not.toContain(secret);
    expect(answer.body).not.toContain(secret);
    // The log may name the issuer that is configured, which a good token names as well.
    if (!secret.startsWith('http:')) expect(log.join('\n')).not.toContain(secret);
  }
}

/** What an answer or the log may say although a token says it too: names that the application itself uses. */
const PUBLIC_NAMES = ['RS256', 'access', 'openid profile', 'admin', 'api/write'];

/** The segments of every token in a request, and every text in their headers and claims. */
function secretsIn({ path, headers = {}, body = '' }: RawRequest): readonly string[] {
  const words = (text: string) => text.split(/[^\w.=-]+/).filter((word) => word.includes('.'));
  const tokens = [
    ...words(Object.entries(headers).flat(2).join(' ')),
    // What else is in there may well come back, such as the path in a 404.
    ...words(`${path} ${body}`).filter((word) => word.length > 100),
  ];
  return tokens
    .flatMap((token) => token.split('.'))
    .filter((part) => part.length >= 8)
    .flatMap((part) => [part, ...textsIn(parsed(part))])
    .filter((text) => text.length >= 5 && !PUBLIC_NAMES.includes(text.trim()));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function challengeOf({ answer }: Exchange): string | undefined {
  return answer.headers.get('www-authenticate')?.join(' | ');
}

function codeOf({ answer }: Exchange): unknown {
  try {
    return (JSON.parse(answer.body) as { code?: unknown }).code;
  } catch {
    return undefined;
  }
}
