import {
  CompleteWebAuthnRegistrationCommand,
  DeleteWebAuthnCredentialCommand,
  GetUserAuthFactorsCommand,
  ListWebAuthnCredentialsCommand,
  StartWebAuthnRegistrationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';

import { Sandbox } from '../../sandbox.js';
import { flowsOf, PASSWORD, POOL_ID, TOKENS } from '../sign-in/sdk.spec-helper.js';
import { type Deviations, SoftwareAuthenticator } from './software-authenticator.spec-helper.js';

const INCORRECT = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string; readonly name: string };
  readonly excludeCredentials: readonly { readonly id: string }[];
}

describe('passkeys', () => {
  let sandbox: Sandbox;
  let flows: ReturnType<typeof flowsOf>;
  let now = Date.UTC(2026, 0, 1);

  const start = async (more: object = {}) => {
    sandbox = await Sandbox.start({
      clock: () => now,
      userPools: [
        {
          userPoolId: POOL_ID,
          clients: [
            { name: 'web', clientId: 'web' },
            { name: 'other', clientId: 'other' },
          ],
          firstAuthFactors: ['PASSWORD', 'WEB_AUTHN'],
          users: ['alice', 'bob'].map((username) => ({ username, password: PASSWORD })),
          ...more,
        },
      ],
    });
    flows = flowsOf(sandbox);
  };
  const stop = async () => {
    flows.sdk.destroy();
    await sandbox.stop();
  };

  beforeEach(() => start());
  afterEach(stop);

  const accessTokenOf = async (username: string, ClientId = 'web') =>
    (await flows.signIn(username, { ClientId })).AuthenticationResult!.AccessToken!;
  const begin = async (AccessToken: string) => {
    const answer = await flows.sdk.send(new StartWebAuthnRegistrationCommand({ AccessToken }));
    return answer.CredentialCreationOptions as unknown as CreationOptions;
  };
  const complete = (AccessToken: string, credential: object) =>
    flows.sdk.send(new CompleteWebAuthnRegistrationCommand({ AccessToken, Credential: credential as never }));
  const register = async (username: string, authenticator: SoftwareAuthenticator, but?: Deviations) => {
    const AccessToken = await accessTokenOf(username);
    await complete(AccessToken, authenticator.create(await begin(AccessToken), but));
    return AccessToken;
  };
  const ask = async (USERNAME: string) => {
    const challenge = await flows.initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    expect(challenge.ChallengeName).toBe('WEB_AUTHN');
    const options = JSON.parse(challenge.ChallengeParameters!.CREDENTIAL_REQUEST_OPTIONS!) as {
      readonly challenge: string;
      readonly rpId: string;
      readonly allowCredentials: readonly { readonly id: string }[];
    };
    return { options, session: challenge.Session };
  };
  const answer = (username: string, session: string | undefined, credential: unknown) =>
    flows.respond('WEB_AUTHN', session, { USERNAME: username, CREDENTIAL: JSON.stringify(credential) });
  const signIn = async (username: string, authenticator: SoftwareAuthenticator, but?: Deviations) => {
    const { options, session } = await ask(username);
    return answer(username, session, authenticator.get(options, but));
  };

  it.each(['EC', 'RSA'] as const)('of a key of kind %s are made, and sign their user in', async (kind) => {
    const authenticator = new SoftwareAuthenticator(kind);
    const AccessToken = await register('alice', authenticator);
    const { options } = await ask('alice');
    expect(options).toMatchObject({
      rpId: 'localhost',
      allowCredentials: [{ id: authenticator.credentialId.toString('base64url') }],
    });
    const { AuthenticationResult } = await signIn('alice', authenticator);
    const { sub } = decodeJwt(AuthenticationResult!.IdToken!);
    await expect(signIn('alice', authenticator, { userHandle: sub! })).resolves.toMatchObject(TOKENS);
    const factors = await flows.sdk.send(new GetUserAuthFactorsCommand({ AccessToken }));
    expect(factors.ConfiguredUserAuthFactors).toEqual(['PASSWORD', 'WEB_AUTHN']);
  });

  it('are offered to who has one, and asked for when they are chosen', async () => {
    await expect(flows.initiate('USER_AUTH', { USERNAME: 'bob' })).resolves.toMatchObject({
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
    });
    await register('bob', new SoftwareAuthenticator());
    const { AvailableChallenges, Session } = await flows.initiate('USER_AUTH', { USERNAME: 'bob' });
    expect(AvailableChallenges).toContain('WEB_AUTHN');
    await expect(
      flows.respond('SELECT_CHALLENGE', Session, { USERNAME: 'bob', ANSWER: 'WEB_AUTHN' }),
    ).resolves.toMatchObject({ ChallengeName: 'WEB_AUTHN' });
  });

  it.each<[string, Deviations]>([
    ['another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['what was signed to make one', { type: 'webauthn.create' }],
    ['another domain', { relyingPartyId: 'example.com' }],
    ['nobody being there', { flags: 0x04 }],
    ['another user', { userHandle: 'somebody else' }],
    ['a passkey that is not known', { id: Buffer.alloc(16).toString('base64url') }],
  ])('are refused for %s', async (_, but) => {
    const authenticator = new SoftwareAuthenticator();
    await register('alice', authenticator);
    await expect(signIn('alice', authenticator, but)).rejects.toMatchObject(INCORRECT);
    await expect(signIn('alice', authenticator)).resolves.toMatchObject(TOKENS);
  });

  it.each<[string, Deviations]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin without TLS', { origin: 'http://login.localhost' }],
    ['a frame in another page', { crossOrigin: true }],
    ['what is no origin', { origin: 'localhost' }],
  ])('are refused from %s', async (_, but) => {
    const authenticator = new SoftwareAuthenticator();
    const refused = { name: 'WebAuthnOriginNotAllowedException' };
    await expect(register('alice', authenticator, but)).rejects.toMatchObject(refused);
    await register('alice', authenticator);
    await expect(signIn('alice', authenticator, but)).rejects.toMatchObject(refused);
  });

  it('sign with their own key, once for each challenge', async () => {
    const [own, theirs] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()];
    await register('alice', own);
    await register('bob', theirs);
    const { options, session } = await ask('alice');
    const forged = theirs.get(options, { id: own.credentialId.toString('base64url') });
    await expect(answer('alice', session, forged)).rejects.toMatchObject(INCORRECT);
    await expect(answer('alice', session, own.get(options))).rejects.toMatchObject({
      message: 'Invalid session for the user, session can only be used once.',
    });
    await expect(signIn('alice', theirs)).rejects.toMatchObject(INCORRECT);
  });

  it('that are copies give themselves away by their count', async () => {
    const authenticator = new SoftwareAuthenticator();
    await register('alice', authenticator);
    await expect(signIn('alice', authenticator, { signCount: 10 })).resolves.toMatchObject(TOKENS);
    await expect(signIn('alice', authenticator, { signCount: 10 })).rejects.toMatchObject(INCORRECT);
    await expect(signIn('alice', authenticator, { signCount: 0 })).rejects.toMatchObject(INCORRECT);
    await expect(signIn('alice', authenticator, { signCount: 11 })).resolves.toMatchObject(TOKENS);
  });

  it('are listed and deleted by their user', async () => {
    const [first, second] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()];
    await register('alice', first);
    const AccessToken = await register('alice', second);
    const list = (more: object = {}) =>
      flows.sdk.send(new ListWebAuthnCredentialsCommand({ AccessToken, ...more }));
    const page = await list({ MaxResults: 1 });
    expect(page.Credentials).toMatchObject([
      {
        CredentialId: first.credentialId.toString('base64url'),
        RelyingPartyId: 'localhost',
        AuthenticatorAttachment: 'platform',
        AuthenticatorTransports: ['internal'],
        CreatedAt: new Date(now),
      },
    ]);
    expect((await list({ NextToken: page.NextToken })).Credentials).toHaveLength(1);
    await expect(list({ NextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const remove = () =>
      flows.sdk.send(
        new DeleteWebAuthnCredentialCommand({
          AccessToken,
          CredentialId: first.credentialId.toString('base64url'),
        }),
      );
    await remove();
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(signIn('alice', first)).rejects.toMatchObject(INCORRECT);
    await expect(signIn('alice', second)).resolves.toMatchObject(TOKENS);
  });

  it('are made for a challenge that was asked for, in time and through the same client', async () => {
    const authenticator = new SoftwareAuthenticator();
    const AccessToken = await accessTokenOf('alice');
    const missing = { name: 'WebAuthnChallengeNotFoundException' };
    const options = { challenge: 'made-up', rp: { id: 'localhost' } };
    await expect(complete(AccessToken, authenticator.create(options))).rejects.toMatchObject(missing);
    const asked = await begin(AccessToken);
    expect(Buffer.from(asked.user.id, 'base64url').toString()).toBe(decodeJwt(AccessToken).sub);
    await expect(
      complete(AccessToken, authenticator.create(asked, { challenge: 'another' })),
    ).rejects.toMatchObject(missing);
    const other = await accessTokenOf('alice', 'other');
    await expect(complete(other, authenticator.create(asked))).rejects.toMatchObject({
      name: 'WebAuthnClientMismatchException',
    });
    now += 180_000;
    await expect(complete(AccessToken, authenticator.create(asked))).rejects.toMatchObject(missing);
  });

  it('are refused when they are not what was asked for', async () => {
    const AccessToken = await accessTokenOf('alice');
    const unsupported = { name: 'WebAuthnCredentialNotSupportedException' };
    const attempt = async (but: Deviations, change: (credential: object) => object = (same) => same) => {
      const credential = new SoftwareAuthenticator().create(await begin(AccessToken), but);
      return complete(AccessToken, change(credential));
    };
    await expect(attempt({ relyingPartyId: 'example.com' })).rejects.toMatchObject({
      name: 'WebAuthnRelyingPartyMismatchException',
    });
    await expect(attempt({ id: 'AAAA' })).rejects.toMatchObject(unsupported);
    await expect(attempt({ flags: 0x05 })).rejects.toMatchObject(unsupported);
    for (const attestationObject of ['', 'oA', 'ow', 'wgA', 'gYGBgYGBgYGBgYGBgYGBgYGB', 'v2', '-0']) {
      await expect(
        attempt({}, (credential) => ({
          ...credential,
          response: { ...(credential as { response: object }).response, attestationObject },
        })),
      ).rejects.toMatchObject(unsupported);
    }
  });

  it('are of one user', async () => {
    const authenticator = new SoftwareAuthenticator();
    await register('alice', authenticator);
    await expect(register('bob', authenticator)).rejects.toMatchObject({
      name: 'WebAuthnCredentialNotSupportedException',
    });
    const AccessToken = await accessTokenOf('alice');
    expect((await begin(AccessToken)).excludeCredentials).toEqual([
      { type: 'public-key', id: authenticator.credentialId.toString('base64url') },
    ]);
  });

  it('need to be JSON', async () => {
    await register('alice', new SoftwareAuthenticator());
    const { session } = await ask('alice');
    const respond = (CREDENTIAL: string) =>
      flows.respond('WEB_AUTHN', session, { USERNAME: 'alice', CREDENTIAL });
    for (const credential of ['{', 'null', '"text"']) {
      await expect(respond(credential)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
  });

  it('verify their user where the pool wants it', async () => {
    await stop();
    await start({ passkeys: { relyingPartyId: 'example.com', userVerification: 'required' } });
    const authenticator = new SoftwareAuthenticator();
    await expect(register('alice', authenticator, { flags: 0x41 })).rejects.toMatchObject({
      name: 'WebAuthnCredentialNotSupportedException',
    });
    await register('alice', authenticator, { origin: 'https://login.example.com' });
    await expect(signIn('alice', authenticator, { flags: 0x01 })).rejects.toMatchObject(INCORRECT);
    await expect(signIn('alice', authenticator)).resolves.toMatchObject(TOKENS);
  });

  it('are off where they are no first factor of the pool', async () => {
    await stop();
    await start({ firstAuthFactors: ['PASSWORD'] });
    await expect(begin(await accessTokenOf('alice'))).rejects.toMatchObject({
      name: 'WebAuthnNotEnabledException',
    });
  });
});
