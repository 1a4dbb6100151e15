import * as sdk from '@aws-sdk/client-cognito-identity';
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { Sandbox } from '../sandbox.js';
import {
  OPTIONS,
  ACCOUNT,
  REGION,
  POOL,
  OTHER,
  UNKNOWN,
  DEVELOPERS,
  role,
  poolArn,
} from './developer-operations.spec-helper.js';
import { IDENTITY_POOL_OPERATIONS } from './operation-table.js';

describe('the developer operations of identity pools', () => {
  let sandbox: Sandbox;
  let admin: sdk.CognitoIdentityClient;
  let provider: string;
  const closing: { destroy(): void }[] = [];
  const client = (credentials: { accessKeyId: string; secretAccessKey: string }) => {
    const made = new sdk.CognitoIdentityClient({
      endpoint: sandbox.url,
      region: REGION,
      maxAttempts: 1,
      credentials,
    });
    closing.push(made);
    return made;
  };
  const as = (userName: string) => client(sandbox.iamUsers.find((user) => user.userName === userName)!);
  const idToken = async (username: string): Promise<string> => {
    const users = new CognitoIdentityProviderClient({ endpoint: sandbox.url, region: REGION });
    closing.push(users);
    const { AuthenticationResult } = await users.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: 'web',
        AuthParameters: { USERNAME: username, PASSWORD: 'Passw0rd!' },
      }),
    );
    return AuthenticationResult!.IdToken!;
  };
  const loginsOf = async (username: string) => ({ [provider]: await idToken(username) });
  const developerToken = (user: string, input: object = {}) =>
    admin.send(
      new sdk.GetOpenIdTokenForDeveloperIdentityCommand({
        IdentityPoolId: POOL,
        Logins: { [DEVELOPERS]: user },
        ...input,
      }),
    );
  const credentialsFor = (IdentityId: string, Logins: Record<string, string>) =>
    admin.send(new sdk.GetCredentialsForIdentityCommand({ IdentityId, Logins }));
  const lookup = (input: object) =>
    admin.send(new sdk.LookupDeveloperIdentityCommand({ IdentityPoolId: POOL, ...input }));

  beforeAll(async () => {
    sandbox = await Sandbox.start(OPTIONS);
    admin = client(sandbox.administrator);
    provider = sandbox.userPools[0]!.issuer.replace('http://', '');
  });
  afterAll(async () => {
    for (const each of closing) each.destroy();
    await sandbox.stop();
  });

  it('has every operation that the SDK has', () => {
    const commands = Object.keys(sdk)
      .filter((name) => name.endsWith('Command') && !name.startsWith('$'))
      .map((name) => name.slice(0, -'Command'.length));
    expect([...IDENTITY_POOL_OPERATIONS.keys()].sort()).toEqual(commands.sort());
    expect(commands).toHaveLength(23);
  });

  describe('who may call them', () => {
    it('takes the four operations that AWS takes unsigned, and no other', () => {
      const unsigned = [...IDENTITY_POOL_OPERATIONS].filter(([, { signedFor }]) => signedFor === undefined);
      expect(unsigned.map(([name]) => name)).toEqual([
        'GetCredentialsForIdentity',
        'GetId',
        'GetOpenIdToken',
        'UnlinkIdentity',
      ]);
    });

    it.each([
      ['an unknown key', { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }, 'UnrecognizedClientException'],
      ['another secret', { secretAccessKey: 'x' }, 'InvalidSignatureException'],
    ])('refuses %s', async (_, key, name) => {
      const command = new sdk.ListIdentityPoolsCommand({ MaxResults: 1 });
      await expect(client({ ...sandbox.administrator, ...key }).send(command)).rejects.toMatchObject({
        name,
      });
    });

    it('refuses a call that is not signed', async () => {
      const answer = await fetch(sandbox.url, {
        method: 'POST',
        headers: { 'x-amz-target': 'AWSCognitoIdentityService.ListIdentityPools' },
        body: '{"MaxResults":1}',
      });
      expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
      expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException:');
    });

    it('asks IAM about the operation and the identity pool', async () => {
      const reader = as('reader');
      await reader.send(new sdk.DescribeIdentityPoolCommand({ IdentityPoolId: POOL }));
      await expect(
        reader.send(new sdk.DescribeIdentityPoolCommand({ IdentityPoolId: OTHER })),
      ).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: `User: arn:aws:iam::${ACCOUNT}:user/reader is not authorized to perform: cognito-identity:DescribeIdentityPool on resource: ${poolArn(OTHER)} because no identity-based policy allows the cognito-identity:DescribeIdentityPool action`,
      });
      await expect(
        reader.send(new sdk.DeleteIdentityPoolCommand({ IdentityPoolId: POOL })),
      ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    });
  });

  describe('identity pools', () => {
    const create = (input: Partial<sdk.CreateIdentityPoolCommandInput> = {}) =>
      admin.send(
        new sdk.CreateIdentityPoolCommand({
          IdentityPoolName: 'made by API',
          AllowUnauthenticatedIdentities: false,
          CognitoIdentityProviders: [{ ProviderName: provider, ClientId: 'web' }],
          ...input,
        }),
      );

    it('are made, given roles, used, changed and deleted', async () => {
      const { IdentityPoolId } = await create({ IdentityPoolTags: { team: 'a' } });
      const logins = await loginsOf('alice');
      const { IdentityId } = await admin.send(new sdk.GetIdCommand({ IdentityPoolId, Logins: logins }));
      await expect(credentialsFor(IdentityId!, logins)).rejects.toMatchObject({
        name: 'InvalidIdentityPoolConfigurationException',
      });
      const roles = {
        Roles: { authenticated: role('Member') },
        RoleMappings: {
          [`${provider}:web`]: {
            Type: sdk.RoleMappingType.RULES,
            AmbiguousRoleResolution: sdk.AmbiguousRoleResolutionType.DENY,
            RulesConfiguration: {
              Rules: [
                {
                  Claim: 'cognito:username',
                  MatchType: sdk.MappingRuleMatchType.EQUALS,
                  Value: 'alice',
                  RoleARN: role('Editor'),
                },
              ],
            },
          },
        },
      };
      await admin.send(new sdk.SetIdentityPoolRolesCommand({ IdentityPoolId, ...roles }));
      expect(await admin.send(new sdk.GetIdentityPoolRolesCommand({ IdentityPoolId }))).toMatchObject(roles);
      expect((await credentialsFor(IdentityId!, logins)).Credentials).toBeDefined();

      await admin.send(
        new sdk.UpdateIdentityPoolCommand({
          IdentityPoolId,
          IdentityPoolName: 'renamed',
          AllowUnauthenticatedIdentities: true,
          CognitoIdentityProviders: [{ ProviderName: provider, ClientId: 'web', ServerSideTokenCheck: true }],
        }),
      );
      expect(await admin.send(new sdk.DescribeIdentityPoolCommand({ IdentityPoolId }))).toMatchObject({
        IdentityPoolName: 'renamed',
        AllowUnauthenticatedIdentities: true,
        CognitoIdentityProviders: [{ ProviderName: provider, ClientId: 'web', ServerSideTokenCheck: true }],
        IdentityPoolTags: { team: 'a' },
      });
      await admin.send(new sdk.DeleteIdentityPoolCommand({ IdentityPoolId }));
      await expect(credentialsFor(IdentityId!, logins)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
      await expect(admin.send(new sdk.GetIdCommand({ IdentityPoolId }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: `IdentityPool '${IdentityPoolId}' not found.`,
      });
    });

    it.each([
      [
        'a user pool that is not there',
        { CognitoIdentityProviders: [{ ProviderName: 'x', ClientId: 'web' }] },
      ],
      ['a public provider that there is not', { SupportedLoginProviders: { 'login.example': 'x' } }],
      [
        'a SAML provider that there is not',
        { SamlProviderARNs: [`arn:aws:iam::${ACCOUNT}:saml-provider/x`] },
      ],
    ])('are refused with %s', async (_, input) => {
      await expect(create(input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });

    it('are given only roles that the caller may pass on', async () => {
      const set = (authenticated: string) =>
        as('deployer').send(
          new sdk.SetIdentityPoolRolesCommand({ IdentityPoolId: OTHER, Roles: { authenticated } }),
        );
      await set(role('Editor'));
      await expect(set(role('Member'))).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: `Access to Role '${role('Member')}' is forbidden.`,
      });
      await expect(set(role('Nobody'))).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    });

    it('are listed page by page', async () => {
      const ids: string[] = [];
      let NextToken: string | undefined;
      do {
        const page: sdk.ListIdentityPoolsCommandOutput = await admin.send(
          new sdk.ListIdentityPoolsCommand({ MaxResults: 1, ...(NextToken !== undefined && { NextToken }) }),
        );
        expect(page.IdentityPools).toHaveLength(1);
        ids.push(...page.IdentityPools!.map(({ IdentityPoolId }) => IdentityPoolId!));
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      expect(ids).toEqual([POOL, OTHER]);
      await expect(admin.send(new sdk.ListIdentityPoolsCommand({ MaxResults: 61 }))).rejects.toMatchObject({
        name: 'ValidationException',
      });
      await expect(
        admin.send(new sdk.ListIdentityPoolsCommand({ MaxResults: 1, NextToken: 'x' })),
      ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });

    it('are tagged', async () => {
      const ResourceArn = poolArn(POOL);
      await admin.send(new sdk.TagResourceCommand({ ResourceArn, Tags: { team: 'a', stage: 'test' } }));
      await admin.send(new sdk.UntagResourceCommand({ ResourceArn, TagKeys: ['team'] }));
      const { Tags } = await admin.send(new sdk.ListTagsForResourceCommand({ ResourceArn }));
      expect(Tags).toEqual({ stage: 'test' });
      await expect(
        admin.send(new sdk.ListTagsForResourceCommand({ ResourceArn: poolArn(UNKNOWN) })),
      ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });

    it('turn claims into principal tags', async () => {
      const names = { IdentityPoolId: OTHER, IdentityProviderName: provider };
      const get = () => admin.send(new sdk.GetPrincipalTagAttributeMapCommand(names));
      expect(await get()).toMatchObject({ UseDefaults: false, PrincipalTags: {} });
      const tags = { user: 'cognito:username' };
      await admin.send(new sdk.SetPrincipalTagAttributeMapCommand({ ...names, PrincipalTags: tags }));
      expect(await get()).toMatchObject({ UseDefaults: false, PrincipalTags: tags });
      await admin.send(new sdk.SetPrincipalTagAttributeMapCommand({ ...names, UseDefaults: true }));
      expect(await get()).toMatchObject({
        UseDefaults: true,
        PrincipalTags: { username: 'sub', client: 'aud' },
      });
    });
  });

  describe('developer-authenticated identities', () => {
    it('have a token that says who they are, signed with the published key', async () => {
      const { IdentityId, Token } = await developerToken('u-1', { TokenDuration: 60 });
      expect(decodeProtectedHeader(Token!)).toMatchObject({ alg: 'RS512', typ: 'JWS' });
      const keys = (await (await fetch(`${sandbox.url}/.well-known/jwks_uri`)).json()) as JSONWebKeySet;
      const { payload } = await jwtVerify(Token!, createLocalJWKSet(keys));
      expect(payload).toMatchObject({
        sub: IdentityId,
        aud: POOL,
        iss: 'https://cognito-identity.amazonaws.com',
        amr: ['authenticated', DEVELOPERS, `${DEVELOPERS}:${POOL}:u-1`],
      });
      expect(payload.exp! - payload.iat!).toBe(60);
      const again = decodeJwt((await developerToken('u-1')).Token!);
      expect(again.sub).toBe(IdentityId);
      expect(again.exp! - again.iat!).toBe(900);
    });

    it('get credentials with it, by the enhanced flow and by STS', async () => {
      const { IdentityId, Token } = await developerToken('u-2');
      const logins = { 'cognito-identity.amazonaws.com': Token! };
      expect((await credentialsFor(IdentityId!, logins)).Credentials?.AccessKeyId).toMatch(/^ASIA/);
      const sts = new STSClient({ endpoint: sandbox.url, region: REGION });
      closing.push(sts);
      const assumed = await sts.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: role('Member'),
          RoleSessionName: 'u-2',
          WebIdentityToken: Token,
        }),
      );
      expect(assumed.SubjectFromWebIdentityToken).toBe(IdentityId);
    });

    it('speak for no other identity, and their token is no login for GetId', async () => {
      const { Token } = await developerToken('u-3');
      const other = await developerToken('u-4');
      const logins = { 'cognito-identity.amazonaws.com': Token! };
      await expect(credentialsFor(other.IdentityId!, logins)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
      });
      await expect(credentialsFor(other.IdentityId!, {})).rejects.toMatchObject({
        message: `Access to Identity '${other.IdentityId}' is forbidden.`,
      });
      await expect(
        admin.send(new sdk.GetIdCommand({ IdentityPoolId: POOL, Logins: logins })),
      ).rejects.toMatchObject({ message: "Invalid login token. Can't pass in a Cognito token." });
      const forged = `${Token!.slice(0, -8)}AAAAAAAA`;
      await expect(
        credentialsFor(other.IdentityId!, { 'cognito-identity.amazonaws.com': forged }),
      ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    });

    it('are linked to an identity, and not taken from another', async () => {
      const logins = await loginsOf('bob');
      const { IdentityId } = await admin.send(new sdk.GetIdCommand({ IdentityPoolId: POOL, Logins: logins }));
      expect((await developerToken('bob-1', { IdentityId })).IdentityId).toBe(IdentityId);
      expect((await developerToken('bob-1')).IdentityId).toBe(IdentityId);
      expect(await admin.send(new sdk.DescribeIdentityCommand({ IdentityId }))).toMatchObject({
        Logins: [provider, DEVELOPERS],
      });
      const { IdentityId: another } = await developerToken('somebody');
      await expect(developerToken('bob-1', { IdentityId: another })).rejects.toMatchObject({
        name: 'DeveloperUserAlreadyRegisteredException',
      });
    });

    it('are looked up, merged and unlinked', async () => {
      const { IdentityId: first } = await developerToken('m-1');
      const { IdentityId: second } = await developerToken('m-2');
      const merged = await admin.send(
        new sdk.MergeDeveloperIdentitiesCommand({
          IdentityPoolId: POOL,
          DeveloperProviderName: DEVELOPERS,
          SourceUserIdentifier: 'm-1',
          DestinationUserIdentifier: 'm-2',
        }),
      );
      expect(merged.IdentityId).toBe(second);
      expect(await lookup({ DeveloperUserIdentifier: 'm-1' })).toMatchObject({
        IdentityId: second,
        DeveloperUserIdentifierList: expect.arrayContaining(['m-1', 'm-2']),
      });
      await expect(admin.send(new sdk.DescribeIdentityCommand({ IdentityId: first }))).rejects.toMatchObject({
        message: `Access to Identity '${first}' is forbidden.`,
      });
      await admin.send(
        new sdk.UnlinkDeveloperIdentityCommand({
          IdentityPoolId: POOL,
          IdentityId: second,
          DeveloperProviderName: DEVELOPERS,
          DeveloperUserIdentifier: 'm-1',
        }),
      );
      expect((await lookup({ IdentityId: second })).DeveloperUserIdentifierList).toEqual(['m-2']);
      await expect(lookup({ DeveloperUserIdentifier: 'm-1' })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
      expect((await developerToken('m-1')).IdentityId).not.toBe(second);
      const { IdentityId: third } = await developerToken('m-3');
      await expect(lookup({ IdentityId: third, DeveloperUserIdentifier: 'm-2' })).rejects.toMatchObject({
        name: 'ResourceConflictException',
      });
    });
  });

  describe('identities', () => {
    it('are listed, and deleted', async () => {
      const list = () => admin.send(new sdk.ListIdentitiesCommand({ IdentityPoolId: POOL, MaxResults: 60 }));
      const { IdentityId } = await developerToken('to-delete');
      const idsOf = ({ Identities = [] }: sdk.ListIdentitiesCommandOutput) =>
        Identities.map((identity) => identity.IdentityId);
      expect(idsOf(await list())).toContain(IdentityId);
      const deleted = await admin.send(
        new sdk.DeleteIdentitiesCommand({ IdentityIdsToDelete: [IdentityId!, UNKNOWN] }),
      );
      expect(deleted.UnprocessedIdentityIds).toEqual([]);
      expect(idsOf(await list())).not.toContain(IdentityId);
      expect((await developerToken('to-delete')).IdentityId).not.toBe(IdentityId);
    });

    it('lose a login that is unlinked, and are nobody’s after the last', async () => {
      const logins = await loginsOf('carol');
      const getId = () => admin.send(new sdk.GetIdCommand({ IdentityPoolId: POOL, Logins: logins }));
      const { IdentityId } = await getId();
      const unlink = (Logins: Record<string, string>) =>
        admin.send(new sdk.UnlinkIdentityCommand({ IdentityId, Logins, LoginsToRemove: [provider] }));
      await expect(unlink(await loginsOf('alice'))).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      await unlink(logins);
      await expect(credentialsFor(IdentityId!, {})).rejects.toMatchObject({
        message: `Access to Identity '${IdentityId}' is forbidden.`,
      });
      expect((await getId()).IdentityId).not.toBe(IdentityId);
    });
  });
});
