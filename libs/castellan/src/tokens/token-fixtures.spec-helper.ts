import { generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { CastellanError } from '../errors/index.js';
import { readUserPools, type UserPool } from './user-pool.js';

export const POOL_ID = 'eu-west-1_AbCdEfGhI';
export const ISSUER = `https://cognito-idp.eu-west-1.amazonaws.com/${POOL_ID}`;
export const CLIENT_ID = '4abcdefghijklmnopqrstuvwx9';
/** The moment at which the fixtures are issued, in seconds since the epoch. */
export const NOW = 1_800_000_000;

export interface TestKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey & { readonly kid: string };
}

export function makeKey(kid: string, modulusLength = 2048): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } };
}

/** Encodes a part of a token: bytes and text as they are, anything else as JSON. */
export function encode(part: unknown): string {
  const bytes = Buffer.isBuffer(part)
    ? part
    : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part));
  return bytes.toString('base64url');
}

/** Signs a token; the header and the claims may be anything. */
export function signToken(
  key: TestKey,
  claims: unknown,
  header: unknown = { kid: key.kid, alg: 'RS256' },
): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

/** The claims of a Cognito access token; an override of `undefined` leaves a claim out. */
export function accessClaims(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    sub: 'f3d9a1b2-1111-2222-3333-444455556666',
    'cognito:groups': ['editors'],
    iss: ISSUER,
    version: 2,
    client_id: CLIENT_ID,
    token_use: 'access',
    scope: 'openid articles/write',
    auth_time: NOW,
    exp: NOW + 3_600,
    iat: NOW,
    jti: '99999999-8888-7777-6666-555555555555',
    username: 'alice',
    ...overrides,
  };
}

/** The claims of a Cognito ID token. */
export function idClaims(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    sub: 'f3d9a1b2-1111-2222-3333-444455556666',
    'cognito:groups': ['editors'],
    iss: ISSUER,
    'cognito:username': 'alice',
    aud: CLIENT_ID,
    token_use: 'id',
    auth_time: NOW,
    exp: NOW + 3_600,
    iat: NOW,
    email: 'alice@example.com',
    ...overrides,
  };
}

/** The claims of an access token that was issued for client credentials. */
export function machineClaims(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return accessClaims({ sub: CLIENT_ID, username: undefined, 'cognito:groups': undefined, ...overrides });
}

/** Checks the options of user pools as they are checked outside of production. */
export function readPools(options: unknown): readonly UserPool[] {
  return readUserPools(options, { production: false, mayBeEmpty: false });
}

/** An HTTP server on the loopback interface whose answer can be exchanged. */
export class LoopbackServer {
  readonly #server: Server;
  requests = 0;
  handler: RequestListener;

  constructor(handler: RequestListener) {
    this.handler = handler;
    this.#server = createServer((request, response) => {
      this.requests += 1;
      this.handler(request, response);
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** Answers with a key set. */
export function serveKeys(...keys: readonly object[]): RequestListener {
  return (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys }));
  };
}

/** The code a promise is refused with; anything but a Castellan error fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CastellanError) return error.code;
    throw error;
  }
  return 'accepted';
}

/** The code a function is refused with. */
export function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof CastellanError) return error.code;
    throw error;
  }
  return 'accepted';
}

/** All that an error could print: message, stack, cause and properties. */
export async function printedErrorOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return inspect(error, { depth: 10 }) + JSON.stringify(error);
  }
  throw new Error('Nothing was thrown.');
}
