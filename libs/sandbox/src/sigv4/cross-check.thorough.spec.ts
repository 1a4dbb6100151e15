import { createHash, createHmac, type Hash } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';
import fc from 'fast-check';
import { PROPERTY_RUNS, PROPERTY_TIMEOUT } from '../property-runs.spec-helper.js';
import { parseS3Address } from '../s3/s3-address.js';
import { SessionStore } from '../sts/session-store.js';
import { authenticate, readSignature } from './authenticate.js';
import type { SignedParts } from './canonical-request.js';
import { HeaderFields } from './header-fields.js';
import { parseRequestTarget } from './request-target.js';
import { encodeUriComponent, encodeUriPath } from './uri-encoding.js';

const REGION = 'eu-west-1';
const HOST = '127.0.0.1:4566';
const NOW = Date.UTC(2026, 0, 31, 12, 0, 0);
const AMZ_DATE = '20260131T120000Z';

/** The hash that `@smithy/signature-v4` asks for, by Node. */
class Sha256 {
  private hash: Hash | ReturnType<typeof createHmac>;
  constructor(private readonly secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = this.start();
  }
  update(data: Uint8Array): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {
    this.hash = this.start();
  }
  private start(): Hash | ReturnType<typeof createHmac> {
    return this.secret === undefined
      ? createHash('sha256')
      : createHmac('sha256', Buffer.from(this.secret as Uint8Array));
  }
}

interface RandomRequest {
  readonly service: 's3' | 'dynamodb' | 'sts';
  readonly by: 'session' | 'administrator';
  readonly method: string;
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
/** What is easily encoded twice, not at all, tidied away, or taken for a separator. */
const odd = fc.constantFrom(
  '..',
  '.',
  '//',
  '/',
  '%',
  '%2F',
  '%20',
  '+',
  ' ',
  '=',
  '&',
  '?',
  '#',
  "'",
  '*',
  '~',
  'ü',
  '😀',
  '\t',
  '\\',
);
const oddText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(odd, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 })), {
      minLength: 1,
      maxLength,
    })
    .map((pieces) => pieces.join(''));

const randomRequest: fc.Arbitrary<RandomRequest> = fc.record({
  service: fc.constantFrom('s3', 's3', 'dynamodb', 'sts'),
  by: fc.constantFrom('session', 'administrator'),
  method: fc.constantFrom('GET', 'PUT', 'DELETE', 'HEAD', 'POST'),
  key: oddText(8),
  query: fc.dictionary(
    oddText(2).filter((name) => !/^x-amz|__proto__/i.test(name)),
    fc.oneof(fc.constant(''), oddText(3)),
    { maxKeys: 4 },
  ),
  headers: fc.dictionary(
    token.map((name) => `x-amz-meta-${name}`),
    fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
    { maxKeys: 4 },
  ),
  body: fc.string({ maxLength: 20 }),
});

/** What can happen to a request on its way, and why it is refused then. */
const TAMPERINGS = {
  method: 'mismatch',
  path: 'mismatch',
  query: 'mismatch',
  payload: 'mismatch',
  signature: 'mismatch',
  host: 'mismatch',
  'a header more': 'header-not-signed',
  'another service': 'wrong-service',
  'another Region': 'wrong-region',
  'another key': 'unknown-key',
} as const;
type Tampering = keyof typeof TAMPERINGS;
const tampering = fc.constantFrom(...(Object.keys(TAMPERINGS) as Tampering[]));

/** A request as it would be on the wire. */
interface SentRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('signatures of other implementations', () => {
  const clock = (): number => NOW;
  const roleArn = 'arn:aws:iam::123456789012:role/tester';
  const sessions = new SessionStore({ clock, accountId: '123456789012', roles: [{ roleArn, policies: [] }] });
  const session = sessions.assumeRole({ roleArn, sessionName: 'test', durationSeconds: 3600 });
  const { administrator } = sessions;
  const credentials = {
    session: {
      accessKeyId: session.accessKeyId,
      secretAccessKey: session.secretAccessKey,
      sessionToken: session.sessionToken,
    },
    administrator: {
      accessKeyId: administrator.accessKeyId,
      secretAccessKey: administrator.secretAccessKey,
    },
  };
  const signers = {
    session: { kind: 'session', session },
    administrator: { kind: 'administrator', administrator },
  };

  const path = ({ service, key }: RandomRequest): string =>
    service === 's3' ? `/s3/documents/${encodeUriPath(key)}` : '/';
  const targetOf = (random: RandomRequest, query: Readonly<Record<string, unknown>>): string => {
    const text = Object.entries(query)
      .map(([name, value]) => `${encodeUriComponent(name)}=${encodeUriComponent(String(value))}`)
      .join('&');
    return path(random) + (text === '' ? '' : `?${text}`);
  };

  /** Takes a request apart as the servers do. */
  const received = (
    { method, target, headers, body }: SentRequest,
    { service }: RandomRequest,
  ): SignedParts => {
    const parsed = parseRequestTarget(target);
    if (parsed === undefined) throw new Error(`cannot parse ${target}`);
    const fields = new HeaderFields(Object.entries(headers).flat());
    const isS3 = service === 's3';
    return {
      method,
      canonicalPath: isS3 ? parseS3Address(parsed.rawPath, '/s3').canonicalPath : parsed.rawPath,
      query: parsed.query,
      headers: fields,
      payloadHash: isS3
        ? (fields.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD')
        : createHash('sha256').update(body).digest('hex'),
    };
  };
  const verify = (parts: SignedParts, service: string): unknown => {
    try {
      return authenticate(
        { clock, region: REGION, service, find: (accessKeyId) => sessions.find(accessKeyId) },
        readSignature(parts),
        parts,
      );
    } catch (error) {
      return error;
    }
  };

  const tampered = (sent: SentRequest, random: RandomRequest, how: Tampering): SignedParts => {
    const withText = (from: string | RegExp, to: string): SentRequest => ({
      ...sent,
      target: sent.target.replace(from, to),
      headers: Object.fromEntries(
        Object.entries(sent.headers).map(([name, value]) => [name, value.replace(from, to)]),
      ),
    });
    const parts = received(sent, random);
    const { accessKeyId } = credentials[random.by];
    switch (how) {
      case 'method':
        return { ...parts, method: parts.method === 'PATCH' ? 'GET' : 'PATCH' };
      case 'path':
        return { ...parts, canonicalPath: `${parts.canonicalPath}/` };
      case 'query':
        return { ...parts, query: [...parts.query, ['added', '1']] };
      case 'payload':
        return { ...parts, payloadHash: createHash('sha256').update(`${sent.body}!`).digest('hex') };
      case 'signature':
        return received(
          withText(
            /(Signature=)([0-9a-f])/,
            sent.target.includes('Signature=0') || flips(sent) ? '$11' : '$10',
          ),
          random,
        );
      case 'host':
        return received({ ...sent, headers: withHost(sent.headers, 'localhost:4566') }, random);
      case 'a header more':
        return received({ ...sent, headers: { ...sent.headers, 'x-amz-acl': 'public-read' } }, random);
      case 'another service':
        return received(withText(new RegExp(`(${REGION}(?:/|%2F))${random.service}`), '$1kms'), random);
      case 'another Region':
        return received(
          withText(new RegExp(`${REGION}(/|%2F)${random.service}`), `us-east-1$1${random.service}`),
          random,
        );
      case 'another key':
        return received(withText(accessKeyId, accessKeyId.replace(/.{4}$/, '0000')), random);
    }
  };
  const flips = ({ headers }: SentRequest): boolean =>
    Object.values(headers).join(' ').includes('Signature=0');
  const withHost = (headers: Readonly<Record<string, string>>, host: string) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, name.toLowerCase() === 'host' ? host : value]),
    );

  const smithy = ({ service, by }: RandomRequest): SignatureV4 =>
    new SignatureV4({
      credentials: credentials[by],
      region: REGION,
      service,
      sha256: Sha256,
      uriEscapePath: service !== 's3',
      applyChecksum: service === 's3',
    });
  const smithyRequest = (random: RandomRequest, headers: Readonly<Record<string, string>>, body: string) => ({
    method: random.method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    port: 4566,
    path: path(random),
    query: { ...random.query },
    headers: { host: HOST, ...headers },
    body,
  });
  const signingDate = new Date(NOW);

  /** Every way of signing: by header and by query, each by both implementations. */
  const WAYS: Readonly<Record<string, (random: RandomRequest) => Promise<SentRequest>>> = {
    'headers of @smithy/signature-v4': async (random) => {
      const { method, body } = random;
      const signed = await smithy(random).sign(smithyRequest(random, random.headers, body), { signingDate });
      return { method, target: targetOf(random, random.query), headers: signed.headers, body };
    },
    'a URL of @smithy/signature-v4': async (random) => {
      const { method, service } = random;
      const unsigned: Record<string, string> =
        service === 's3' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {};
      const request = smithyRequest(random, unsigned, '');
      const signed = await smithy(random).presign(request, { signingDate, expiresIn: 60 });
      return { method, target: targetOf(random, signed.query ?? {}), headers: signed.headers, body: '' };
    },
    'headers of aws4': async (random) => {
      const { method, service, body, by } = random;
      const target = targetOf(random, random.query);
      const headers = { Host: HOST, 'X-Amz-Date': AMZ_DATE, ...random.headers };
      const options = { service, region: REGION, method, host: HOST, path: target, headers, body };
      const signed = aws4.sign(options, credentials[by]);
      return { method, target, headers: textsOf(signed.headers), body };
    },
    'a URL of aws4': async (random) => {
      const { method, service, by } = random;
      const target = targetOf(random, { ...random.query, 'X-Amz-Date': AMZ_DATE, 'X-Amz-Expires': '60' });
      const options = { service, region: REGION, method, host: HOST, path: target, signQuery: true };
      const signed = aws4.sign({ ...options, headers: { Host: HOST } }, credentials[by]);
      return { method, target: signed.path ?? '', headers: textsOf(signed.headers), body: '' };
    },
  };
  const textsOf = (headers: object = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

  it.each(Object.entries(WAYS))(
    'accepts %s, and nothing that was changed afterwards',
    async (_way, sign) => {
      await fc.assert(
        fc.asyncProperty(randomRequest, tampering, async (random, how) => {
          const sent = await sign(random);
          expect(verify(received(sent, random), random.service)).toEqual(signers[random.by]);

          expect(verify(tampered(sent, random, how), random.service)).toMatchObject({
            reason: TAMPERINGS[how],
          });
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it('refuses a session without its token, with another, and an administrator with any', async () => {
    const request: RandomRequest = {
      ...{ service: 's3', by: 'session', method: 'GET', key: 'a', query: {}, headers: {}, body: '' },
    };
    const { accessKeyId, secretAccessKey, sessionToken } = credentials.session;
    const reasonOf = async (keys: object): Promise<unknown> => {
      const signer = new SignatureV4({
        credentials: { accessKeyId, secretAccessKey, ...keys },
        ...{ region: REGION, service: 's3', sha256: Sha256, uriEscapePath: false },
      });
      const { headers } = await signer.sign(smithyRequest(request, {}, ''), { signingDate });
      return verify(received({ method: 'GET', target: path(request), headers, body: '' }, request), 's3');
    };
    expect(await reasonOf({})).toMatchObject({ reason: 'unknown-key' });
    expect(await reasonOf({ sessionToken: `${sessionToken}x` })).toMatchObject({ reason: 'wrong-token' });
    expect(await reasonOf({ ...credentials.administrator, sessionToken })).toMatchObject({
      reason: 'wrong-token',
    });
  });

  it('accepts another spelling of the same path and query', async () => {
    const random: RandomRequest = {
      ...{ service: 's3', by: 'session', method: 'GET', headers: {}, body: '' },
      key: "a(b)!'*/ü~",
      query: { 'a b': "c'd" },
    };
    const { headers } = await smithy(random).sign(smithyRequest(random, {}, ''), { signingDate });
    for (const target of [
      "/s3/documents/a(b)!'*/%c3%bc~?a+b=c'd",
      '/s3/documents/%61%28b)!%27*%2F%C3%BC%7E?a%20b=c%27d',
    ]) {
      const parts = received({ method: 'GET', target, headers, body: '' }, random);
      expect(verify(parts, 's3')).toEqual(signers.session);
    }
  });
});
