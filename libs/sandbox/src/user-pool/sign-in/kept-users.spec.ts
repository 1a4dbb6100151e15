import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  AssociateSoftwareTokenCommand,
  GetTokensFromRefreshTokenCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Secret, TOTP } from 'otpauth';

import { Sandbox } from '../../sandbox.js';
import { flowsOf, PASSWORD, POOL_ID, TOKENS } from './sdk.spec-helper.js';
import { webPageSignIn } from './web-page-client.spec-helper.js';

describe('what a sandbox keeps of its users', () => {
  let folder: string;
  let sandbox: Sandbox;
  let flows: ReturnType<typeof flowsOf>;
  let now = Date.UTC(2026, 0, 1);

  const start = async () => {
    sandbox = await Sandbox.start({
      dataFolder: folder,
      clock: () => now,
      userPools: [
        {
          userPoolId: POOL_ID,
          clients: [{ name: 'web', clientId: 'web', refreshTokenRotation: {} }],
          mfa: { configuration: 'OPTIONAL' },
          users: ['alice', 'bob'].map((username) => ({ username, password: PASSWORD })),
        },
      ],
    });
    flows = flowsOf(sandbox);
  };
  const stop = async () => {
    flows.sdk.destroy();
    await sandbox.stop();
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sandbox-'));
    await start();
  });

  afterEach(async () => {
    await stop();
    await rm(folder, { recursive: true });
  });

  const refresh = (RefreshToken: string | undefined) =>
    flows.sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId: 'web', RefreshToken }));

  it('is enough to sign in by SRP and by an authenticator app', async () => {
    const AccessToken = (await flows.signIn('alice')).AuthenticationResult!.AccessToken!;
    const { SecretCode } = await flows.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
    const totp = new TOTP({ secret: Secret.fromBase32(SecretCode!) });
    const used = totp.generate({ timestamp: now });
    await flows.sdk.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode: used }));
    await flows.sdk.send(
      new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } }),
    );
    await stop();
    await start();

    await expect(webPageSignIn(sandbox.url, { username: 'bob', password: PASSWORD })).resolves.toEqual(
      expect.any(String),
    );
    const { ChallengeName, Session } = await flows.signIn('alice');
    expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const answer = (code: string) =>
      flows.respond('SOFTWARE_TOKEN_MFA', Session, { USERNAME: 'alice', SOFTWARE_TOKEN_MFA_CODE: code });
    await expect(answer(used)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    now += 30_000;
    await expect(answer(totp.generate({ timestamp: now }))).resolves.toMatchObject(TOKENS);
  });

  it('has the refresh tokens that were used, so that they stay refused', async () => {
    const first = (await flows.signIn('bob')).AuthenticationResult!.RefreshToken;
    const second = (await refresh(first)).AuthenticationResult!.RefreshToken;
    await stop();
    await start();
    await expect(refresh(first)).rejects.toMatchObject({ name: 'RefreshTokenReuseException' });
    await expect(refresh(second)).resolves.toMatchObject(TOKENS);
  });
});
