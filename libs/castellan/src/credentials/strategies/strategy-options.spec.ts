import { ConfigurationError } from '../../errors/index.js';
import { resolveCredentialsSource } from '../credentials-source.js';

const identityPoolId = 'eu-west-1:11111111-2222-4333-8444-555555555555';
const roleArn = 'arn:aws:iam::123456789012:role/path/caller';
const provider = async () => ({ accessKeyId: 'a', secretAccessKey: 's' });

const withStrategy = (strategy: object | null, others: object = {}) =>
  resolveCredentialsSource({ identityPool: { identityPoolId, strategy, ...others } as never });
const withCredentials = (credentials: unknown) =>
  resolveCredentialsSource({ credentials: credentials as never });
const vending = (options: object) =>
  withCredentials({
    kind: 'tokenVending',
    region: 'eu-west-1',
    roleArn,
    hostCredentials: provider,
    tags: { tenant: 'custom:tenant' },
    ...options,
  });

describe('the options of strategies', () => {
  it('fill in what is not given', () => {
    expect(withStrategy({ kind: 'classic', roleArn }).strategy).toEqual({
      kind: 'classic',
      roleArn,
      roles: new Map(),
      defaultRole: undefined,
      durationSeconds: 3_600,
      sessionName: undefined,
      sessionPolicyOf: undefined,
      stsEndpoint: undefined,
    });
    expect(withCredentials({ kind: 'webIdentity', region: 'eu-west-1', roleArn })).toMatchObject({
      region: 'eu-west-1',
      maxIdentities: 10_000,
      timeoutMilliseconds: 5_000,
      strategy: { kind: 'webIdentity', roleArn },
    });
    expect(vending({}).strategy).toMatchObject({
      kind: 'tokenVending',
      claimsOf: 'bearerToken',
      tags: new Map([['tenant', 'custom:tenant']]),
      externalId: undefined,
    });
    expect(
      withStrategy({ kind: 'developer', providerName: 'login.app', developerCredentials: provider }).strategy,
    ).toMatchObject({ kind: 'developer', tokenDurationSeconds: 900, tags: new Map() });
  });

  it('know roles by name, and a default among them', () => {
    const roles = { editors: 'arn:aws-cn:iam::123456789012:role/editors' };
    expect(withStrategy({ kind: 'enhanced', roles, defaultRole: 'editors' }).strategy).toMatchObject({
      roles: new Map([['editors', 'arn:aws-cn:iam::123456789012:role/editors']]),
      defaultRole: 'editors',
    });
    expect(() => withStrategy({ kind: 'enhanced', roles, defaultRole: 'admins' })).toThrow(
      /^identityPool\.strategy\.defaultRole: found "admins"/,
    );
  });

  it.each<[string, () => unknown, string]>([
    ['null', () => withStrategy(null), 'identityPool.strategy.kind'],
    ['another kind', () => withStrategy({ kind: 'basic' }), 'identityPool.strategy.kind'],
    [
      'token vending in an identity pool',
      () => withStrategy({ kind: 'tokenVending' }),
      'identityPool.strategy.kind',
    ],
    ['another option', () => withStrategy({ kind: 'enhanced', roleArn }), 'identityPool.strategy'],
    [
      'a role by name',
      () => withStrategy({ kind: 'classic', roleArn: 'caller' }),
      'identityPool.strategy.roleArn',
    ],
    [
      'a role among roles by name',
      () => withStrategy({ kind: 'enhanced', roles: { a: 'b' } }),
      'identityPool.strategy.roles.a',
    ],
    [
      'a list of roles',
      () => withStrategy({ kind: 'enhanced', roles: [roleArn] }),
      'identityPool.strategy.roles',
    ],
    [
      'a session of ten minutes',
      () => withStrategy({ kind: 'classic', roleArn, durationSeconds: 600 }),
      'identityPool.strategy.durationSeconds',
    ],
    [
      'a name that is no function',
      () => withStrategy({ kind: 'classic', roleArn, sessionName: 'app' }),
      'identityPool.strategy.sessionName',
    ],
    [
      'STS in the clear',
      () => withStrategy({ kind: 'classic', roleArn, stsEndpoint: 'http://sts.example' }),
      'identityPool.strategy.stsEndpoint',
    ],
    [
      'guests in the classic flow',
      () => withStrategy({ kind: 'classic', roleArn }, { guests: true }),
      'identityPool.guests',
    ],
    [
      'guests that are no boolean',
      () => withStrategy({ kind: 'enhanced' }, { guests: 'yes' }),
      'identityPool.guests',
    ],
    [
      'logins that are no function',
      () => withStrategy({ kind: 'enhanced' }, { logins: {} }),
      'identityPool.logins',
    ],
    [
      'deciding claims that are no list',
      () => withStrategy({ kind: 'enhanced' }, { decidingClaims: 'jti' }),
      'identityPool.decidingClaims',
    ],
    [
      'no developer provider',
      () => withStrategy({ kind: 'developer', developerCredentials: provider }),
      'identityPool.strategy.providerName',
    ],
    [
      'developer keys in the options',
      () =>
        withStrategy({
          kind: 'developer',
          providerName: 'a',
          developerCredentials: { accessKeyId: 'AKIASECRET' },
        }),
      'identityPool.strategy.developerCredentials',
    ],
    ['no object', () => withCredentials('webIdentity'), 'credentials'],
    ['no kind', () => withCredentials({ region: 'eu-west-1', roleArn }), 'credentials.kind'],
    ['no Region', () => withCredentials({ kind: 'webIdentity', roleArn }), 'credentials.region'],
    ['no host credentials', () => vending({ hostCredentials: undefined }), 'credentials.hostCredentials'],
    ['neither tags nor a policy', () => vending({ tags: {} }), 'credentials'],
    ['a tag that differs in case', () => vending({ tags: { a: 'x', A: 'y' } }), 'credentials.tags'],
    ['a tag that IAM does not take', () => vending({ tags: { 'a*': 'x' } }), 'credentials.tags'],
    ['a tag of no claim', () => vending({ tags: { a: '' } }), 'credentials.tags.a'],
    ['an external ID with a space', () => vending({ externalId: 'a b' }), 'credentials.externalId'],
    ['claims of another token', () => vending({ claimsOf: 'accessToken' }), 'credentials.claimsOf'],
  ])('refuse %s by name, and show no secret', (_what, resolve, path) => {
    expect(resolve).toThrow(ConfigurationError);
    expect(resolve).toThrow(new RegExp(`^${path.replaceAll('.', '\\.')}: found `));
    expect(resolve).not.toThrow(/AKIASECRET/);
  });

  it('refuse a session policy that is none', () => {
    expect(() =>
      withStrategy({ kind: 'classic', roleArn, sessionPolicy: { Version: '2012-10-17' } }),
    ).toThrow(/^The session policy of identityPool\.strategy\.sessionPolicy/);
  });

  it('refuse two sources, and none', () => {
    const identityPool = { identityPoolId };
    const credentials = { kind: 'webIdentity', region: 'eu-west-1', roleArn } as const;
    expect(() => resolveCredentialsSource({ identityPool, credentials })).toThrow(/Leave one of them out/);
    expect(() => resolveCredentialsSource({})).toThrow(/^identityPool: found undefined/);
  });
});
