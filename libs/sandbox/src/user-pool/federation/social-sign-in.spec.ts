import {
  CognitoIdentityProviderClient,
  CreateIdentityProviderCommand,
  type CreateIdentityProviderCommandInput,
  DeleteIdentityProviderCommand,
  DescribeIdentityProviderCommand,
  GetIdentityProviderByIdentifierCommand,
  ListIdentityProvidersCommand,
  UpdateIdentityProviderCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { SandboxOptions } from '../../options.js';
import { Sandbox } from '../../sandbox.js';

const POOL = 'eu-west-1_Socials01';
const CALLBACK = 'http://127.0.0.1:9/callback';
const NAMES = ['Google', 'Facebook', 'LoginWithAmazon', 'SignInWithApple'] as const;
type Name = (typeof NAMES)[number];

interface InboundEvent {
  readonly request: {
    readonly providerName: string;
    readonly attributes: { readonly userInfo?: Readonly<Record<string, string>> };
  };
}

/** A stand-in for the social providers: what it is sent is kept, so that a test can look at it. */
class SocialStandIn {
  readonly forms: URLSearchParams[] = [];
  readonly questions: URL[] = [];
  nonce = '';
  url = '';
  private readonly keys = generateKeyPair('RS256');
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request).then((document) => {
      response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document ?? {}));
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<object | undefined> {
    const address = new URL(request.url ?? '/', this.url);
    const { privateKey, publicKey } = await this.keys;
    switch (address.pathname) {
      case '/.well-known/openid-configuration':
        return {
          issuer: this.url,
          authorization_endpoint: `${this.url}/authorize`,
          token_endpoint: `${this.url}/id-token`,
          jwks_uri: `${this.url}/keys`,
        };
      case '/keys':
        return { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
      case '/id-token': {
        this.forms.push(await formOf(request));
        const token = new SignJWT({ email: 'ada@example.com', email_verified: true, nonce: this.nonce })
          .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
          .setIssuer(this.url)
          .setSubject('12345')
          .setAudience('our-app')
          .setIssuedAt()
          .setExpirationTime('5m');
        return { access_token: 'a', token_type: 'Bearer', id_token: await token.sign(privateKey) };
      }
      case '/access-token':
        this.forms.push(await formOf(request));
        return { access_token: 'the access token', token_type: 'Bearer' };
      case '/me':
        this.questions.push(address);
        if (request.headers.authorization !== 'Bearer the access token') return undefined;
        return { id: '678', user_id: 'amzn1.account.A', email: 'ada@example.com' };
      default:
        return undefined;
    }
  }
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

describe('social providers of a user pool', () => {
  const social = new SocialStandIn();
  const appleKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let sandbox: Sandbox;
  let options: SandboxOptions;
  let dataFolder: string;
  let admin: CognitoIdentityProviderClient;

  beforeAll(async () => {
    await social.start();
    const client = { client_id: 'our-app', client_secret: 'our-secret', authorize_scopes: 'email' };
    const endpoints = {
      authorize_url: `${social.url}/authorize`,
      token_url: `${social.url}/access-token`,
      attributes_url: `${social.url}/me`,
    };
    const details: Record<Name, Record<string, string>> = {
      Google: { ...client, oidc_issuer: social.url },
      Facebook: { ...client, ...endpoints, attributes_url: `${social.url}/me?fields=` },
      LoginWithAmazon: { ...client, ...endpoints },
      SignInWithApple: {
        client_id: 'our-app',
        team_id: 'TEAM',
        key_id: 'KEY',
        private_key: appleKey.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        authorize_scopes: 'email name',
        oidc_issuer: social.url,
      },
    };
    dataFolder = await mkdtemp(path.join(tmpdir(), 'federation-'));
    options = {
      dataFolder,
      userPools: [
        {
          userPoolId: POOL,
          clients: [
            { name: 'web', clientId: 'web', callbackUrls: [CALLBACK], supportedIdentityProviders: NAMES },
          ],
          triggers: {
            inboundFederation: (event: InboundEvent) => {
              const { providerName, attributes } = event.request;
              const changed = { ...attributes.userInfo, email: 'trigger@example.com' };
              const userAttributesToMap = providerName === 'LoginWithAmazon' ? changed : {};
              return Promise.resolve({ ...event, response: { userAttributesToMap } });
            },
          },
          identityProviders: NAMES.map((name) => ({
            providerName: name,
            providerType: name,
            providerDetails: details[name],
            attributeMapping: { email: 'email', email_verified: 'email_verified' },
          })),
        },
      ],
    };
    sandbox = await Sandbox.start(options);
    admin = new CognitoIdentityProviderClient({
      endpoint: sandbox.url,
      region: 'eu-west-1',
      credentials: sandbox.administrator,
    });
  });

  afterAll(async () => {
    admin.destroy();
    social.stop();
    await sandbox.stop();
    await rm(dataFolder, { recursive: true });
  });

  /** Where the browser is sent, and the cookie it gets. */
  const leave = async (name: Name) => {
    const query = new URLSearchParams({
      client_id: 'web',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid',
      identity_provider: name,
    });
    const answer = await fetch(`${sandbox.url}/oauth2/authorize?${query.toString()}`, { redirect: 'manual' });
    const asked = new URL(answer.headers.get('location') ?? '').searchParams;
    social.nonce = asked.get('nonce') ?? '';
    return { asked, cookie: (answer.headers.get('set-cookie') ?? '').split(';', 1).join('') };
  };
  const comeBack = async (asked: URLSearchParams, cookie: string, byForm: boolean): Promise<URL> => {
    const sent = new URLSearchParams({ code: 'their-code', state: asked.get('state') ?? '' });
    const answer = byForm
      ? await fetch(`${sandbox.url}/oauth2/idpresponse`, { method: 'POST', body: sent, redirect: 'manual' })
      : await fetch(`${sandbox.url}/oauth2/idpresponse?${sent.toString()}`, {
          headers: { cookie },
          redirect: 'manual',
        });
    return new URL(answer.headers.get('location') ?? '', sandbox.url);
  };
  const claimsOf = async (callback: URL) => {
    const answer = await fetch(`${sandbox.url}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'web',
        redirect_uri: CALLBACK,
        code: callback.searchParams.get('code') ?? '',
      }),
    });
    return decodeJwt(((await answer.json()) as { id_token: string }).id_token);
  };

  it.each<[Name, boolean, string, Record<string, unknown>]>([
    ['Google', false, 'Google_12345', { email: 'ada@example.com', email_verified: true }],
    ['Facebook', false, 'Facebook_678', { email: 'ada@example.com', email_verified: false }],
    ['LoginWithAmazon', false, 'LoginWithAmazon_amzn1.account.A', { email: 'trigger@example.com' }],
    ['SignInWithApple', true, 'SignInWithApple_12345', { email: 'ada@example.com', email_verified: true }],
  ])('sign in with %s', async (name, byForm, username, claims) => {
    const { asked, cookie } = await leave(name);
    expect(asked.get('client_id')).toBe('our-app');
    expect(asked.get('code_challenge_method')).toBe('S256');
    const found = await claimsOf(await comeBack(asked, cookie, byForm));
    expect(found).toMatchObject({ 'cognito:username': username, ...claims });
    expect(found.identities).toMatchObject([{ providerName: name, providerType: name, primary: 'true' }]);
    expect(social.forms.at(-1)?.get('code')).toBe('their-code');
  });

  it('ask Facebook for the mapped attributes by name', () => {
    expect(social.questions[0]?.searchParams.get('fields')).toBe('id,email,email_verified');
  });

  it('sign a secret for Apple with the key of the team', () => {
    const secret = social.forms.at(-1)?.get('client_secret') ?? '';
    expect(decodeProtectedHeader(secret)).toEqual({ alg: 'ES256', kid: 'KEY' });
    expect(decodeJwt(secret)).toMatchObject({ iss: 'TEAM', sub: 'our-app', aud: social.url });
  });

  it('take an answer in the way only that was asked for', async () => {
    const apple = await leave('SignInWithApple');
    expect((await comeBack(apple.asked, apple.cookie, false)).pathname).toBe('/error');
    const google = await leave('Google');
    expect((await comeBack(google.asked, google.cookie, true)).pathname).toBe('/error');
  });

  it('refuse an ID token with another nonce', async () => {
    const { asked, cookie } = await leave('Google');
    social.nonce = 'of another sign-in';
    const { searchParams } = await comeBack(asked, cookie, false);
    expect([searchParams.get('error'), searchParams.get('code')]).toEqual(['server_error', null]);
  });

  describe('and others, by the API', () => {
    const create = (over: Partial<CreateIdentityProviderCommandInput> = {}) =>
      admin.send(
        new CreateIdentityProviderCommand({
          UserPoolId: POOL,
          ProviderName: 'Acme',
          ProviderType: 'OIDC',
          ProviderDetails: {
            client_id: 'x',
            authorize_scopes: 'openid',
            oidc_issuer: social.url,
            attributes_request_method: 'GET',
          },
          IdpIdentifiers: ['acme.example'],
          ...over,
        }),
      );

    it('are made, found, changed, listed and deleted', async () => {
      await create();
      const { IdentityProvider } = await admin.send(
        new GetIdentityProviderByIdentifierCommand({ UserPoolId: POOL, IdpIdentifier: 'acme.example' }),
      );
      expect(IdentityProvider).toMatchObject({
        ProviderName: 'Acme',
        ProviderType: 'OIDC',
        UserPoolId: POOL,
      });
      await admin.send(
        new UpdateIdentityProviderCommand({
          UserPoolId: POOL,
          ProviderName: 'Acme',
          AttributeMapping: { email: 'mail' },
        }),
      );
      const described = await admin.send(
        new DescribeIdentityProviderCommand({ UserPoolId: POOL, ProviderName: 'Acme' }),
      );
      expect(described.IdentityProvider).toMatchObject({
        AttributeMapping: { email: 'mail' },
        IdpIdentifiers: ['acme.example'],
        ProviderDetails: { client_id: 'x' },
      });
      const { Providers } = await admin.send(new ListIdentityProvidersCommand({ UserPoolId: POOL }));
      expect(Providers?.map(({ ProviderName }) => ProviderName)).toEqual([...NAMES, 'Acme']);
      await expect(create()).rejects.toMatchObject({ name: 'DuplicateProviderException' });
      await expect(create({ ProviderName: 'Acme2' })).rejects.toMatchObject({
        name: 'DuplicateProviderException',
      });
      await admin.send(new DeleteIdentityProviderCommand({ UserPoolId: POOL, ProviderName: 'Acme' }));
      await expect(
        admin.send(new DescribeIdentityProviderCommand({ UserPoolId: POOL, ProviderName: 'Acme' })),
      ).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'Identity provider Acme does not exist.',
      });
    });

    it.each<[string, Partial<CreateIdentityProviderCommandInput>]>([
      ['without a client', { ProviderDetails: { oidc_issuer: 'https://acme.example' } }],
      [
        'in the clear on another machine',
        {
          ProviderDetails: { client_id: 'x', authorize_scopes: 'openid', oidc_issuer: 'http://acme.example' },
        },
      ],
      ['that map what is no attribute', { AttributeMapping: { 'custom:none': 'x' } }],
      ['with the name of the pool itself', { ProviderName: 'COGNITO' }],
      ['with an underscore in front', { ProviderName: '_Acme' }],
      ['of a social type with another name', { ProviderType: 'Google' }],
      ['of SAML without metadata', { ProviderType: 'SAML', ProviderDetails: {} }],
      [
        'of SAML that sign out',
        { ProviderType: 'SAML', ProviderDetails: { MetadataFile: '<x/>', IDPSignout: 'true' } },
      ],
    ])('are refused %s', async (_name, over) => {
      await expect(create(over)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });
  });

  it('know their users after the sandbox was started again', async () => {
    const signedIn = async () => {
      const { asked, cookie } = await leave('Google');
      return await claimsOf(await comeBack(asked, cookie, false));
    };
    const before = await signedIn();
    await sandbox.stop();
    sandbox = await Sandbox.start(options);
    expect(await signedIn()).toMatchObject({ sub: before.sub, identities: before.identities });
  });
});
