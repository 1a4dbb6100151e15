import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { ACCOUNT_ID, AwsServer, REGION } from '../s3/aws-server.spec-helper.js';
import { requestText, signByHand } from '../s3/hand-signed.spec-helper.js';
import type { Session } from './session.js';
import { StsService } from './sts-service.js';

const FORM = 'application/x-www-form-urlencoded';
const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

describe('STS', () => {
  const server = new AwsServer();
  const clients: STSClient[] = [];
  let session: Session;
  const client = (credentials: object, options: object = {}): STSClient => {
    const made = new STSClient({
      endpoint: server.url,
      region: REGION,
      maxAttempts: 1,
      credentials: { ...server.credentials(session), ...credentials },
      ...options,
    });
    clients.push(made);
    return made;
  };
  const post = (body: string, options: object = {}): Promise<string> => {
    const headers = signByHand({
      method: 'POST',
      target: '/',
      host: server.host,
      at: server.now,
      credentials: server.credentials(session),
      service: 'sts',
      headers: { 'content-type': FORM },
      body,
      ...options,
    });
    return server.raw(requestText('POST', '/', headers, body));
  };

  beforeAll(async () => {
    await server.start();
    session = server.session('eu-west-1:alice');
  });
  afterAll(async () => {
    for (const each of clients) each.destroy();
    await server.stop();
  });

  it('tells the SDK who a session is', async () => {
    expect(await client({}).send(new GetCallerIdentityCommand())).toMatchObject({
      Arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/customer/CognitoIdentityCredentials`,
      UserId: session.userId,
      Account: ACCOUNT_ID,
    });
  });

  it('tells the SDK who the administrator is', async () => {
    const { accessKeyId, secretAccessKey } = server.sessions.administrator;
    const administrator = client({ accessKeyId, secretAccessKey, sessionToken: undefined });
    expect(await administrator.send(new GetCallerIdentityCommand())).toMatchObject({
      Arn: `arn:aws:iam::${ACCOUNT_ID}:root`,
      UserId: ACCOUNT_ID,
      Account: ACCOUNT_ID,
    });
  });

  it('takes a signature for any Region, as the global endpoint does', async () => {
    const { Account } = await client({}, { region: 'us-east-1' }).send(new GetCallerIdentityCommand());
    expect(Account).toBe(ACCOUNT_ID);
  });

  it.each([
    ['another secret', { secretAccessKey: 'x' }, 'SignatureDoesNotMatch', 403],
    ['an unknown key', { accessKeyId: 'ASIAAAAAAAAAAAAAAAAA' }, 'InvalidClientTokenId', 403],
    ['no session token', { sessionToken: undefined }, 'InvalidClientTokenId', 403],
    ['a foreign session token', { sessionToken: 'abc' }, 'InvalidClientTokenId', 403],
  ])('refuses %s', async (_, credentials, name, httpStatusCode) => {
    await expect(client(credentials).send(new GetCallerIdentityCommand())).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode },
    });
  });

  it('refuses an expired session and a skewed clock', async () => {
    const short = server.session('eu-west-1:alice', { durationSeconds: 60 });
    server.now += 60_000;
    expect(await post(BODY, { credentials: server.credentials(short) })).toContain(
      '<Code>ExpiredToken</Code>',
    );
    server.now -= 60_000;
    const skewed = await post(BODY, { at: server.now - 16 * 60_000 });
    expect(skewed).toContain('<Code>SignatureDoesNotMatch</Code>');
    expect(skewed).toContain('Signature expired or not yet current');
  });

  it('refuses an operation that it does not have', async () => {
    await expect(client({}).send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: 'Could not find operation GetSessionToken for version 2011-06-15',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it.each([
    ['no action', 'Version=2011-06-15', 'MissingAction'],
    ['another version', 'Action=GetCallerIdentity&Version=2000-01-01', 'InvalidAction'],
    ['no version', 'Action=GetCallerIdentity', 'InvalidAction'],
    ['two actions', `${BODY}&Action=AssumeRole`, 'MalformedQueryString'],
    ['a broken escape', `${BODY}&a=%zz`, 'MalformedQueryString'],
    ['a field without a value', `${BODY}&a`, 'MalformedQueryString'],
  ])('refuses a form with %s', async (_, body, code) => {
    expect(await post(body)).toContain(`<Code>${code}</Code>`);
  });

  it('checks the signature over the body that arrived', async () => {
    const headers = signByHand({
      method: 'POST',
      target: '/',
      host: server.host,
      at: server.now,
      credentials: server.credentials(session),
      service: 'sts',
      headers: { 'content-type': FORM },
      body: 'Action=Other',
    });
    expect(await server.raw(requestText('POST', '/', headers, BODY))).toContain('SignatureDoesNotMatch');
  });

  it('refuses what is unsigned, badly signed, signed for S3, or too long', async () => {
    const headers = { host: server.host, 'content-type': FORM };
    const send = (authorization?: string): Promise<string> =>
      server.raw(requestText('POST', '/', authorization ? { ...headers, authorization } : headers, BODY));
    expect(await send()).toContain('<Code>MissingAuthenticationToken</Code>');
    expect(await send('Bearer x')).toContain('<Code>IncompleteSignature</Code>');
    expect(await send('AWS4-HMAC-SHA256 x')).toContain('<Code>IncompleteSignature</Code>');
    expect(await post(BODY, { service: 's3', target: '/s3' })).toContain(
      'Credential should be scoped to correct service: &apos;sts&apos;.',
    );
    expect(await post(BODY, { unsigned: ['x-amz-date'] })).toContain('not signed: x-amz-date');
    expect(await post('a'.repeat(70_000))).toContain('<Code>RequestEntityTooLarge</Code>');
  });

  it('answers on POST / only', async () => {
    expect(await (await fetch(`${server.url}/?${BODY}`)).text()).toContain('<Code>InvalidAction</Code>');
  });
});

describe('StsService.isStsRequest', () => {
  const scope = (service: string): string =>
    `AWS4-HMAC-SHA256 Credential=AKIA/20260131/eu-west-1/${service}/aws4_request, SignedHeaders=host`;

  it.each([
    ['a form signed for STS', { 'content-type': FORM, authorization: scope('sts') }, true],
    ['a form with a character set', { 'content-type': `${FORM}; charset=utf-8` }, true],
    ['a form signed for another service', { 'content-type': FORM, authorization: scope('sqs') }, false],
    ['JSON', { 'content-type': 'application/x-amz-json-1.1', authorization: scope('sts') }, false],
    ['nothing', {}, false],
  ])('judges %s', (_, headers, expected) => {
    expect(StsService.isStsRequest(headers)).toBe(expected);
  });
});
