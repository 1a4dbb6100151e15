import { TokenVerifier } from 'castellan';
import { KeyServer } from '../support/key-server.js';
import { PLATFORMS } from '../support/nest-app.js';
import { TokenFactory } from '../support/token-factory.js';
import { BAD_KEYS, type BadKey, GOOD_KEY } from './bad-keys.js';
import { expectGranted, expectInvalidToken } from './expect-answer.js';
import { ProtectedApi } from './protected-api.js';
import { CLIENT_ID, userPool } from './token-api.js';

describe.each(PLATFORMS)('keys that must not be used on %s', (platform) => {
  let keyServer: KeyServer;
  let api: ProtectedApi;

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    for (const { userPoolId, keys } of BAD_KEYS) keyServer.publish(userPoolId, [...keys, GOOD_KEY.jwk]);
    api = await ProtectedApi.start(platform, {
      options: { userPools: BAD_KEYS.map(({ userPoolId }) => userPool(keyServer, { userPoolId })) },
    });
  });

  afterAll(async () => {
    await api.stop();
    await keyServer.stop();
  });

  const tokensOf = (userPoolId: string) =>
    new TokenFactory({ key: GOOD_KEY, issuer: keyServer.issuer(userPoolId), clientId: CLIENT_ID });

  it.each(BAD_KEYS)('S30 refuses a key with $given, and uses the others of its set', async (bad) => {
    const tokens = tokensOf(bad.userPoolId);
    const forged = tokens.sign(tokens.accessClaims(), { alg: 'RS256', kid: 'bad' }, bad.signer);
    expectInvalidToken(await api.get(forged), 'token_key_unknown');
    expectGranted(await api.get(tokens.access()));

    const status = api.app.get(TokenVerifier).keySets.find(({ pool }) => pool === bad.userPoolId);
    expect(status?.keyCount).toBe(1);
    expect(status?.refusedKeys).toEqual(
      bad.keys.map((_key, index) => ({ index, reason: expect.any(String) })),
    );
    expect(status?.refusedKeys[0]?.reason).toBe(bad.reason);
  });

  it('S30 says in the log which key is refused, and why', async () => {
    const [bad] = BAD_KEYS as readonly [BadKey];
    await api.get(tokensOf(bad.userPoolId).access());
    expect(api.log.filter((line) => line.includes(bad.userPoolId) && line.includes(bad.reason))).toHaveLength(
      1,
    );
  });
});
