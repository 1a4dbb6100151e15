import {
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import type { ServiceError } from '../http/service-error.js';
import { REGION, startUserPools, type UserPoolsServer } from './user-pools-server.spec-helper.js';

const SIGNATURE = `AWS4-HMAC-SHA256 Credential=AKIA/20300101/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

describe('the user pool service', () => {
  let server: UserPoolsServer;
  let poolId: string;

  beforeAll(async () => {
    server = await startUserPools([
      {
        clients: [{ name: 'web', clientId: 'web' }],
        users: [{ username: 'alice', password: 'Correct-Horse-1' }],
      },
      { userPoolId: 'eu-west-1_Second123', clients: [{ name: 'web', clientSecret: true }] },
    ]);
    poolId = server.userPools.list()[0]!.userPoolId;
  });

  afterAll(() => server.close());

  const call = (operation: string, input: Record<string, unknown>, authorization?: string) =>
    server.userPools.call({ operation, input, headers: { authorization } });
  const refusal = async (
    operation: string,
    input: Record<string, unknown>,
  ): Promise<Partial<ServiceError>> => {
    try {
      await call(operation, input, SIGNATURE);
      return {};
    } catch (error) {
      return error as ServiceError;
    }
  };

  it('offers its pools in order, by ID, by issuer and by client', () => {
    const [first, second] = server.userPools.list();
    expect(first!.userPoolId).toMatch(/^eu-west-1_[A-Za-z0-9]{9}$/);
    expect(first!.arn).toBe(`arn:aws:cognito-idp:eu-west-1:123456789012:userpool/${poolId}`);
    expect(first!.seedUsers).toEqual([{ username: 'alice', password: 'Correct-Horse-1' }]);
    expect(second!.issuer).toBe(`${server.baseUrl}/eu-west-1_Second123`);
    expect(second!.clients[0]).toMatchObject({
      name: 'web',
      clientId: expect.stringMatching(/^[a-z0-9]{26}$/),
      clientSecret: expect.stringMatching(/^[a-z0-9]{51}$/),
      refreshTokenSeconds: 30 * 24 * 3600,
    });
    expect(server.userPools.byId('eu-west-1_Second123')).toBe(second);
    expect(server.userPools.byIssuer(second!.issuer)).toBe(second);
    expect(server.userPools.byIssuer(`${second!.issuer}/`)).toBeUndefined();
    expect(server.userPools.byClientId('web')?.pool).toBe(first);
    expect(first!.jwks().keys).not.toEqual(second!.jwks().keys);
  });

  it.each(['CreateUserPool', 'constructor', '', 'signUp'])(
    'refuses the operation "%s"',
    async (operation) => {
      expect(await refusal(operation, {})).toMatchObject({ type: 'UnknownOperationException', status: 400 });
    },
  );

  it('refuses an unknown operation so that the SDK names it', async () => {
    const sdk = new CognitoIdentityProviderClient({
      endpoint: server.baseUrl,
      region: REGION,
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    });
    await expect(sdk.send(new CreateUserPoolCommand({ PoolName: 'another' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    sdk.destroy();
  });

  it.each([undefined, '', 'Bearer x', 'AWS4-HMAC-SHA256 Credential=x'])(
    'refuses an administrator whose Authorization header is %p',
    async (authorization) => {
      const attempt = call('AdminGetUser', { UserPoolId: poolId, Username: 'alice' }, authorization);
      await expect(attempt).rejects.toMatchObject({
        type: 'MissingAuthenticationTokenException',
        message: 'Missing Authentication Token',
      });
    },
  );

  it('takes a signed request of an administrator', async () => {
    const answer = await call('AdminGetUser', { UserPoolId: poolId, Username: 'alice' }, SIGNATURE);
    expect(answer).toMatchObject({ Username: 'alice', UserCreateDate: server.now / 1000 });
  });

  it.each([
    [{ ClientId: 7 }, 'NUMBER_VALUE can not be converted to a String'],
    [{ ClientId: true }, 'TRUE_VALUE can not be converted to a String'],
    [{ ClientId: {} }, 'Start of structure or map found where not expected.'],
    [{ ClientId: [] }, 'Start of list found where not expected.'],
    [{ ClientId: 'web', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: [] }, 'found list'],
    [{ ClientId: 'web', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 1 } }, 'NUMBER_VALUE'],
  ])('refuses wrong JSON types: %j', async (input, message) => {
    const error = await refusal('InitiateAuth', input);
    expect(error.type).toBe('SerializationException');
    expect(error.message).toContain(message);
  });

  it.each([
    ['AdminCreateUser', { Username: 'x', ForceAliasCreation: 'yes' }],
    ['AdminCreateUser', { Username: 'x', UserAttributes: { email: 'x' } }],
    ['AdminCreateUser', { Username: 'x', UserAttributes: ['email'] }],
    ['AdminCreateUser', { Username: 'x', DesiredDeliveryMediums: 'EMAIL' }],
    ['CreateGroup', { GroupName: 'x', Precedence: '1' }],
    ['CreateGroup', { GroupName: 'x', Precedence: 1.5 }],
  ])('refuses wrong JSON types in %s: %j', async (operation, input) => {
    expect(await refusal(operation, { UserPoolId: poolId, ...input })).toMatchObject({
      type: 'SerializationException',
    });
  });

  it.each([
    [{}, "Value null at 'clientId'"],
    [{ ClientId: null }, "Value null at 'clientId'"],
    [{ ClientId: '' }, 'Member must have length greater than or equal to 1'],
    [{ ClientId: 'x'.repeat(129) }, 'Member must have length less than or equal to 128'],
    [{ ClientId: 'a b' }, 'Member must satisfy regular expression pattern'],
    [{ ClientId: 'web' }, "Value null at 'username'"],
    [{ ClientId: 'web', Username: 'x', Password: ' Spaces-Around-1 ' }, "Value at 'password'"],
    [
      {
        ClientId: 'web',
        Username: 'x',
        Password: 'Correct-Horse-1',
        UserAttributes: [
          { Name: 'name', Value: 'a' },
          { Name: 'name', Value: 'b' },
        ],
      },
      'more than once',
    ],
  ])('refuses values outside their limits: %j', async (input, message) => {
    const error = await refusal('SignUp', input);
    expect(error.type).toBe('InvalidParameterException');
    expect(error.message).toContain(message);
  });

  it('does not repeat a value in a refusal, since it may be a password', async () => {
    const error = await refusal('SignUp', { ClientId: 'web', Username: 'x', Password: '\tSecret-Horse-1' });
    expect(error.message).not.toContain('Secret');
  });

  it('refuses parameters that it would have to pass over', async () => {
    const error = await refusal('InitiateAuth', {
      ClientId: 'web',
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: {},
      Session: 'x'.repeat(20),
    });
    expect(error).toMatchObject({ type: 'InvalidParameterException' });
    expect(error.message).toContain('Session');
  });
});
