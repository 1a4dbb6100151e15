import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';
import fc from 'fast-check';
import { parseS3Address } from '../s3/s3-address.js';
import { SessionStore } from '../sts/session-store.js';
import { authenticate, readSignature } from './authenticate.js';
import type { SignedParts } from './canonical-request.js';
import { HeaderFields } from './header-fields.js';
import { parseRequestTarget } from './request-target.js';
import { encodeUriComponent, encodeUriPath } from './uri-encoding.js';

const REGION = 'eu-west-1';
const RUNS = 300;

interface RandomRequest {
  readonly method: string;
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const randomRequest: fc.Arbitrary<RandomRequest> = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'DELETE', 'HEAD'),
  key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  query: fc.dictionary(
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .filter((name) => !/^x-amz|__proto__/i.test(name)),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    { maxKeys: 4 },
  ),
  headers: fc.dictionary(
    token.map((name) => `x-amz-meta-${name}`),
    fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
    { maxKeys: 4 },
  ),
  body: fc.string({ maxLength: 20 }),
});

describe('signatures of other implementations', () => {
  const now = Date.UTC(2026, 0, 31, 12, 0, 0);
  const clock = (): number => now;
  const roleArn = 'arn:aws:iam::123456789012:role/tester';
  const sessions = new SessionStore({ clock, accountId: '123456789012', roles: [{ roleArn, policies: [] }] });
  const session = sessions.assumeRole({ roleArn, sessionName: 'test', durationSeconds: 3600 });
  const authenticator = {
    clock,
    region: REGION,
    service: 's3',
    find: (accessKeyId: string) => sessions.find(accessKeyId),
  };
  const host = '127.0.0.1:4566';
  const credentials = {
    accessKeyId: session.accessKeyId,
    secretAccessKey: session.secretAccessKey,
    sessionToken: session.sessionToken,
  };
  const smithy = new SignatureV4({
    credentials,
    region: REGION,
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: true,
  });
  const path = (key: string): string => `/s3/documents/${encodeUriPath(key)}`;
  const queryText = (query: Readonly<Record<string, unknown>>): string =>
    Object.entries(query)
      .map(([name, value]) => `${encodeUriComponent(name)}=${encodeUriComponent(String(value))}`)
      .join('&');

  /** Takes a request apart as the server does, from the text that would be on the wire. */
  const received = (
    method: string,
    target: string,
    headers: Readonly<Record<string, unknown>>,
  ): SignedParts => {
    const parsed = parseRequestTarget(target);
    if (parsed === undefined) throw new Error(`cannot parse ${target}`);
    const fields = new HeaderFields(
      Object.entries(headers).flatMap(([name, value]) => [name, String(value)]),
    );
    return {
      method,
      canonicalPath: parseS3Address(parsed.rawPath, '/s3').canonicalPath,
      query: parsed.query,
      headers: fields,
      payloadHash: fields.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD',
    };
  };
  const verify = (parts: SignedParts) => authenticate(authenticator, readSignature(parts), parts);
  const expectAccepted = (parts: SignedParts): void => {
    expect(verify(parts)).toEqual({ kind: 'session', session });
  };
  const refusalOf = (parts: SignedParts): unknown => {
    try {
      return verify(parts);
    } catch (error) {
      return error;
    }
  };
  const expectMismatch = (parts: SignedParts): void => {
    expect(refusalOf(parts)).toMatchObject({ reason: 'mismatch' });
  };

  const smithyRequest = ({ method, key, query, headers, body }: RandomRequest) => ({
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    port: 4566,
    path: path(key),
    query: { ...query },
    headers: { host, ...headers },
    body,
  });

  it('accepts the headers of @smithy/signature-v4, and nothing that was changed afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomRequest,
        fc.constantFrom('method', 'path', 'query', 'header'),
        async (random, part) => {
          const signed = await smithy.sign(smithyRequest(random), { signingDate: new Date(now) });
          const target = `${path(random.key)}?${queryText(random.query)}`;
          expectAccepted(received(random.method, target, signed.headers));

          const changed = {
            method: () => received('POST', target, signed.headers),
            path: () => received(random.method, target.replace('/documents/', '/document/s'), signed.headers),
            query: () => received(random.method, `${target}&added=1`, signed.headers),
            header: () =>
              received(random.method, target, { ...signed.headers, 'x-amz-date': '20260131T120001Z' }),
          };
          expectMismatch(changed[part]());
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('accepts the URLs of @smithy/signature-v4', async () => {
    await fc.assert(
      fc.asyncProperty(randomRequest, async (random) => {
        const signingDate = new Date(now);
        const request = { ...smithyRequest({ ...random, headers: {}, body: '' }) };
        const headers = { ...request.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
        const signed = await smithy.presign({ ...request, headers }, { signingDate, expiresIn: 60 });
        const target = `${path(random.key)}?${queryText(signed.query ?? {})}`;
        expectAccepted(received(random.method, target, signed.headers));
        expectMismatch(received(random.method, `${target}&added=1`, signed.headers));
      }),
      { numRuns: RUNS },
    );
  });

  it('accepts the headers and URLs of aws4', () => {
    fc.assert(
      fc.property(randomRequest, fc.boolean(), ({ method, key, query, headers, body }, signQuery) => {
        const amzDate = '20260131T120000Z';
        const text = queryText(signQuery ? { ...query, 'X-Amz-Date': amzDate } : query);
        const signed = aws4.sign(
          {
            service: 's3',
            region: REGION,
            method,
            host,
            path: `${path(key)}${text === '' ? '' : `?${text}`}`,
            headers: signQuery ? { Host: host } : { Host: host, 'X-Amz-Date': amzDate, ...headers },
            ...(signQuery ? { signQuery } : { body }),
          },
          credentials,
        );
        const parts = received(method, signed.path ?? '', signed.headers ?? {});
        expectAccepted(parts);
        expectMismatch({ ...parts, payloadHash: 'another' });
      }),
      { numRuns: RUNS },
    );
  });

  it('accepts another spelling of the same path and query', async () => {
    const random = { method: 'GET', key: "a(b)!'*/ü~", query: { 'a b': "c'd" }, headers: {}, body: '' };
    const { headers } = await smithy.sign(smithyRequest(random), { signingDate: new Date(now) });
    for (const target of [
      "/s3/documents/a(b)!'*/%c3%bc~?a+b=c'd",
      '/s3/documents/%61%28b)!%27*%2F%C3%BC%7E?a%20b=c%27d',
    ]) {
      expectAccepted(received('GET', target, headers));
    }
  });
});
