import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { inspect } from 'node:util';
import { AwsSetup } from './aws-setup.spec-helper.js';
import { callerClient } from './caller-client.js';
import { CallerContextStorage } from './caller-context.js';
import { IdTokens } from './id-tokens.spec-helper.js';

/** As thorough as a logger can be. */
function printed(value: unknown): string {
  return [
    inspect(value, {
      depth: 20,
      showHidden: true,
      getters: false,
      maxStringLength: null,
      maxArrayLength: null,
    }),
    inspect(value, { depth: 20, customInspect: false }),
    JSON.stringify(value, (_name, member: unknown) => (typeof member === 'bigint' ? String(member) : member)),
    String(value),
    value instanceof Error ? `${value.stack ?? ''} ${String(value.cause)}` : '',
  ].join('\n');
}

describe('secrets', () => {
  const tokens = new IdTokens();
  const identity = tokens.identity();
  const token = identity.revealIdToken();
  let aws: AwsSetup;

  beforeEach(async () => {
    aws = await AwsSetup.start(tokens);
  });

  afterEach(async () => {
    await aws.stop();
  });

  function expectNoSecrets(value: unknown): void {
    const text = printed(value);
    expect(text).not.toContain('SENTINEL');
    for (const part of token.split('.').slice(1)) expect(text).not.toContain(part);
  }

  it('are not printed with anything this library hands out, in use', async () => {
    const context = new CallerContextStorage();
    const callerContext = { caller: identity.principal, identity: async () => identity };
    const s3 = callerClient(S3Client, undefined, context, aws.clients);
    await context.run(callerContext, () => s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'a' })));
    const own = await aws.credentials.credentials(identity);

    for (const value of [
      identity,
      own,
      aws.credentials,
      aws.clients,
      aws.clients.for(identity),
      context,
      callerContext,
      { s3 },
    ]) {
      expectNoSecrets(value);
    }
    expect(printed(own)).toContain('ASIA.alice.1');
    // An SDK client holds circles, which JSON does not print.
    const client = aws.clients.for(identity).get(S3Client);
    expect(inspect(client, { depth: 20, showHidden: true })).not.toContain('SENTINEL');
  });

  it.each([
    ['NotAuthorizedException', 400],
    ['TooManyRequestsException', 400],
    ['InvalidParameterException', 400],
    ['ResourceConflictException', 409],
    ['ResourceNotFoundException', 400],
    ['InternalErrorException', 500],
  ])('are not printed with the error that %s becomes', async (type, status) => {
    const failure = {
      type,
      status,
      message: `said of ${token}: no`,
      headers: { 'x-echo': token.slice(0, 500) },
    };
    aws.pool.failNext('GetId', failure, 3);
    const error = await aws.credentials.credentials(identity).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ cause: { message: 'said of [token]: no' } });
    expectNoSecrets(error);
  });

  it('are not printed with an answer that cannot be read', async () => {
    aws.pool.failNext(
      'GetCredentialsForIdentity',
      { status: 200, body: '{"Credentials":{"SecretKey":"SENTINEL' },
      3,
    );
    const error = await aws.credentials.credentials(identity).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'credentials_unavailable' });
    expectNoSecrets(error);
  });
});
